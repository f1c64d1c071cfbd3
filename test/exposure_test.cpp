#include "http/exposure.h"

#include <string>

#include "catch.h"

using namespace wst;
using wst::test::contains;

namespace {

struct Given {
  bool users = false;
  bool proxies = false;
  bool insecure = false;
};

Options options_with(const Given& given) {
  Options options;
  if (given.users) options.users = "users";
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
  const auto options = options_with({users, proxies, insecure});
  const Entry usual = certificate ? Entry::encrypted : Entry::plain;
  const auto own = entry_of(options, {"127.0.0.1:9095", false, certificate});
  REQUIRE(own);
  CHECK(own.value() == usual);
  const auto others = entry_of(options, {"0.0.0.0:9095", true, certificate});
  const bool safe = users && (certificate || proxies);
  REQUIRE(others.ok() == (safe || insecure));
  if (others) {
    CHECK(others.value() == (insecure || certificate ? usual : Entry::proxies_only));
  }
}

TEST_CASE("the refusal names the address, what is missing, and every way out") {
  struct Case {
    Given given;
    bool certificate;
    bool names_users, names_encryption;
  };
  for (const auto& [given, certificate, names_users, names_encryption] :
       {Case{{}, false, true, true}, Case{{.users = true}, false, false, true},
        Case{{}, true, true, false}, Case{{.proxies = true}, false, true, false}}) {
    const auto refused = entry_of(options_with(given), {"0.0.0.0:9095", true, certificate});
    REQUIRE(!refused);
    const auto& words = refused.error().message;
    INFO(words);
    const auto missing = words.substr(0, words.find(';'));
    CHECK((missing.find("without --users") != std::string::npos) == names_users);
    CHECK((missing.find("without --cert and --key") != std::string::npos) == names_encryption);
    for (const char* part :
         {"0.0.0.0:9095", "--users with --cert and --key", "127.0.0.1", "--insecure"}) {
      CHECK_THAT(words, contains(part));
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
