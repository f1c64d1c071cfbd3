#include "process/privileges.h"

#include <unistd.h>

#include <map>

#include "catch.h"

using namespace wst;

namespace {

constexpr uid_t somebody = 1000;

/// What the lookup knows, and what it was asked.
struct Accounts {
  std::map<std::string, Account> known;
  std::vector<std::string> asked = {};

  FindAccount finder() {
    return [this](const std::string& name) -> Result<std::optional<Account>> {
      asked.push_back(name);
      const auto at = known.find(name);
      if (at == known.end()) return std::optional<Account>();
      return std::optional(at->second);
    };
  }
};

const Account root{"root", 0, 0, "/root"};
const Account ours{"wstorrentd", 990, 991, "/var/lib/wstorrentd"};
const Account ann{"ann", somebody, 1001, "/home/ann"};

Accounts with_ours() { return {{{"root", root}, {"wstorrentd", ours}, {"ann", ann}}}; }
Accounts without_ours() { return {{{"root", root}, {"ann", ann}}}; }

}  // namespace

TEST_CASE("root becomes whom it is told to, else the default account where there is one") {
  struct Row {
    Accounts accounts;
    std::string wanted;
    std::optional<Account> becomes;
    bool says_so;
  };
  const Row row =
      GENERATE(Row{with_ours(), "", ours, false}, Row{with_ours(), "ann", ann, false},
               Row{without_ours(), "ann", ann, false}, Row{without_ours(), "", std::nullopt, true},
               Row{with_ours(), "root", std::nullopt, false});
  INFO("--user " << row.wanted);
  Accounts accounts = row.accounts;
  const auto choice = choose_account(row.wanted, 0, accounts.finder());
  REQUIRE(choice);
  REQUIRE(choice->account.has_value() == row.becomes.has_value());
  if (row.becomes) {
    CHECK(choice->account->name == row.becomes->name);
    CHECK(choice->account->uid == row.becomes->uid);
    CHECK(choice->account->gid == row.becomes->gid);
    CHECK(choice->account->home == row.becomes->home);
  }
  CHECK(choice->notice.empty() == !row.says_so);
}

TEST_CASE("root that stays root says so in one line, and how to change it") {
  const auto choice = choose_account("", 0, without_ours().finder());
  REQUIRE(choice);
  for (const char* words : {"running as root", "useradd --system", "--user NAME"}) {
    INFO(words);
    CHECK(choice->notice.find(words) != std::string::npos);
  }
  CHECK(choice->notice.find('\n') == std::string::npos);
}

TEST_CASE("who is not root stays who he is, and asks nobody unless --user is given") {
  Accounts accounts = with_ours();
  for (const char* wanted : {"", "ann"}) {
    const auto choice = choose_account(wanted, somebody, accounts.finder());
    REQUIRE(choice);
    CHECK(!choice->account);
    CHECK(choice->notice.empty());
  }
  CHECK(accounts.asked == std::vector<std::string>{"ann"});
}

TEST_CASE("whom one cannot become is an error that names the account") {
  const uid_t uid = GENERATE(uid_t{0}, somebody);
  const auto missing = choose_account("nobody-here", uid, with_ours().finder());
  REQUIRE(!missing);
  CHECK(missing.error().message == "there is no account nobody-here (--user)");

  for (const char* wanted : {"root", "wstorrentd"}) {
    const auto another = choose_account(wanted, somebody, with_ours().finder());
    REQUIRE(!another);
    CHECK(another.error().message.find("only root can become another account") == 0);
    CHECK(another.error().message.find(wanted) != std::string::npos);
  }
}

TEST_CASE("where nobody can tell whether there is an account, root does not go on as root") {
  const FindAccount broken = [](const std::string&) -> Result<std::optional<Account>> {
    return Error{"cannot look up the account: Input/output error"};
  };
  for (const char* wanted : {"", "ann"}) CHECK(!choose_account(wanted, 0, broken));
}

TEST_CASE("an account the system does not have changes nothing of this process") {
  const uid_t before = ::geteuid();
  CHECK(!drop_privileges("no such account"));
  CHECK(::geteuid() == before);
}

TEST_CASE("what is known to run no sudo is known by its name, wherever it lies") {
  for (const auto* known : {"transmission-remote", "/usr/bin/transmission-remote", "ssh", "torify",
                            "/usr/bin/ssh", "torsocks"}) {
    INFO(known);
    CHECK(needs_no_privileges(known));
  }
  for (const auto* unknown : {"sudo", "/usr/bin/sudo", "doas", "./transmission-remote.sh", "env",
                              "/opt/ssh/wrapper", "", "/"}) {
    INFO(unknown);
    CHECK_FALSE(needs_no_privileges(unknown));
  }
}
