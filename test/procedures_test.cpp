#include "transmission/procedures.h"

#include <map>
#include <set>

#include "auth/rights.h"
#include "cli_model.h"
#include "table_calls.h"

using namespace wst;
using namespace wst::test;

namespace {

std::string repeated(std::string_view text, std::int64_t times) {
  std::string all;
  for (std::int64_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string list_of(std::int64_t size, const std::string& entry) {
  std::string list;
  for (std::int64_t i = 0; i < size; ++i) list += (i > 0 ? "," : "") + entry;
  return "[" + list + "]";
}

/// Values at both ends of the range and one beyond each, by kind.
struct Range {
  std::vector<std::string> inside;
  std::vector<std::string> outside;
};

Range numbers(const Argument& a) {
  return {{std::to_string(a.least), std::to_string(a.most)},
          {std::to_string(a.least - 1), std::to_string(a.most + 1)}};
}

Range texts(const Argument& a, const std::string& first) {
  return {{json_quote(first + repeated("x", a.most - 1))},
          {json_quote(first + repeated("x", a.most)), R"("")"}};
}

Range lists(const Argument& a, const std::string& entry) {
  Range range{{list_of(a.most, entry)}, {list_of(a.most + 1, entry)}};
  if (a.least > 0) range.outside.emplace_back("[]");
  return range;
}

Range different_labels(const Argument& a) {
  std::string labels;
  for (std::int64_t i = 0; i < a.most; ++i)
    labels += (i > 0 ? ",\"" : "\"") + std::to_string(i) + '"';
  return {{"[" + labels + "]", "[]"}, {"[" + labels + ",\"x\"]"}};
}

using MakeRange = Range (*)(const Argument&);

template <char first>
Range texts_from(const Argument& a) {
  return texts(a, std::string(1, first));
}

const std::map<Kind, MakeRange> ranges = {
    {Kind::torrents, [](const Argument& a) { return lists(a, "7"); }},
    {Kind::integer, numbers},
    {Kind::ratio, numbers},
    {Kind::text, texts_from<'x'>},
    {Kind::folder, texts_from<'/'>},
    {Kind::path, texts_from<'x'>},
    {Kind::file_name, texts_from<'x'>},
    {Kind::labels, different_labels},
    {Kind::files, [](const Argument& a) { return lists(a, "1"); }},
    {Kind::tracker_urls, [](const Argument& a) { return lists(a, R"("http://a")"); }},
    {Kind::tracker_ids, [](const Argument& a) { return lists(a, "1"); }},
    {Kind::weekdays, [](const Argument& a) { return lists(a, "1"); }},
    {Kind::sources, [](const Argument& a) { return lists(a, R"({"url":"http://a"})"); }},
};

Range range_of(const Argument& argument) {
  const auto found = ranges.find(argument.kind);
  return found == ranges.end() ? Range{} : found->second(argument);
}

bool is_choice(const Argument& argument, std::string_view json) {
  return std::ranges::count(argument.choices, json, &Choice::json) > 0;
}

/// Values that no kind takes; those that one argument takes are left out.
std::vector<std::string> wrong_for(const Argument& argument) {
  const bool takes_any_text = argument.kind == Kind::text || argument.kind == Kind::path ||
                              argument.kind == Kind::file_name;
  std::vector<std::string> wrong = {"{}",    R"({"a":1})",  "[[]]",       "[null]",
                                    "[{}]",  R"("\u0007")", R"("a\nb")",  "-9e9",
                                    "1e300", R"(["all"])",  R"(["-rad"])"};
  if (argument.kind == Kind::labels) wrong.resize(wrong.size() - 2);
  for (const char* json : {"null", "true", "false"}) {
    if (!is_choice(argument, json)) wrong.emplace_back(json);
  }
  if (!takes_any_text) wrong.insert(wrong.end(), {R"("all")", R"("-rad")", R"("--help")"});
  return wrong;
}

}  // namespace

TEST_CASE("the table names each procedure and each argument once, with what there is to say") {
  std::set<std::string_view> names;
  for (const Procedure& procedure : procedures()) {
    INFO(procedure.name);
    CHECK(names.insert(procedure.name).second);
    CHECK(find_procedure(procedure.name) == &procedure);
    CHECK_FALSE(procedure.meaning.empty());
    CHECK(may(Role::viewer, Thing::procedure, procedure.name) == !procedure.runs);
    std::set<std::string_view> arguments;
    for (const Argument& argument : procedure.arguments) {
      INFO(argument.name);
      CHECK(arguments.insert(argument.name).second);
      CHECK_FALSE(argument.meaning.empty());
      CHECK(Json::parse(argument.example));
    }
  }
  CHECK_FALSE(find_procedure("torrent"));
}

TEST_CASE("each option of the table is one that the versions have since when the table says so") {
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const Cli cli(versions[i]);
    for_each_argument([&](const Procedure& procedure, const Argument& argument) {
      const bool due = clients[i].at_least(argument.since) && clients[i].at_least(procedure.since);
      INFO(versions[i] << " " << procedure.name << " " << argument.name);
      CHECK((argument.option.empty() || cli.has(argument.option) == due));
      CHECK((argument.variant.option.empty() || cli.has(argument.variant.option) == due));
      for (const Choice& choice : argument.choices) {
        CHECK((choice.word.empty() || cli.has(choice.word) == due));
      }
    });
    for (const Procedure& procedure : procedures()) {
      CHECK((procedure.word.empty() || cli.has(procedure.word)));
    }
  }
}

TEST_CASE("each argument of each procedure makes words in each version that has it") {
  for_each_argument([](const Procedure& procedure, const Argument& argument) {
    const Call call = call_of(procedure.name, kwargs_for(procedure, argument));
    for (const ClientVersion& client : clients) {
      INFO(client.text);
      const auto words = words_of_call(call, client);
      if (client.at_least(argument.since) && client.at_least(procedure.since)) {
        REQUIRE(words);
        CHECK(words->empty() == !procedure.runs);
      } else {
        REQUIRE_FALSE(words);
        CHECK(words.error().uri == "wstorrent.error.unsupported");
        CHECK(says(words.error(), argument.since.empty() ? procedure.since : argument.since));
        CHECK(says(words.error(), client.text));
      }
    }
  });
}

TEST_CASE("each choice is taken, and makes words of its own") {
  for_each_argument([](const Procedure& procedure, const Argument& argument) {
    for (const Choice& choice : argument.choices) {
      if (choice.json.empty()) continue;
      const auto words =
          words_of_call(call_of(procedure.name, kwargs_for(procedure, argument, choice.json)));
      REQUIRE(words);
      INFO(choice.json);
      CHECK((choice.word.empty() || std::ranges::count(words.value(), choice.word) > 0));
    }
  });
}

TEST_CASE("what is of a wrong type is refused, and the argument named") {
  for_each_argument([](const Procedure& procedure, const Argument& argument) {
    for (const std::string& json : wrong_for(argument)) {
      const Error error = error_of(procedure.name, kwargs_for(procedure, argument, json));
      INFO(json << ": " << error.message);
      CHECK(error.uri == "wamp.error.invalid_argument");
      CHECK(says(error, json_quote(argument.name)));
      CHECK(error.message.size() < 400);
    }
  });
}

TEST_CASE("both ends of a range are taken, and what is beyond is refused") {
  for_each_argument([](const Procedure& procedure, const Argument& argument) {
    const Range range = range_of(argument);
    for (const std::string& json : range.inside) {
      CHECK(read_call(procedure.name, "[]", kwargs_for(procedure, argument, json)));
    }
    for (const std::string& json : range.outside) {
      const Error error = error_of(procedure.name, kwargs_for(procedure, argument, json));
      CHECK(error.uri == "wamp.error.invalid_argument");
      CHECK(says(error, json_quote(argument.name)));
    }
  });
}

TEST_CASE("what is needed and missing is named") {
  for_each_argument([](const Procedure& procedure, const Argument& argument) {
    if (!argument.required) return;
    std::string without;
    for (const Argument& other : procedure.arguments) {
      if (other.name == argument.name || !other.never.empty()) continue;
      without +=
          (without.empty() ? "" : ",") + json_quote(other.name) + ":" + std::string(other.example);
    }
    const Error error = error_of(procedure.name, "{" + without + "}");
    CHECK(error.uri == "wamp.error.invalid_argument");
    CHECK(says(error, json_quote(argument.name) + " is missing"));
  });
}

TEST_CASE("an unknown argument is named, with those there are") {
  for (const Procedure& procedure : procedures()) {
    if (!procedure.never.empty()) continue;
    const Error error = error_of(procedure.name, R"({"colour":1})");
    CHECK(error.uri == "wamp.error.invalid_argument");
    CHECK(says(error, "\"colour\""));
    for (const Argument& argument : procedure.arguments) CHECK(says(error, argument.name));
  }
}

TEST_CASE("what no version can is said to be so") {
  for (const Procedure& procedure : procedures()) {
    if (!procedure.never.empty()) {
      CHECK(error_of(procedure.name, "{}").uri == "wstorrent.error.unsupported");
    }
    for (const Argument& argument : procedure.arguments) {
      if (argument.never.empty()) continue;
      const Error error = error_of(procedure.name, kwargs_for(procedure, argument));
      CHECK(error.uri == "wstorrent.error.unsupported");
      CHECK(error.message == argument.never);
    }
  }
  CHECK(says(error_of("torrent.start_now", R"({"ids":[7]})"), "torrent.start obeys the queue"));
  CHECK(says(error_of("torrent.set", R"({"ids":[7],"queue":0})"), "queue"));
}

TEST_CASE("the table is told as JSON and as Markdown, complete") {
  const auto json = Json::parse(procedures_json());
  REQUIRE(json);
  const std::string markdown = procedures_markdown();
  JsonView told = json->view()["procedures"].first();
  for (const Procedure& procedure : procedures()) {
    CHECK(told["name"].string() == procedure.name);
    CHECK(markdown.find("#### `" + std::string(procedure.name) + "`\n") != std::string::npos);
    JsonView argument = told["arguments"].first();
    for (const Argument& known : procedure.arguments) {
      CHECK(argument["name"].string() == known.name);
      CHECK(argument["example"].present());
      CHECK(markdown.find("| `" + std::string(known.name) + "`") != std::string::npos);
      argument = argument.next();
    }
    told = told.next();
  }
  CHECK_FALSE(told.present());
}
