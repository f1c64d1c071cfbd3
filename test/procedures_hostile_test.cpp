// No caller makes transmission-remote do what it was not asked: whatever the
// arguments are, each version reads exactly the options that they mean.
#include <cmath>
#include <map>
#include <set>

#include "cli_model.h"
#include "table_calls.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::vector<std::string> hostile = {
    "all",
    "active",
    "-",
    "--",
    "-h",
    "--help",
    "-rad",
    "-r",
    "-tall",
    "-t all",
    "-a",
    "-gall",
    "--remove-and-delete",
    "--torrent=all",
    "--exit",
    "--torrent-done-script=/x",
    "--unix-socket=/x",
    "-n=a:b",
    "-N/etc/passwd",
    "--labels=x",
    "=",
    "",
    " ",
    ",",
    "a,b",
    "1-9",
    "0",
    "*",
    "?",
    "a\nb",
    "\n-rad",
    "a\tb",
    "a\rb",
    "\x1B[31m",
    "\x7F",
    "\xC2\x85",
    "\u202E",
    "\u2028",
    "\u00A0",
    "'",
    "\"",
    "`id`",
    "$(id)",
    ";id",
    "|id",
    "&id",
    "\\",
    "%n%s",
    "../..",
    "/etc/passwd",
    "~",
    "magnet:?xt=urn:btih:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "🎬",
    "http://a",
    "https://a/-rad",
    "udp://a",
    "08:30",
    "high",
    "global",
    "null",
    "true",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "1e9",
    "99999999999999999999",
    "0x10",
    "１"};

const std::vector<std::string> before = {
    "",   "",          "",         "/", "-",
    "--", "http://a/", "udp://a/", "x", "magnet:?xt=urn:btih:" + std::string(40, 'c') + "&dn="};

const std::vector<std::string> odd_json = {"null",
                                           "true",
                                           "false",
                                           "0",
                                           "1",
                                           "7",
                                           "-1",
                                           "-0",
                                           "0.5",
                                           "1e3",
                                           "1e-7",
                                           "1e300",
                                           "4000000",
                                           "2147483647",
                                           "2147483648",
                                           "9007199254740993",
                                           "123456789012345678901234567890",
                                           "[]",
                                           "{}",
                                           "[[]]",
                                           "[null]",
                                           R"({"url":"-rad"})",
                                           R"([{"url":"http://a"}])"};

class Random {
 public:
  explicit Random(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t end) { return random_() % end; }
  const std::string& of(const std::vector<std::string>& list) { return list[below(list.size())]; }

  std::string text() {
    std::string made = of(before) + of(hostile);
    return below(4) == 0 ? made + of(hostile) : made;
  }

  /// JSON of a value for `argument`: often right, often nearly so.
  std::string value(const Parameter& parameter) {
    const std::size_t kind = below(6);
    if (kind == 0) return of(odd_json);
    if (kind == 1) return json_quote(text());
    if (kind == 2) return "[" + json_quote(text()) + "," + json_quote(text()) + "]";
    if (kind == 3) return "[" + std::to_string(below(20)) + "," + std::to_string(below(20)) + "]";
    if (kind == 4 && !parameter.choices[0].json.empty()) {
      const Choice& choice = parameter.choices[below(parameter.choices.size())];
      return std::string(choice.json.empty() ? "1" : choice.json);
    }
    return std::string(parameter.example);
  }

  std::string kwargs(const Procedure& procedure) {
    std::string members;
    for (const Parameter& parameter : procedure.parameters) {
      const bool likely = parameter.required || below(procedure.parameters.size()) < 2;
      if (!likely || !parameter.never.empty()) continue;
      members += (members.empty() ? "" : ",") + json_quote(parameter.name) + ":" + value(parameter);
    }
    return "{" + members + "}";
  }

 private:
  std::mt19937 random_;
};

std::string joined(JsonView list) {
  std::string text;
  for (JsonView v = list.first(); v.present(); v = v.next()) {
    text += (text.empty() ? "" : ",") + (v.is_string() ? std::string(*v.string()) : v.text());
  }
  return text;
}

/// `0-2,9` as the indexes it stands for.
std::set<std::int64_t> indexes_in(const std::string& ranges) {
  std::set<std::int64_t> all;
  std::istringstream parts(ranges);
  for (std::string part; std::getline(parts, part, ',');) {
    REQUIRE(part.find_first_not_of("0123456789-") == part.npos);
    const std::int64_t first = std::stoll(part);
    const std::int64_t last = std::stoll(part.substr(part.find('-') + 1));
    for (std::int64_t index = first; index <= last; ++index) all.insert(index);
  }
  return all;
}

/// Whether `text` is how the CLI is told of `asked`.
bool means(const std::string& text, JsonView asked, ValueType type) {
  if (type == ValueType::files) {
    std::set<std::int64_t> wanted;
    for (JsonView v = asked.first(); v.present(); v = v.next()) wanted.insert(*v.integer());
    return indexes_in(text) == wanted;
  }
  if (type == ValueType::ratio) {
    const bool plain = text.find_first_not_of("0123456789.") == text.npos;
    return plain && std::abs(std::stod(text) - *asked.number()) < 0.0001;
  }
  if (type == ValueType::time_of_day) return text == "0830" && asked.string() == "08:30";
  if (asked.is_array()) return text == joined(asked);
  return text == (asked.is_string() ? std::string(*asked.string()) : asked.text());
}

const Choice* choice_of(const Parameter& parameter, JsonView asked) {
  for (const Choice& choice : parameter.choices) {
    const std::string json = asked.present() ? asked.text() : std::string(parameter.absent);
    if (!choice.json.empty() && choice.json == json) return &choice;
  }
  return nullptr;
}

/// Takes the words off the front of `read` that `argument` stands for.
void take_argument(std::vector<CliWord>& read, const Parameter& parameter, JsonView all) {
  const JsonView asked = all[parameter.name];
  const Choice* choice = choice_of(parameter, asked);
  std::vector<CliWord> expected;
  INFO(parameter.name << " " << asked.text());
  if (choice && !choice->word.empty()) expected.push_back({std::string(choice->word)});
  if (choice || !asked.present() || parameter.option.empty()) {
    // the choice is all there is to say
  } else if (parameter.type != ValueType::files || asked.size() > 0) {
    const bool varies = all[parameter.variant.name].boolean() == true;
    REQUIRE(!read.empty());
    REQUIRE(read.front().value);
    CHECK(means(*read.front().value, asked, parameter.type));
    expected.push_back(
        {std::string(varies ? parameter.variant.option : parameter.option), read.front().value});
  }
  REQUIRE(read.size() >= expected.size());
  for (const CliWord& word : expected) {
    CHECK(read.front() == word);
    read.erase(read.begin());
  }
}

void take_source(std::vector<CliWord>& read, JsonView all, std::size_t step) {
  REQUIRE(read.size() >= 2);
  CHECK(read[0] == CliWord{"--add"});
  CHECK(read[1].option.empty());
  const std::string source = *read[1].value;
  const JsonView many = all["many"];
  const JsonView item = many.present() ? many.at(step) : all;
  const bool is_asked = item["magnet"].string() == source || item["url"].string() == source ||
                        (item["metainfo"].present() && source == metainfo_path);
  CHECK(is_asked);
  const bool begins_well =
      source.starts_with("magnet:?") || source.starts_with("http") || source.starts_with('/');
  CHECK(begins_well);
  read.erase(read.begin(), read.begin() + 2);
}

/// Each request has an option once; the last tracker is removed first.
void check_trackers(const std::vector<CliWord>& read, const std::string& hash, JsonView all) {
  std::vector<std::string> added;
  std::vector<std::int64_t> removed;
  std::set<std::string> in_request;
  for (const CliWord& word : read) {
    REQUIRE(word.value);
    if (word.option == "--torrent") in_request.clear();
    CHECK(in_request.insert(word.option).second);
    if (word.option == "--tracker-add") {
      added.push_back(*word.value);
    } else if (word.option == "--tracker-remove") {
      removed.push_back(std::stoll(*word.value));
    } else {
      CHECK(word == CliWord{"--torrent", hash});
    }
  }
  std::string list;
  for (const std::string& url : added) list += (list.empty() ? "" : ",") + url;
  CHECK(list == joined(all["add"]));
  std::set<std::int64_t, std::greater<>> ids;
  for (JsonView v = all["remove"].first(); v.present(); v = v.next()) ids.insert(*v.integer());
  CHECK(removed == std::vector<std::int64_t>(ids.begin(), ids.end()));
}

/// The words of `step` are, to that version, what the call means and no more.
void check_words(const Call& call, std::size_t step, const std::vector<std::string>& words,
                 const Cli& cli) {
  std::optional<std::vector<CliWord>> read = cli.read(words);
  REQUIRE(read);
  const JsonView all = call.arguments.view();
  std::vector<std::string> rounds = hashes_for(call);
  if (call.procedure->name == "torrent.trackers") return check_trackers(*read, rounds[0], all);
  if (call.procedure->target == Target::none) rounds = {""};
  for (const std::string& hash : rounds) {
    if (!hash.empty()) {
      REQUIRE(!read->empty());
      CHECK(read->front() == CliWord{"--torrent", hash});
      read->erase(read->begin());
    }
    if (call.procedure->name == "torrent.add") take_source(*read, all, step);
    if (!call.procedure->word.empty()) {
      REQUIRE(!read->empty());
      CHECK(read->front() == CliWord{std::string(call.procedure->word)});
      read->erase(read->begin());
    }
    for (const Parameter& parameter : call.procedure->parameters)
      take_argument(*read, parameter, all);
  }
  CHECK(read->empty());
}

}  // namespace

TEST_CASE("whatever the arguments are, each version reads just what they mean") {
  std::vector<Cli> clis;
  for (const char* version : versions) clis.emplace_back(version);
  Random random(GENERATE(1u, 2u, 3u, 4u));
  std::map<std::string_view, int> taken;
  for (int i = 0; i < 4'000; ++i) {
    const Procedure& procedure = procedures()[random.below(procedures().size())];
    const std::string kwargs = random.kwargs(procedure);
    Result<Call> call = read_call(procedure.name, "[]", kwargs);
    if (!call) {
      CHECK_FALSE(call.error().uri.empty());
      continue;
    }
    ++taken[procedure.name];
    INFO(procedure.name << " " << kwargs);
    for (std::size_t version = 0; version < clis.size(); ++version) {
      for (std::size_t step = 0; step < call->steps; ++step) {
        const auto words = words_of_call(call.value(), clients[version], step);
        if (words) check_words(call.value(), step, words.value(), clis[version]);
      }
    }
  }
  for (const Procedure& procedure : procedures()) {
    INFO(procedure.name);
    CHECK((taken[procedure.name] > 0) == procedure.never.empty());
  }
}

TEST_CASE("no hostile text is taken where it could name other torrents") {
  for (const std::string& text : hostile) {
    const bool is_hash = text.size() == 40;
    const std::string json = json_quote(text);
    CHECK(bool(read_call("torrent.remove", "[]", "{\"ids\":[" + json + "]}")) == is_hash);
    CHECK_FALSE(read_call("torrent.remove", "[]", "{\"ids\":" + json + "}"));
    CHECK(bool(read_call("torrent.remove", "[" + json + "]", "{}")) == is_hash);
    CHECK(bool(cli_args_for(call_of("torrent.remove", R"({"ids":[7]})"), 0, newest, {text})) ==
          is_hash);
  }
}

TEST_CASE("hostile bytes in place of JSON are refused") {
  std::mt19937 random(9);
  for (int i = 0; i < 20'000; ++i) {
    std::string kwargs = R"({"ids":[7,"da39a3ee5e6b4b0d3255bfef95601890afd80709"],"labels":["a"]})";
    for (int changes = 0; changes < 3; ++changes) {
      kwargs[random() % kwargs.size()] = static_cast<char>(random());
    }
    Result<Call> call = read_call("torrent.set", "[]", kwargs);
    INFO(kwargs);
    if (call) CHECK(words_of_call(call.value()));
  }
}
