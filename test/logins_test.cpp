#include "auth/logins.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "catch.h"

using namespace wst;

namespace {

struct World {
  explicit World(
      const Logins::Limits& limits = {.idle = 100, .lifetime = 1000, .per_user = 3, .in_all = 5})
      : logins(limits, [this](LoginId id) { ended.push_back(id); }) {}

  Logins::Opened open(const std::string& user, double now) {
    return logins.open(user, "192.0.2.1", "a browser", now);
  }
  [[nodiscard]] bool has_ended(LoginId id) const {
    return std::count(ended.begin(), ended.end(), id) == 1;
  }

  std::vector<LoginId> ended;
  Logins logins;
};

}  // namespace

TEST_CASE("a cookie is known again, and nothing like it is") {
  World world;
  const auto [id, secret] = world.open("ada", 0);
  const Login* login = world.logins.use(secret, 1);
  REQUIRE(login);
  CHECK(login->id == id);
  CHECK(login->user == "ada");
  CHECK(login->address == "192.0.2.1");
  CHECK(login->agent == "a browser");
  CHECK(secret.size() - secret.find('.') - 1 >= 32);
  const auto dot = secret.find('.');
  for (const auto& wrong : std::vector<std::string>{
           "", ".", secret.substr(0, dot), secret.substr(0, dot + 1), secret.substr(dot),
           secret + "0", secret.substr(0, secret.size() - 1), "-" + secret, " " + secret,
           "0" + secret.substr(dot), std::to_string(id + 1) + secret.substr(dot),
           std::string(100'000, '9') + secret.substr(dot)}) {
    INFO(wrong.substr(0, 100));
    CHECK_FALSE(world.logins.use(wrong, 1));
  }
}

TEST_CASE("every login has a secret of its own") {
  World world({.idle = 1, .lifetime = 1, .per_user = 1000, .in_all = 1000});
  std::set<std::string> secrets;
  for (int i = 0; i < 100; ++i) secrets.insert(world.open("ada", 0).secret);
  CHECK(secrets.size() == 100);
}

TEST_CASE("a login ends when it is not used, and use lengthens it") {
  World world;
  const auto opened = world.open("ada", 0);
  CHECK(world.logins.use(opened.secret, 99));
  CHECK(world.logins.use(opened.secret, 198));
  CHECK_FALSE(world.logins.use(opened.secret, 298));
  CHECK(world.has_ended(opened.id));
}

TEST_CASE("an open socket is use") {
  World world;
  const auto opened = world.open("ada", 0);
  world.logins.count_socket(opened.id, true, 10);
  CHECK(world.logins.use(opened.secret, 500));
  world.logins.count_socket(opened.id, false, 700);
  CHECK(world.logins.find(opened.id, 799));
  CHECK_FALSE(world.logins.find(opened.id, 800));
}

TEST_CASE("no login outlives its lifetime, whatever it does") {
  World world;
  const auto opened = world.open("ada", 0);
  world.logins.count_socket(opened.id, true, 10);
  CHECK(world.logins.end_expired(999) == 1000.0);
  CHECK(world.ended.empty());
  CHECK_FALSE(world.logins.end_expired(1000).has_value());
  CHECK(world.has_ended(opened.id));
  CHECK_FALSE(world.logins.use(opened.secret, 1000));
}

TEST_CASE("past a user's limit the login that was used longest ago goes; open ones come last") {
  World world;
  const auto first = world.open("ada", 0);
  const auto second = world.open("ada", 1);
  const auto third = world.open("ada", 2);
  world.logins.count_socket(first.id, true, 2);
  const auto victors = world.open("victor", 3);
  const auto fourth = world.open("ada", 4);
  CHECK(world.ended == std::vector<LoginId>{second.id});
  for (const auto& left : {first, third, victors, fourth}) CHECK(world.logins.use(left.secret, 5));
}

TEST_CASE("past the limit of all the login that was used longest ago goes, whosever it is") {
  World world;
  std::vector<Logins::Opened> opened;
  for (int i = 0; i < 6; ++i) opened.push_back(world.open("user" + std::to_string(i), i));
  CHECK(world.ended == std::vector<LoginId>{opened[0].id});
}

TEST_CASE("requests with a password, or by a proxy, share one login for each user and way") {
  World world;
  const auto by_proxy = world.logins.shared("ada", "proxy", 0);
  CHECK(world.logins.shared("ada", "proxy", 50) == by_proxy);
  CHECK(world.logins.shared("ada", "password", 50) != by_proxy);
  CHECK(world.logins.shared("victor", "proxy", 50) != by_proxy);
  CHECK(world.logins.shared("ada", "proxy", 140) == by_proxy);
  CHECK(world.logins.shared("ada", "proxy", 1200) != by_proxy);
  CHECK(world.has_ended(by_proxy));
}

TEST_CASE("a shared login cannot be had by a cookie") {
  World world;
  const auto id = world.logins.shared("ada", "proxy", 0);
  CHECK_FALSE(world.logins.use(std::to_string(id) + ".", 1));
  CHECK_FALSE(world.logins.use(std::to_string(id) + ".0", 1));
}

TEST_CASE("a user's logins are told with the last used first, and end together") {
  World world;
  const auto first = world.open("ada", 0);
  const auto second = world.open("ada", 1);
  const auto victors = world.open("victor", 2);
  CHECK(world.logins.use(first.secret, 3));
  const auto list = world.logins.of("ada", 4);
  REQUIRE(list.size() == 2);
  CHECK(list[0].id == first.id);
  CHECK(list[1].id == second.id);
  world.logins.end_all_of("ada");
  CHECK(world.logins.of("ada", 4).empty());
  CHECK(world.logins.use(victors.secret, 4));
  CHECK(world.ended.size() == 2);
}

TEST_CASE("the end of a login is told once, and may be answered with the end of its sockets") {
  std::vector<LoginId> ended;
  Logins* known = nullptr;
  Logins logins({}, [&](LoginId id) {
    ended.push_back(id);
    known->count_socket(id, false, 0);
    CHECK_FALSE(known->end(id));
    CHECK_FALSE(known->find(id, 0));
  });
  known = &logins;
  const auto opened = logins.open("ada", "", "", 0);
  logins.count_socket(opened.id, true, 0);
  CHECK(logins.end(opened.id));
  CHECK_FALSE(logins.end(opened.id));
  CHECK(ended == std::vector<LoginId>{opened.id});
}

TEST_CASE("what a client calls itself is kept short and sound") {
  World world;
  const auto opened = world.logins.open("ada", "", std::string(10'000, 'x') + "\xff", 0);
  CHECK(world.logins.find(opened.id, 0)->agent.size() == 256);
}

TEST_CASE("shared logins too make room, and the limits hold for them") {
  World world;
  for (int i = 0; i < 6; ++i) (void)world.logins.shared("user" + std::to_string(i), "proxy", i);
  CHECK(world.ended.size() == 1);
}

TEST_CASE("whatever happens, limits hold, each end is told once, and what is over is nobody's") {
  std::mt19937 random(GENERATE(1u, 2u, 3u));
  World world;
  std::map<LoginId, std::string> secrets;  // of those that have not ended
  const auto forget_ended = [&] {
    for (const auto id : world.ended) secrets.erase(id);
  };
  double now = 100'000;
  for (int i = 0; i < 3000; ++i) {
    now += static_cast<double>(random() % 40) - (random() % 50 == 0 ? 500.0 : 0.0);
    const std::string user = random() % 2 == 0 ? "ada" : "victor";
    const auto any =
        secrets.empty()
            ? secrets.end()
            : std::next(secrets.begin(), static_cast<std::ptrdiff_t>(random() % secrets.size()));
    const auto pick = random() % 20;
    if (pick < 8) {
      const auto opened = world.open(user, now);
      secrets.emplace(opened.id, opened.secret);
    }
    if (pick == 8) (void)world.logins.shared(user, "proxy", now);
    if (pick == 9) (void)world.logins.end_expired(now);
    if (pick == 10 && random() % 5 == 0) world.logins.end_all_of(user);
    if (pick > 10 && any != secrets.end()) {
      const auto [id, secret] = *any;
      if (pick < 14) world.logins.count_socket(id, random() % 2 == 0, now);
      const Login* login = pick < 18 ? world.logins.use(secret, now) : nullptr;
      if (login) REQUIRE(login->id == id);
      if (pick >= 18) REQUIRE(world.logins.end(id));
    }
    forget_ended();
    for (const auto& id : world.ended) REQUIRE_FALSE(world.logins.find(id, now));
    REQUIRE(std::set<LoginId>(world.ended.begin(), world.ended.end()).size() == world.ended.size());
    std::size_t all = 0;
    for (const char* name : {"ada", "victor"}) {
      const auto theirs = world.logins.of(name, now);
      all += theirs.size();
      REQUIRE(std::count_if(theirs.begin(), theirs.end(),
                            [](const Login& login) { return login.by == "cookie"; }) <= 3);
    }
    REQUIRE(all <= 5);
    forget_ended();
    for (const auto& [id, secret] : secrets) REQUIRE(world.logins.find(id, now));
    if (world.ended.size() > 200) world.ended.clear();
  }
}

TEST_CASE("a login with an open socket stays, however long ago that was opened") {
  World world;
  const auto watching = world.open("ada", 0);
  world.logins.count_socket(watching.id, true, 0);
  const auto idle = world.open("ada", 10);
  (void)world.open("ada", 20);
  (void)world.open("ada", 30);
  CHECK(world.ended == std::vector<LoginId>{idle.id});
}
