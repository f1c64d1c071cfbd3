#include "transmission/commands.h"

#include "catch.h"

using namespace wst;

using Words = std::vector<std::string>;

TEST_CASE("the host comes first, then the channel, then the credentials, then the questions") {
  const Source plain;
  CHECK(sample_command(plain, Channel::json_on_stdout, {}) ==
        Words{"transmission-remote", "127.0.0.1:9091", "-j", "-t", "active", "-l", "-st"});
  CHECK(sample_command(plain, Channel::debug_on_stderr, {.full = true}) ==
        Words{"transmission-remote", "127.0.0.1:9091", "--debug", "-t", "all", "-i", "-st"});
  const Source secret{{"ssh", "vps", "transmission-remote"}, "http://box:9091/transmission", true};
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
  const Source secret{{"transmission-remote"}, "box", true};
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

TEST_CASE("the child's environment has no proxies and the C locale once") {
  const Words inherited = {"HOME=/root",  "http_proxy=x",     "HTTPS_PROXY=x",
                           "all_proxy=x", "TR_AUTH=user:a=b", "LC_ALL=de_DE",
                           "LC_ALLY=1",   "PROXY=kept",       "PATH=/bin"};
  CHECK(child_environment(inherited) == Words{"HOME=/root", "TR_AUTH=user:a=b", "LC_ALLY=1",
                                              "PROXY=kept", "PATH=/bin", "LC_ALL=C"});
  CHECK(child_environment({}) == Words{"LC_ALL=C"});
}
