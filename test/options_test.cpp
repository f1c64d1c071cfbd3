#include "base/options.h"

#include <map>
#include <sstream>

#include "catch.h"

using namespace wst;

namespace {

using Environment = std::map<std::string, std::string>;

Result<Options> parse(std::vector<std::string> words, const Environment& environment = {}) {
  words.insert(words.begin(), "wstorrentd");
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  return parse_options(static_cast<int>(words.size()), argv.data(), [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? nullptr : found->second.c_str();
  });
}

std::string error_of(const std::vector<std::string>& words, const Environment& environment = {}) {
  const auto options = parse(words, environment);
  return options ? "" : options.error().message;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& word : list) text += "[" + word + "]";
  return text;
}

// Every option that takes a value: two good ones, how the result shows them,
// and values that are refused.
struct Known {
  const char* name;
  const char* variable;
  const char* standard;
  std::vector<std::string> good;
  std::string (*shown)(const Options&);
  std::vector<std::string> shown_as;
  std::vector<std::string> bad;
};

const std::vector<std::string> bad_counts = {
    "", "0", "-1", "x", "1e3", "12 ", "+3", "0x10", "99999999999999999999999"};
const std::vector<std::string> bad_seconds = {"", "0", "-1", "x", "nan", "inf", "2s", " 2", "1e99"};

#define SHOW(expression) [](const Options& o) -> std::string { return expression; }

const std::vector<Known> options_with_values = {
    {"listen",
     "WSTORRENTD_LISTEN",
     "127.0.0.1:9095",
     {"0.0.0.0:0", "[::1]:65535", "box:80"},
     SHOW(o.listen_address + " " + o.listen_port),
     {"0.0.0.0 0", "::1 65535", "box 80"},
     {"", "9095", ":9095", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
      "127.0.0.1:-1", "127.0.0.1:+1", "::1:80", "[]:80", "127.0.0.1:80 "}},
    {"www",
     "WSTORRENTD_WWW",
     "www beside the program",
     {"/srv/www", "."},
     SHOW(o.www),
     {"/srv/www", "."},
     {"", "--listen"}},
    {"interval",
     "WSTORRENTD_INTERVAL",
     "2",
     {"0.1", "86400"},
     SHOW(std::to_string(o.interval)),
     {"0.100000", "86400.000000"},
     bad_seconds},
    {"deadline",
     "WSTORRENTD_DEADLINE",
     "15",
     {"0.5", "60"},
     SHOW(std::to_string(o.deadline)),
     {"0.500000", "60.000000"},
     bad_seconds},
    {"transmission",
     "WSTORRENTD_TRANSMISSION",
     "127.0.0.1:9091",
     {"box:1", "https://box/t/rpc"},
     SHOW(o.transmission),
     {"box:1", "https://box/t/rpc"},
     {"", "--debug", "-n"}},
    {"remote-command",
     "WSTORRENTD_REMOTE_COMMAND",
     "transmission-remote",
     {"/opt/tr", "ssh  box \"my tr\""},
     SHOW(joined(o.remote_command)),
     {"[/opt/tr]", "[ssh][box][my tr]"},
     {"", "  ", "\"open"}},
    {"allowed-host",
     "WSTORRENTD_ALLOWED_HOST",
     "none",
     {"box", "a.example,b"},
     SHOW(joined(o.allowed_hosts)),
     {"[box]", "[a.example][b]"},
     {"", ",", "a,,b", "a,"}},
    {"allowed-origin",
     "WSTORRENTD_ALLOWED_ORIGIN",
     "none",
     {"https://a", "https://a,https://b"},
     SHOW(joined(o.allowed_origins)),
     {"[https://a]", "[https://a][https://b]"},
     {"", ","}},
    {"max-connections",
     "WSTORRENTD_MAX_CONNECTIONS",
     "4096",
     {"1", "1000000"},
     SHOW(std::to_string(o.max_connections)),
     {"1", "1000000"},
     bad_counts},
    {"max-connections-per-address",
     "WSTORRENTD_MAX_CONNECTIONS_PER_ADDRESS",
     "1024",
     {"1", "7"},
     SHOW(std::to_string(o.max_connections_per_address)),
     {"1", "7"},
     bad_counts},
    {"max-subscriptions",
     "WSTORRENTD_MAX_SUBSCRIPTIONS",
     "32",
     {"1", "10000"},
     SHOW(std::to_string(o.max_subscriptions)),
     {"1", "10000"},
     bad_counts},
    {"max-unread-bytes",
     "WSTORRENTD_MAX_UNREAD_BYTES",
     "65536",
     {"1024", "100000"},
     SHOW(std::to_string(o.max_unread_bytes)),
     {"1024", "100000"},
     bad_counts},
    {"max-torrents",
     "WSTORRENTD_MAX_TORRENTS",
     "100000",
     {"1", "10000000"},
     SHOW(std::to_string(o.max_torrents)),
     {"1", "10000000"},
     bad_counts},
    {"max-message-bytes",
     "WSTORRENTD_MAX_MESSAGE_BYTES",
     "65536",
     {"128", "1000"},
     SHOW(std::to_string(o.max_message_bytes)),
     {"128", "1000"},
     bad_counts},
    {"max-header-bytes",
     "WSTORRENTD_MAX_HEADER_BYTES",
     "8192",
     {"1024", "61440"},
     SHOW(std::to_string(o.max_header_bytes)),
     {"1024", "61440"},
     bad_counts},
    {"header-timeout",
     "WSTORRENTD_HEADER_TIMEOUT",
     "10",
     {"1", "30"},
     SHOW(std::to_string(o.header_timeout)),
     {"1.000000", "30.000000"},
     bad_seconds},
    {"max-output-bytes",
     "WSTORRENTD_MAX_OUTPUT_BYTES",
     "67108864",
     {"4096", "4294967296"},
     SHOW(std::to_string(o.max_output_bytes)),
     {"4096", "4294967296"},
     bad_counts},
};

bool is_one_line(const std::string& text) {
  return !text.empty() && text.find('\n') == std::string::npos;
}

}  // namespace

TEST_CASE("each option has the same effect as the variable that mirrors it") {
  for (const auto& known : options_with_values) {
    for (std::size_t i = 0; i < known.good.size(); ++i) {
      INFO(known.name << " " << known.good[i]);
      const std::string option = std::string("--") + known.name;
      const auto apart = parse({option, known.good[i]});
      const auto together = parse({option + "=" + known.good[i]});
      const auto mirrored = parse({}, {{known.variable, known.good[i]}});
      REQUIRE(apart);
      REQUIRE(together);
      REQUIRE(mirrored);
      CHECK(known.shown(apart.value()) == known.shown_as[i]);
      CHECK(known.shown(together.value()) == known.shown_as[i]);
      CHECK(known.shown(mirrored.value()) == known.shown_as[i]);
    }
  }
}

TEST_CASE("the command line is heard instead of the environment, even of a bad one") {
  for (const auto& known : options_with_values) {
    INFO(known.name);
    const std::vector<std::string> words = {std::string("--") + known.name, known.good[0]};
    const auto over_good = parse(words, {{known.variable, known.good[1]}});
    const auto over_bad = parse(words, {{known.variable, known.bad[0]}});
    REQUIRE(over_good);
    REQUIRE(over_bad);
    CHECK(known.shown(over_good.value()) == known.shown_as[0]);
    CHECK(known.shown(over_bad.value()) == known.shown_as[0]);
  }
}

TEST_CASE("a bad value is told in one line that names the option or the variable, and the value") {
  for (const auto& known : options_with_values) {
    for (const auto& bad : known.bad) {
      INFO(known.name << " \"" << bad << "\"");
      const auto by_option = error_of({std::string("--") + known.name, bad});
      const auto by_variable = error_of({}, {{known.variable, bad}});
      CHECK(is_one_line(by_option));
      CHECK(by_option.starts_with(std::string("--") + known.name + " must be "));
      CHECK(by_option.ends_with("not \"" + bad + "\""));
      CHECK(is_one_line(by_variable));
      CHECK(by_variable.starts_with(std::string(known.variable) + " must be "));
    }
  }
}

TEST_CASE("a number that is out of bounds is told the bounds that hold") {
  CHECK(error_of({"--interval=0"}) ==
        "--interval must be a number of seconds from 0.1 to 86400, not \"0\"");
  CHECK(error_of({"--header-timeout=0.5"}) ==
        "--header-timeout must be a number of seconds from 1 to 86400, not \"0.5\"");
  CHECK(error_of({"--max-message-bytes=127"}) ==
        "--max-message-bytes must be a whole number from 128 to 16777216, not \"127\"");
}

TEST_CASE("words that are no options are refused by name") {
  const std::map<std::vector<std::string>, std::string> refusals = {
      {{"--frobnicate"}, "there is no option --frobnicate"},
      {{"--frobnicate=1"}, "there is no option --frobnicate=1"},
      {{"-x"}, "there is no option -x"},
      {{"-n", "user:pw"}, "there is no option -n"},
      {{"--max=5"}, "there is no option --max=5"},  // of several options the beginning
      {{"--help=yes"}, "there is no option --help=yes"},
      {{"--listen"}, "--listen needs a value"},
      {{"--interval=1", "--www"}, "--www needs a value"},
      {{"surplus"}, "\"surplus\" is not an option"},
      {{"--interval=1", "surplus"}, "\"surplus\" is not an option"},
      {{"surplus", "--listen"}, "\"surplus\" is not an option"},
      {{"--", "--listen"}, "\"--listen\" is not an option"},
  };
  for (const auto& [words, told] : refusals) {
    INFO(joined(words));
    CHECK(error_of(words) == told);
  }
}

TEST_CASE("an option may be shortened as long as only one begins so") {
  const auto options = parse({"--inter", "5"});
  REQUIRE(options);
  CHECK(options->interval == 5);
}

TEST_CASE("a list grows with each time its option is given") {
  const auto options = parse({"--allowed-host=a", "--allowed-host=b,c"}, {});
  REQUIRE(options);
  CHECK(joined(options->allowed_hosts) == "[a][b][c]");
}

TEST_CASE("of an option given twice the last counts") {
  const auto options = parse({"--interval=1", "--interval=3"});
  REQUIRE(options);
  CHECK(options->interval == 3);
}

TEST_CASE("without options and variables the defaults are those of the help") {
  const auto options = parse({});
  REQUIRE(options);
  for (const auto& known : options_with_values) {
    const std::string standard = known.standard;
    if (standard == "none" || standard.find(' ') != std::string::npos) continue;
    INFO(known.name);
    const auto named = parse({std::string("--") + known.name, standard});
    REQUIRE(named);
    CHECK(known.shown(options.value()) == known.shown(named.value()));
  }
  CHECK(options->www.empty());
  CHECK(options->allowed_hosts.empty());
  CHECK(options->allowed_origins.empty());
}

TEST_CASE("the help tells each option with its default and its variable, and no other") {
  const std::string help = options_help();
  std::istringstream lines(help);
  std::size_t options = 0;
  for (std::string line; std::getline(lines, line);) options += line.starts_with("  --");
  CHECK(options == options_with_values.size() + 2);  // --help and --version
  for (const auto& known : options_with_values) {
    INFO(known.name);
    const auto at = help.find(std::string("\n  --") + known.name + "=");
    REQUIRE(at != std::string::npos);
    const auto entry = help.substr(at, help.find("\n  --", at + 1) - at);
    CHECK(entry.find(std::string("default: ") + known.standard + "; or " + known.variable) !=
          std::string::npos);
  }
}

TEST_CASE("help and version can be asked for, and only on the command line") {
  CHECK(parse({"--help"})->show_help);
  CHECK(parse({"--version"})->show_version);
  const auto quiet = parse({}, {{"WSTORRENTD_HELP", "1"}, {"WSTORRENTD_VERSION", "1"}});
  CHECK(!quiet->show_help);
  CHECK(!quiet->show_version);
}
