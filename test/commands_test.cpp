#include "transmission/commands.h"

#include "catch.h"

using namespace wst;

using Words = std::vector<std::string>;

TEST_CASE("the host comes first, then the channel, then the credentials, then the questions") {
  const Source plain;
  CHECK(recent_sample_command(plain, Channel::json_on_stdout) ==
        Words{"transmission-remote", "127.0.0.1:9091", "-j", "-t", "active", "-l", "-st"});
  CHECK(full_sample_command(plain, Channel::debug_on_stderr) ==
        Words{"transmission-remote", "127.0.0.1:9091", "--debug", "-t", "all", "-i", "-st"});
  const Source secret{{"ssh", "vps", "transmission-remote"}, "http://box:9091/transmission", true};
  CHECK(full_sample_command(secret, Channel::json_on_stdout) ==
        Words{"ssh", "vps", "transmission-remote", "http://box:9091/transmission", "-j", "-ne",
              "-t", "all", "-i", "-st"});
  CHECK(diagnosis_command(secret) == Words{"ssh", "vps", "transmission-remote",
                                           "http://box:9091/transmission", "--debug", "-ne",
                                           "-st"});
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
