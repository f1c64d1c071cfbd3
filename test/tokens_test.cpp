#include "auth/tokens.h"

#include <algorithm>
#include <random>
#include <set>
#include <vector>

#include "catch.h"

using namespace wst;

TEST_CASE("a token names the login it was given to, once") {
  Tokens tokens;
  const auto token = tokens.issue(7, 100);
  CHECK(token.size() >= 32);
  CHECK(tokens.take(token, 101) == LoginId{7});
  CHECK_FALSE(tokens.take(token, 101));
}

TEST_CASE("a token is good for thirty seconds and not for longer") {
  for (const double after : {0.0, 29.9, 30.0, 31.0, 1e9}) {
    Tokens tokens;
    const auto token = tokens.issue(7, 100);
    INFO(after);
    CHECK(tokens.take(token, 100 + after).has_value() == (after < Tokens::valid_seconds));
  }
}

TEST_CASE("what is no token is nobody's") {
  Tokens tokens;
  const auto token = tokens.issue(7, 0);
  for (const auto& wrong : std::vector<std::string>{
           "", "0", token + "0", token.substr(1), token.substr(0, token.size() - 1),
           std::string(48, '0'), std::string(1 << 20, 'a')}) {
    CHECK_FALSE(tokens.take(wrong, 1));
  }
  CHECK(tokens.take(token, 1));
}

TEST_CASE("several tokens of one login live side by side, and the oldest goes when they are many") {
  Tokens tokens;
  std::vector<std::string> given;
  for (std::size_t i = 0; i <= Tokens::per_login; ++i) given.push_back(tokens.issue(7, 0));
  const auto others = tokens.issue(8, 0);
  CHECK(std::set<std::string>(given.begin(), given.end()).size() == given.size());
  CHECK_FALSE(tokens.take(given.front(), 1));
  for (std::size_t i = given.size() - 1; i > 0; --i) CHECK(tokens.take(given[i], 1) == LoginId{7});
  CHECK(tokens.take(others, 1) == LoginId{8});
}

TEST_CASE("the tokens of a login that ends are worth nothing, those of others are") {
  Tokens tokens;
  const auto mine = tokens.issue(7, 0);
  const auto others = tokens.issue(8, 0);
  tokens.drop_all_of(7);
  CHECK_FALSE(tokens.take(mine, 1));
  CHECK(tokens.take(others, 1));
}

TEST_CASE("a clock that goes back keeps no token alive") {
  Tokens tokens;
  const auto token = tokens.issue(7, 1'000'000);
  CHECK_FALSE(tokens.take(token, 0));
  CHECK_FALSE(tokens.take(token, 1'000'000));
}

TEST_CASE("whatever is given out, shown and dropped, a token is good when it should be") {
  struct Given {
    std::string token;
    LoginId login;
    double at;
  };
  std::mt19937 random(GENERATE(1u, 2u, 3u));
  Tokens tokens;
  std::vector<Given> good;  // the oldest first
  double now = 0;
  for (int i = 0; i < 3000; ++i) {
    now += static_cast<double>(random() % 100) / 50;
    std::erase_if(good, [&](const Given& given) { return now - given.at >= 30; });
    const LoginId login = 1 + random() % 3;
    const auto is_theirs = [&](const Given& given) { return given.login == login; };
    const auto pick = random() % 20;
    if (pick < 14) {
      if (std::count_if(good.begin(), good.end(), is_theirs) == 16) {
        good.erase(std::find_if(good.begin(), good.end(), is_theirs));
      }
      good.push_back({tokens.issue(login, now), login, now});
    } else if (pick < 19 && !good.empty()) {
      const auto shown = good.begin() + static_cast<std::ptrdiff_t>(random() % good.size());
      REQUIRE(tokens.take(shown->token, now) == shown->login);
      REQUIRE_FALSE(tokens.take(shown->token, now));
      good.erase(shown);
    } else if (random() % 4 == 0) {
      tokens.drop_all_of(login);
      std::erase_if(good, is_theirs);
    }
  }
  for (const auto& given : good) REQUIRE(tokens.take(given.token, now) == given.login);
}
