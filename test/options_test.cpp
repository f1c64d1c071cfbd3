#include "config/options.h"

#include <map>
#include <sstream>

#include "catch.h"
#include "known_options.h"

using namespace wst;
using namespace wst::test;

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

TEST_CASE("-h and -V are --help and --version") {
  CHECK(parse({"-h"})->show_help);
  CHECK(parse({"-V"})->show_version);
  CHECK(error_of({"-q"}) == "there is no option -q");
}

TEST_CASE("variables that look like ours and are read by no option are told") {
  const char* const environment[] = {"PATH=/bin",
                                     "WSTORRENTD_INTERVAL=5",
                                     "WSTORRENTD_INTERVALL=5",
                                     "WSTORRENTD_READ_ONLY=1",
                                     "WSTORRENTD_=",
                                     "WSTORRENTD=/x",
                                     "NOTHING",
                                     nullptr};
  CHECK(joined(unknown_variables(environment)) ==
        "[WSTORRENTD_INTERVALL][WSTORRENTD_READ_ONLY][WSTORRENTD_]");
}

TEST_CASE("a host or an origin that could never match is refused, and nothing kept of it") {
  for (const std::string bad : {"box.example:443", "https://box.example", "box.example/", "a b",
                                "a.example, http://b", "user@box", "[::1]"}) {
    INFO(bad);
    CHECK(error_of({"--allowed-host", bad}).starts_with("--allowed-host must be a name as"));
  }
  for (const std::string bad :
       {"https://box.example/", "box.example", "https://box.example:443", "http://box:80",
        "https://box.example/path", "https://", "://box", "https://box:", "https://box:x",
        "https://box:0443", "https://user@box", "null", "https://a,b", "https://[::1",
        "https://[x]"}) {
    INFO(bad);
    CHECK(error_of({"--allowed-origin", bad}).starts_with("--allowed-origin must be an origin"));
  }
  const auto options = parse({"--allowed-host", "a.example, box", "--allowed-origin",
                              "https://a.example, http://b:8080,https://b:80,http://[::1]:81,"
                              "chrome-extension://abcdef"});
  REQUIRE(options);
  CHECK(joined(options->allowed_hosts) == "[a.example][box]");
  CHECK(joined(options->allowed_origins) ==
        "[https://a.example][http://b:8080][https://b:80][http://[::1]:81][chrome-extension://"
        "abcdef]");
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
  CHECK(options == options_with_values.size() + 9);  // those without a value
  for (const auto& known : options_with_values) {
    INFO(known.name);
    const auto at = help.find(std::string("\n  --") + known.name + "=");
    REQUIRE(at != std::string::npos);
    const auto entry = help.substr(at, help.find("\n  --", at + 1) - at);
    CHECK(entry.find(std::string("default: ") + known.standard + "; or " + known.variable) !=
          std::string::npos);
  }
}

TEST_CASE("options of which one needs another are refused without it") {
  const std::string no_file =
      "--add-user, --remove-user and --list-users need --users FILE, the file they mean";
  const std::map<std::vector<std::string>, std::string> refusals = {
      {{"--cert=c"}, "--cert and --key are of use only together"},
      {{"--key=k"}, "--cert and --key are of use only together"},
      {{"--add-user=ada"}, no_file},
      {{"--remove-user=ada"}, no_file},
      {{"--list-users"}, no_file},
      {{"--auth-header=X-User"},
       "--auth-header needs --users FILE: it says who may act and who may only watch"},
      {{"--cert=c", "--key=k"}, ""},
      {{"--listen=a:1,https://b:2"}, "--listen https://... needs a certificate: --cert and --key"},
      {{"--listen=a:1,https://b:2", "--cert=c", "--key=k"}, ""},
      {{"--listen=http://a:1,unix:/w"}, ""},
      {{"--add-user=ada", "--users=u"}, ""},
      {{"--remove-user=ada", "--users=u"}, ""},
      {{"--list-users", "--users=u"}, ""},
      {{"--auth-header=X-User", "--users=u"}, ""},
      {{}, ""},
  };
  for (const auto& [words, told] : refusals) {
    INFO(joined(words));
    const auto options = parse(words);
    REQUIRE(options);
    const auto error = contradiction(options.value());
    CHECK((error ? error->message : "") == told);
  }
}

TEST_CASE("help and version can be asked for, and only on the command line") {
  CHECK(parse({"--help"})->show_help);
  CHECK(parse({"--version"})->show_version);
  CHECK(parse({"--test-echo"})->test_echo);
  CHECK(parse({"--procedures"})->show_procedures);
  CHECK(parse({"--check-password"})->check_password);
  CHECK(parse({"--read-only"})->read_only);
  CHECK(parse({"--insecure"})->insecure);
  CHECK(parse({"--list-users"})->list_users);
  CHECK(parse({"--no-add-url"})->no_add_url);
  const auto quiet = parse({}, {{"WSTORRENTD_HELP", "1"}, {"WSTORRENTD_VERSION", "1"}});
  CHECK(!quiet->show_help);
  CHECK(!quiet->show_version);
}
