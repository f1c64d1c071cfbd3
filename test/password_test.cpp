#include "auth/password.h"

#include <crypt.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "auth/users.h"
#include "base/unique_fd.h"
#include "catch.h"

using namespace wst;

namespace {

/// What the child would say that reads `text`.
int said_to(const std::string& text) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const UniqueFd ours(ends[0]);
  UniqueFd theirs(ends[1]);
  REQUIRE(write(theirs.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  theirs.reset();
  return check_password(ours.get());
}

int check(const std::string& hash, const std::string& password) {
  return said_to(hash + '\0' + password);
}

/// With as little work as each kind allows.
std::string hash_of(const std::string& password, const char* kind, unsigned long cost) {
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
  REQUIRE(crypt_gensalt_rn(kind, cost, nullptr, 0, setting.data(), setting.size()));
  crypt_data data{};
  return crypt_r(password.c_str(), setting.data(), &data);
}

}  // namespace

TEST_CASE("a password is right for its own hash, of each kind, and no other is") {
  const std::string password = "correct horse \xc3\xa4 47";
  const std::vector<std::string> hashes = {
      hash_of(password, "$2b$", 4), hash_of(password, "$2y$", 4), hash_of(password, "$2a$", 4),
      hash_of(password, "$y$", 1), hash_of(password, "$6$", 1000)};
  for (const auto& hash : hashes) {
    INFO(hash.substr(0, 4));
    CHECK(Users::parse("ada:" + hash, "u"));
    CHECK(check(hash, password) == 0);
    for (const auto& wrong :
         {std::string(), password + " ", password.substr(1), std::string(512, 'x')}) {
      CHECK(check(hash, wrong) == 1);
    }
  }
}

TEST_CASE("a hash that is none is nobody's") {
  for (const auto* hash : {"!", "*", "*0", "*1", "x", "$", "$y$", "$9$x$y", "$2y$05$short"}) {
    INFO(hash);
    for (const auto* password : {"", "!", "*0", "*1", "x"}) CHECK(check(hash, password) == 1);
  }
}

TEST_CASE("a question that is none is answered so") {
  for (const auto& text : std::vector<std::string>{
           "", "no NUL", std::string("\0password", 9), std::string("h\0a\0b", 5),
           "h" + std::string(1, '\0') + std::string(5000, 'x')}) {
    CHECK(said_to(text) == 2);
  }
}

TEST_CASE("what is made of a password is yescrypt, with another salt each time") {
  const auto one = hash_password("correct horse");
  const auto other = hash_password("correct horse");
  REQUIRE(one);
  REQUIRE(other);
  CHECK(one.value().starts_with("$y$"));
  CHECK(one.value() != other.value());
  CHECK(check(one.value(), "correct horse") == 0);
  CHECK(check(one.value(), "correct horsf") == 1);
}
