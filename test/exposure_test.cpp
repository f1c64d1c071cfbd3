#include "http/exposure.h"

#include <string>

#include "catch.h"

using namespace wst;
using wst::test::contains;

namespace {

struct Given {
  bool users = false;
  bool certificate = false;
  bool proxies = false;
  bool insecure = false;
};

Options options_with(const Given& given) {
  Options options;
  options.listen_address = "0.0.0.0";
  if (given.users) options.users = "users";
  if (given.certificate) options.cert = options.key = "file.pem";
  if (given.proxies) options.trusted_proxies = {"10.0.0.1"};
  options.insecure = given.insecure;
  return options;
}

}  // namespace

TEST_CASE("what others can reach needs users and encryption; this machine's own needs neither") {
  const bool users = GENERATE(true, false);
  const bool certificate = GENERATE(true, false);
  const bool proxies = GENERATE(true, false);
  const bool insecure = GENERATE(true, false);
  const auto options = options_with({users, certificate, proxies, insecure});
  const bool safe = users && (certificate || proxies);
  CHECK(check_exposure(options, false, false).has_value() == (!safe && !insecure));
  CHECK(!check_exposure(options, true, false));
  CHECK(!check_exposure(options, false, true));
}

TEST_CASE("the refusal names the address, what is missing, and every way out") {
  struct Case {
    Given given;
    bool names_users, names_encryption;
  };
  for (const auto& [given, names_users, names_encryption] :
       {Case{{}, true, true}, Case{{.users = true}, false, true},
        Case{{.certificate = true}, true, false}, Case{{.proxies = true}, true, false}}) {
    const auto error = check_exposure(options_with(given), false, false);
    REQUIRE(error);
    INFO(error->message);
    const auto missing = error->message.substr(0, error->message.find(';'));
    CHECK((missing.find("without --users") != std::string::npos) == names_users);
    CHECK((missing.find("without --cert and --key") != std::string::npos) == names_encryption);
    for (const char* words :
         {"0.0.0.0:9095", "--users with --cert and --key", "127.0.0.1", "--insecure"}) {
      CHECK_THAT(error->message, contains(words));
    }
  }
}

TEST_CASE("the addresses of this machine alone are known") {
  for (const char* own : {"127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1"}) {
    INFO(own);
    CHECK(is_loopback_address(own));
  }
  for (const char* other : {"0.0.0.0", "::", "10.0.0.1", "::ffff:10.0.0.1", "1127.0.0.1", ""}) {
    INFO(other);
    CHECK(!is_loopback_address(other));
  }
}
