#include "auth/accounts.h"

#include <algorithm>

#include "fakes.h"
#include "temporary_folder.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string ada = "ada:$6$x$a:administrator\n";
const std::string victor = "victor:$6$x$v:viewer\n";

struct World {
  explicit World(const std::string& users = ada + victor, bool read_only = false)
      : file(users),
        accounts({.users = file.path,
                  .workers = workers.path,
                  .read_only = read_only,
                  .logins = {.idle = 1000, .lifetime = 10'000}},
                 {timer, tokens, throttle, [this] { return now; }, [this] { return now; }}) {
    accounts.set_on_login_end([this](LoginId id) { ended.push_back(id); });
    REQUIRE_FALSE(accounts.load());
  }

  Accounts::LoggedIn log_in(const std::string& user) {
    auto entered = accounts.log_in(user, "192.0.2.1", "a browser");
    REQUIRE(entered);
    return std::move(*entered);
  }

  SecretFile file;
  SecretFile workers{"meteo sixteen-letters- feed.weather\n"};
  FakeTimer timer;
  Tokens tokens;
  Throttle throttle;
  double now = 0;
  std::vector<LoginId> ended;
  Accounts accounts;

  /// Who the ticket's owner is, as it is told at once.
  std::optional<Identity> check(const std::string& authid, const std::string& ticket,
                                const std::string& address = "192.0.2.1") {
    std::optional<TicketVerdict> told;
    accounts.check({authid, ticket, address},
                   [&](const TicketVerdict& verdict) { told = verdict; });
    REQUIRE(told);
    return told->identity;
  }
};

/// Without users.
struct OpenWorld {
  explicit OpenWorld(bool read_only)
      : accounts({.users = "", .workers = "", .read_only = read_only, .logins = {}},
                 {timer, tokens, throttle, [] { return 0.0; }, [] { return 0.0; }}) {}
  FakeTimer timer;
  Tokens tokens;
  Throttle throttle;
  Accounts accounts;
};

}  // namespace

TEST_CASE(
    "without users everybody is an administrator, or a viewer where only looking is allowed") {
  for (const bool read_only : {false, true}) {
    OpenWorld world(read_only);
    auto& accounts = world.accounts;
    REQUIRE_FALSE(accounts.load());
    const Role role = read_only ? Role::viewer : Role::administrator;
    CHECK(accounts.anybody()->role == role);
    CHECK(accounts.anonymous()->role == role);
    CHECK_FALSE(accounts.takes_tickets());
    CHECK_FALSE(accounts.has_users());
    CHECK(accounts.issue_token(*accounts.anybody()).token.empty());
    CHECK_FALSE(accounts.log_in("ada", "", ""));
  }
}

TEST_CASE("with users nobody is anybody") {
  World world;
  CHECK_FALSE(world.accounts.anybody());
  CHECK_FALSE(world.accounts.anonymous());
  CHECK(world.accounts.takes_tickets());
  CHECK_FALSE(world.accounts.by_cookie("1.abc"));
  CHECK_FALSE(world.accounts.by_proxy("nobody"));
  CHECK_FALSE(world.accounts.by_password("nobody"));
}

TEST_CASE("a cookie stands for its user with the role of the file") {
  World world;
  const auto entered = world.log_in("victor");
  const auto visitor = world.accounts.by_cookie(entered.secret);
  REQUIRE(visitor);
  CHECK(visitor->user == "victor");
  CHECK(visitor->role == Role::viewer);
  CHECK(visitor->login == entered.visitor.login);
  CHECK(world.log_in("ada").visitor.role == Role::administrator);
}

TEST_CASE("where only looking is allowed an administrator is a viewer") {
  World world(ada, true);
  CHECK(world.log_in("ada").visitor.role == Role::viewer);
  CHECK(world.accounts.doubts().empty());
}

TEST_CASE("a token lets its own user in, once, as who he is") {
  World world;
  const auto entered = world.log_in("ada");
  const auto token = world.accounts.issue_token(entered.visitor).token;
  const auto identity = world.check("ada", token);
  REQUIRE(identity);
  CHECK(identity->authid == "ada");
  CHECK(identity->authrole == "administrator");
  CHECK(identity->authmethod == "ticket");
  CHECK(identity->role == Role::administrator);
  CHECK(identity->login == entered.visitor.login);
  CHECK_FALSE(world.check("ada", token));
  const auto next = world.accounts.next_ticket(*identity);
  CHECK(world.check("ada", next));
}

TEST_CASE("a token that another shows is used up by that") {
  World world;
  const auto token = world.accounts.issue_token(world.log_in("ada").visitor).token;
  CHECK_FALSE(world.check("victor", token));
  CHECK_FALSE(world.check("ada", token));
}

TEST_CASE("no token is good when it is late, or its login is over") {
  World world;
  const auto entered = world.log_in("ada");
  const auto late = world.accounts.issue_token(entered.visitor).token;
  world.now += 31;
  CHECK_FALSE(world.check("ada", late));
  const auto token = world.accounts.issue_token(entered.visitor).token;
  CHECK(world.accounts.end_login(entered.visitor, entered.visitor.login));
  CHECK_FALSE(world.check("ada", token));
  CHECK(world.ended == std::vector<LoginId>{entered.visitor.login});
}

TEST_CASE("workers come with their tickets, again and again, and get no token") {
  World world;
  for (int i = 0; i < 2; ++i) {
    const auto worker = world.check("meteo", "sixteen-letters-");
    REQUIRE(worker);
    CHECK(worker->role == Role::worker);
    CHECK(world.accounts.next_ticket(*worker).empty());
  }
  CHECK(world.accounts.foresees("feed.weather.rain"));
  CHECK_FALSE(world.accounts.foresees("feed.news"));
}

TEST_CASE("people end their own logins and nobody else's") {
  World world;
  const auto one = world.log_in("ada");
  const auto other = world.log_in("ada");
  const auto victors = world.log_in("victor");
  CHECK_FALSE(world.accounts.end_login(victors.visitor, one.visitor.login));
  CHECK(world.accounts.end_login(one.visitor, other.visitor.login));
  CHECK_FALSE(world.accounts.by_cookie(other.secret));
  CHECK(world.accounts.logins_of(one.visitor).size() == 1);
  const auto third = world.log_in("ada");
  world.accounts.end_other_logins(one.visitor);
  CHECK_FALSE(world.accounts.by_cookie(third.secret));
  CHECK(world.accounts.by_cookie(one.secret));
  CHECK(world.accounts.by_cookie(victors.secret));
}

TEST_CASE("who comes by a link is a viewer, sees no other holder, and goes with the link") {
  World world;
  const auto adas = world.log_in("ada");
  const auto made = world.accounts.make_link(adas.visitor, "for grace", 3600);
  REQUIRE(made);
  CHECK_FALSE(world.accounts.log_in_by_link(made->secret + "0", "192.0.2.1", ""));
  const auto one = world.accounts.log_in_by_link(made->secret, "192.0.2.1", "a browser");
  const auto other = world.accounts.log_in_by_link(made->secret, "192.0.2.2", "another");
  REQUIRE(one);
  REQUIRE(other);
  CHECK(one->visitor.role == Role::viewer);
  CHECK(one->visitor.user == "link:for grace");
  CHECK(world.accounts.by_cookie(one->secret)->role == Role::viewer);
  CHECK(world.accounts.logins_of(one->visitor).size() == 1);
  CHECK_FALSE(world.accounts.end_login(one->visitor, other->visitor.login));
  world.accounts.end_other_logins(one->visitor);
  CHECK(world.accounts.by_cookie(other->secret));
  const auto token = world.accounts.issue_token(one->visitor).token;
  CHECK(world.check("link:for grace", token)->role == Role::viewer);
  CHECK(world.accounts.end_link(made->id));
  for (const auto& guest : {one, other}) CHECK_FALSE(world.accounts.by_cookie(guest->secret));
  CHECK(world.accounts.by_cookie(adas.secret));
}

TEST_CASE("a link ends with its time, and with whoever made it") {
  World world;
  const auto made = world.accounts.make_link(world.log_in("ada").visitor, "", 60);
  const auto other = world.accounts.make_link(world.log_in("ada").visitor, "", 3600);
  const auto guest = world.accounts.log_in_by_link(made->secret, "192.0.2.1", "");
  const auto stays = world.accounts.log_in_by_link(other->secret, "192.0.2.1", "");
  CHECK(guest->visitor.user == "link:guest");
  world.now += 61;
  world.timer.tick();
  CHECK_FALSE(world.accounts.by_cookie(guest->secret));
  CHECK(world.accounts.by_cookie(stays->secret));
  world.file.write(victor);
  CHECK_FALSE(world.accounts.load());
  CHECK_FALSE(world.accounts.by_cookie(stays->secret));
  CHECK(world.accounts.links().empty());
}

TEST_CASE("who is gone from the file, or has another password or role, is out; the others stay") {
  const std::string changes[] = {victor, "ada:$6$x$other:administrator\n" + victor,
                                 "ada:$6$x$a:viewer\n" + victor};
  for (const auto& text : changes) {
    World world;
    const auto adas = world.log_in("ada");
    const auto victors = world.log_in("victor");
    world.file.write(text);
    REQUIRE_FALSE(world.accounts.load());
    CHECK_FALSE(world.accounts.by_cookie(adas.secret));
    CHECK(world.ended == std::vector<LoginId>{adas.visitor.login});
    CHECK(world.accounts.by_cookie(victors.secret));
  }
}

TEST_CASE("a broken file changes nothing, whichever it is") {
  World world;
  const auto adas = world.log_in("ada");
  for (const auto* file : {&world.file, &world.workers}) {
    const auto before = file->text();
    file->write("nonsense\n");
    const auto error = world.accounts.load();
    REQUIRE(error);
    CHECK(error->message.find(file->path + ":1: ") != std::string::npos);
    CHECK(world.accounts.by_cookie(adas.secret));
    CHECK(world.check("meteo", "sixteen-letters-"));
    file->write(before);
  }
}

TEST_CASE("those whom a proxy names, or who give a password each time, share a login") {
  World world(ada + "proxied:!\n");
  const auto visitor = world.accounts.by_proxy("proxied");
  REQUIRE(visitor);
  CHECK(visitor->role == Role::administrator);
  CHECK(world.accounts.by_proxy("proxied")->login == visitor->login);
  CHECK(world.accounts.by_password("ada")->login != visitor->login);
  CHECK(world.check("proxied", world.accounts.issue_token(*visitor).token));
}

TEST_CASE("open sockets keep a login; its lifetime ends it all the same") {
  World world;
  const auto entered = world.log_in("ada");
  const Identity identity{.authid = "ada", .login = entered.visitor.login};
  world.accounts.on_join(identity);
  world.now = 9999;
  CHECK(world.accounts.by_cookie(entered.secret));
  world.now = 10'000;
  world.timer.tick();
  CHECK(world.ended.size() == 1);
  CHECK_FALSE(world.timer.runs());
}

TEST_CASE("nothing wakes the program while nobody is logged in") {
  World world;
  CHECK_FALSE(world.timer.runs());
  const auto entered = world.log_in("ada");
  CHECK(world.timer.runs());
  CHECK(world.timer.first_after == 10'000.0);
}

TEST_CASE("a file in which nobody may act, or nobody is, is worth a warning") {
  CHECK(World(ada).accounts.doubts().empty());
  CHECK(World(victor).accounts.doubts().size() == 1);
  CHECK(World("# nobody\n").accounts.doubts().size() == 1);
}

TEST_CASE("an address that shows wrong tickets has to wait with all that could be guessed") {
  World world;
  const auto entered = world.log_in("ada");
  for (int i = 0; i < 5; ++i) CHECK_FALSE(world.check("ada", "a guess"));
  CHECK(world.accounts.wait("192.0.2.1") == 1);
  for (const auto& [name, ticket] : {std::pair("meteo", "sixteen-letters-"), {"ada", "a guess"}}) {
    std::optional<TicketVerdict> told;
    world.accounts.check({name, ticket, "192.0.2.1"}, [&](const auto& verdict) { told = verdict; });
    REQUIRE(told);
    CHECK_FALSE(told->identity);
    CHECK(told->retry_after == 1);
  }
  CHECK(world.check("meteo", "sixteen-letters-", "192.0.2.2"));
  CHECK(world.check("ada", world.accounts.issue_token(entered.visitor).token));
  world.now += 1.5;
  CHECK(world.check("meteo", "sixteen-letters-"));
}

namespace {

/// Answers when the test says so.
struct SlowStore final : TokenStore {
  std::string issue(LoginId login, double now) override { return tokens.issue(login, now); }
  RequestId redeem(std::string_view token, double, Redeemed redeemed) override {
    asked.emplace_back(std::string(token), std::move(redeemed));
    return asked.size();
  }
  void cancel(RequestId id) override { cancelled.push_back(id); }
  void drop_all_of(LoginId login) override { tokens.drop_all_of(login); }
  void answer(double now) {
    const auto [token, redeemed] = std::move(asked.front());
    asked.erase(asked.begin());
    redeemed(tokens.take(token, now));
  }

  Tokens tokens;
  std::vector<std::pair<std::string, Redeemed>> asked;
  std::vector<RequestId> cancelled;
};

}  // namespace

TEST_CASE("a store of tokens may take its time; the login may have ended by then") {
  const SecretFile file(ada);
  FakeTimer timer;
  SlowStore store;
  Throttle throttle;
  Accounts accounts({.users = file.path, .workers = "", .logins = {}},
                    {timer, store, throttle, [] { return 0.0; }, [] { return 0.0; }});
  REQUIRE_FALSE(accounts.load());
  const auto entered = accounts.log_in("ada", "192.0.2.1", "");
  std::vector<bool> told;
  const auto show = [&] {
    return accounts.check(
        {"ada", accounts.issue_token(entered->visitor).token, "192.0.2.1"},
        [&](const TicketVerdict& verdict) { told.push_back(bool(verdict.identity)); });
  };
  CHECK(show() == 1);
  CHECK(told.empty());
  store.answer(1);
  CHECK(told == std::vector{true});
  accounts.cancel(show());
  CHECK(store.cancelled == std::vector<TokenStore::RequestId>{1});
  accounts.end_login(entered->visitor, entered->visitor.login);
  store.answer(1);
  CHECK(told == std::vector{true, false});
}
