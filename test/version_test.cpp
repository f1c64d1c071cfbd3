#include "transmission/version.h"

#include "recordings.h"

using namespace wst;

TEST_CASE("each recorded version is known by what it prints for -V") {
  struct Known {
    const char* recorded;
    const char* text;
    int major;
    int minor;
    Channel channel;
    bool silent;
  };
  for (const Known& known : {Known{"3.00", "3.00", 3, 0, Channel::debug_on_stderr, false},
                             Known{"4.0.6", "4.0.6", 4, 0, Channel::json_on_stdout, true},
                             Known{"4.1.0b2", "4.1.0-beta.2", 4, 1, Channel::json_on_stdout, false},
                             Known{"4.1.4", "4.1.4", 4, 1, Channel::json_on_stdout, false}}) {
    auto version = parse_version(recording(known.recorded, "opt-V.stderr"));
    REQUIRE(version);
    CHECK(version->text == known.text);
    CHECK(version->major == known.major);
    CHECK(version->minor == known.minor);
    CHECK(version->channel() == known.channel);
    CHECK(version->hides_network_errors() == known.silent);
  }
}

TEST_CASE("a version is found behind what a remote shell says first") {
  auto version = parse_version("Welcome to vps!\r\ntransmission-remote 2.94 (d8e60ee44f)\r\n");
  REQUIRE(version);
  CHECK(version->text == "2.94");
  CHECK(version->minor == 94);
}

TEST_CASE("a version's name is short text, whatever a remote shell makes of it") {
  auto version = parse_version("transmission-remote 4.1.0-bet\x9F\xD1\xC8\x01 (ac5c9e082d)\n");
  REQUIRE(version);
  CHECK(version->minor == 1);
  CHECK(version->text == "4.1.0-bet\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  version = parse_version("transmission-remote 4.0" + std::string(10'000, 'x'));
  REQUIRE(version);
  CHECK(version->text.size() <= 300);
}

TEST_CASE("what is not a version is none") {
  for (const char* printed :
       {"", "\n\n", "transmission-remote", "transmission-remote ", "transmission-remote x.y",
        "transmission-remote -1.0", "transmission-remote 4", "transmission-daemon 4.0.6 (0)",
        "sh: 1: transmission-remote: not found", "transmission-remote 99999999999999999999.0"}) {
    INFO(printed);
    CHECK_FALSE(parse_version(printed));
  }
}

TEST_CASE("versions are in the order in which they came out") {
  const std::vector<std::string> order = {
      "2.94",      "3.00",         "4.0.0-beta.1", "4.0.0",         "4.0.6",
      "4.1.0-dev", "4.1.0-beta.1", "4.1.0-beta.2", "4.1.0-beta.10", "4.1.0-rc.1",
      "4.1.0",     "4.1.4",        "4.10.0",       "5.0.0"};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const ClientVersion version{0, 0, order[i]};
    for (std::size_t j = 0; j < order.size(); ++j) {
      INFO(order[i] << " against " << order[j]);
      CHECK(version.at_least(order[j]) == (i >= j));
    }
    CHECK(version.at_least(""));
  }
  CHECK(ClientVersion{4, 1, "4.1.0+git"}.at_least("4.1.0"));
}
