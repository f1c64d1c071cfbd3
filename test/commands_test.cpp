#include "transmission/commands.h"

#include <algorithm>

#include "catch.h"

using namespace wst;

using Words = std::vector<std::string>;

TEST_CASE("the host comes first, then the channel, then the credentials, then the questions") {
  const Remote plain;
  CHECK(sample_command(plain, Channel::json_on_stdout, {}) ==
        Words{"transmission-remote", "127.0.0.1:9091", "-j", "-t", "active", "-l", "-st"});
  CHECK(sample_command(plain, Channel::debug_on_stderr, {.full = true}) ==
        Words{"transmission-remote", "127.0.0.1:9091", "--debug", "-t", "all", "-i", "-st"});
  const Remote secret{{"ssh", "vps", "transmission-remote"}, "http://box:9091/transmission", true};
  CHECK(sample_command(secret, Channel::json_on_stdout, {.full = true}) ==
        Words{"ssh", "vps", "transmission-remote", "http://box:9091/transmission", "-j", "-ne",
              "-t", "all", "-i", "-st"});
  CHECK(diagnosis_command(secret) == Words{"ssh", "vps", "transmission-remote",
                                           "http://box:9091/transmission", "--debug", "-ne",
                                           "-st"});
}

TEST_CASE("settings and details are asked for behind the list, each torrent by its hash") {
  const std::string hash(40, 'a');
  const Questions questions{.full = false, .session = true, .torrents = {hash, "all", hash + "1"}};
  CHECK(sample_command({}, Channel::json_on_stdout, questions) ==
        Words{"transmission-remote", "127.0.0.1:9091", "-j", "-t", "active", "-l", "-st", "-si",
              "-t", hash, "-i", "-if", "-ip", "-it", "-ic"});
}

TEST_CASE("what is to be done comes behind host, channel and credentials") {
  const Remote secret{{"transmission-remote"}, "box", true};
  CHECK(call_command(secret, Channel::debug_on_stderr, {"--torrent=1", "--start"}) ==
        Words{"transmission-remote", "box", "--debug", "-ne", "--torrent=1", "--start"});
}

TEST_CASE("an info hash is forty hexadecimal digits that are no number") {
  CHECK(is_info_hash("0123456789abcdefABCDEF0123456789abcdef01"));
  for (const char* text :
       {"", "1", "all", "0123456789abcdefABCDEF0123456789abcdef0",
        "0123456789abcdefABCDEF0123456789abcdef012", "0123456789abcdefABCDEF0123456789abcdef0g",
        "-123456789abcdefABCDEF0123456789abcdef01", "0000000000000000000000000000000000000005"}) {
    INFO(text);
    CHECK(!is_info_hash(text));
  }
}

TEST_CASE("the version is asked alone, without a network") {
  CHECK(version_command({}) == Words{"transmission-remote", "-V"});
}

namespace {

/// What a person's or a service's environment may hold, and what somebody may have put there.
const Words ambient = {
    "PATH=/bin:/usr/bin",
    "HOME=/home/ann",
    "USER=ann",
    "LOGNAME=ann",
    "TZ=Europe/Berlin",
    "TMPDIR=/var/tmp",
    "SSH_AUTH_SOCK=/run/agent",
    "XDG_RUNTIME_DIR=/run/user/1000",
    "TORSOCKS_CONF_FILE=/etc/tor/torsocks.conf",
    "TR_AUTH=ann:p=ss",
    "http_proxy=http://ann:secret@proxy:3128",
    "HTTPS_PROXY=secret",
    "all_proxy=secret",
    "no_proxy=secret",
    "WSTORRENTD_USERS=secret",
    "WSTORRENTD_KEY=secret",
    "AWS_SECRET_ACCESS_KEY=secret",
    "DATABASE_URL=secret",
    "LD_PRELOAD=/tmp/secret.so",
    "LD_LIBRARY_PATH=/tmp/secret",
    "BASH_ENV=/tmp/secret",
    "ENV=/tmp/secret",
    "IFS=secret",
    "SHELL=/bin/secret",
    "LANG=secret",
    "LC_ALL=secret",
    "LC_NUMERIC=secret",
    "LANGUAGE=secret",
    "TR_CURL_VERBOSE=secret",
    "TR_TORRENT_NAME=secret",
    "TR_AUTH_TOO=secret",
    "PATHS=secret",
    "path=secret",
    "MY_HOME=secret",
    "TORSOCKS=secret",
    "=secret",
    "secret",
    "",
};

}  // namespace

TEST_CASE("a child inherits what the list names, and nothing else of what is around") {
  const Words listed(ambient.begin(), ambient.begin() + inherited_variables.size());
  Words expected = listed;
  expected.emplace_back("LC_ALL=C");
  CHECK(child_environment(ambient) == expected);
  CHECK(child_environment({}) == Words{"LC_ALL=C"});
}

TEST_CASE("a child gets the variables that it is to have besides, but no other language") {
  const Words environment =
      child_environment(ambient, {"DATABASE_URL", "BASH_*", "LC_ALL", "MISSING", "PATH"});
  CHECK(environment.size() == inherited_variables.size() + 3);
  for (const char* variable : {"DATABASE_URL=secret", "BASH_ENV=/tmp/secret", "LC_ALL=C"}) {
    INFO(variable);
    CHECK(std::ranges::count(environment, variable) == 1);
  }
}

TEST_CASE("the user's own program gets the same without the daemon's credentials") {
  Words expected = child_environment(ambient, {"DATABASE_URL"});
  std::erase(expected, "TR_AUTH=ann:p=ss");
  CHECK(hook_environment(ambient, {"DATABASE_URL"}) == expected);
  CHECK(expected.size() == inherited_variables.size() + 1);
}
