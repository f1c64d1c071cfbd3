#include "transmission/procedures.h"

#include <map>
#include <set>

#include "auth/policy.h"
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

Range numbers(const Parameter& a) {
  return {{std::to_string(a.least), std::to_string(a.most)},
          {std::to_string(a.least - 1), std::to_string(a.most + 1)}};
}

Range texts(const Parameter& a, const std::string& first) {
  return {{json_quote(first + repeated("x", a.most - 1))},
          {json_quote(first + repeated("x", a.most)), R"("")"}};
}

Range lists(const Parameter& a, const std::string& entry) {
  Range range{{list_of(a.most, entry)}, {list_of(a.most + 1, entry)}};
  if (a.least > 0) range.outside.emplace_back("[]");
  return range;
}

Range different_labels(const Parameter& a) {
  std::string labels;
  for (std::int64_t i = 0; i < a.most; ++i)
    labels += (i > 0 ? ",\"" : "\"") + std::to_string(i) + '"';
  return {{"[" + labels + "]", "[]"}, {"[" + labels + ",\"x\"]"}};
}

using MakeRange = Range (*)(const Parameter&);

template <char first>
Range texts_from(const Parameter& a) {
  return texts(a, std::string(1, first));
}

const std::map<ValueType, MakeRange> ranges = {
    {ValueType::torrents, [](const Parameter& a) { return lists(a, "7"); }},
    {ValueType::integer, numbers},
    {ValueType::ratio, numbers},
    {ValueType::text, texts_from<'x'>},
    {ValueType::folder, texts_from<'/'>},
    {ValueType::path, texts_from<'x'>},
    {ValueType::file_name, texts_from<'x'>},
    {ValueType::labels, different_labels},
    {ValueType::files, [](const Parameter& a) { return lists(a, "1"); }},
    {ValueType::tracker_urls, [](const Parameter& a) { return lists(a, R"("http://a")"); }},
    {ValueType::tracker_ids, [](const Parameter& a) { return lists(a, "1"); }},
    {ValueType::weekdays, [](const Parameter& a) { return lists(a, "1"); }},
    {ValueType::sources, [](const Parameter& a) { return lists(a, R"({"url":"http://a"})"); }},
};

Range range_of(const Parameter& parameter) {
  const auto found = ranges.find(parameter.type);
  return found == ranges.end() ? Range{} : found->second(parameter);
}

bool is_choice(const Parameter& parameter, std::string_view json) {
  return std::ranges::count(parameter.choices, json, &Choice::json) > 0;
}

/// Values that no kind takes; those that one argument takes are left out.
std::vector<std::string> wrong_for(const Parameter& parameter) {
  const bool takes_any_text = parameter.type == ValueType::text ||
                              parameter.type == ValueType::path ||
                              parameter.type == ValueType::file_name;
  std::vector<std::string> wrong = {"{}",    R"({"a":1})",  "[[]]",       "[null]",
                                    "[{}]",  R"("\u0007")", R"("a\nb")",  "-9e9",
                                    "1e300", R"(["all"])",  R"(["-rad"])"};
  if (parameter.type == ValueType::labels) wrong.resize(wrong.size() - 2);
  for (const char* json : {"null", "true", "false"}) {
    if (!is_choice(parameter, json)) wrong.emplace_back(json);
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
    for (const Parameter& parameter : procedure.parameters) {
      INFO(parameter.name);
      CHECK(arguments.insert(parameter.name).second);
      CHECK_FALSE(parameter.meaning.empty());
      CHECK(Json::parse(parameter.example));
    }
  }
  CHECK_FALSE(find_procedure("torrent"));
}

TEST_CASE("each option of the table is one that the versions have since when the table says so") {
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const Cli cli(versions[i]);
    for_each_parameter([&](const Procedure& procedure, const Parameter& parameter) {
      const bool due = clients[i].at_least(parameter.since) && clients[i].at_least(procedure.since);
      INFO(versions[i] << " " << procedure.name << " " << parameter.name);
      CHECK((parameter.option.empty() || cli.has(parameter.option) == due));
      CHECK((parameter.variant.option.empty() || cli.has(parameter.variant.option) == due));
      for (const Choice& choice : parameter.choices) {
        CHECK((choice.word.empty() || cli.has(choice.word) == due));
      }
    });
    for (const Procedure& procedure : procedures()) {
      CHECK((procedure.word.empty() || cli.has(procedure.word)));
    }
  }
}

TEST_CASE("each argument of each procedure makes words in each version that has it") {
  for_each_parameter([](const Procedure& procedure, const Parameter& parameter) {
    const Call call = call_of(procedure.name, kwargs_for(procedure, parameter));
    for (const ClientVersion& client : clients) {
      INFO(client.text);
      const auto words = words_of_call(call, client);
      if (client.at_least(parameter.since) && client.at_least(procedure.since)) {
        REQUIRE(words);
        CHECK(words->empty() == !procedure.runs);
      } else {
        REQUIRE_FALSE(words);
        CHECK(words.error().uri == "wstorrent.error.unsupported");
        CHECK_THAT(words.error().message,
                   contains(parameter.since.empty() ? procedure.since : parameter.since));
        CHECK_THAT(words.error().message, contains(client.text));
      }
    }
  });
}

TEST_CASE("each choice is taken, and makes words of its own") {
  for_each_parameter([](const Procedure& procedure, const Parameter& parameter) {
    for (const Choice& choice : parameter.choices) {
      if (choice.json.empty()) continue;
      const auto words =
          words_of_call(call_of(procedure.name, kwargs_for(procedure, parameter, choice.json)));
      REQUIRE(words);
      INFO(choice.json);
      CHECK((choice.word.empty() || std::ranges::count(words.value(), choice.word) > 0));
    }
  });
}

TEST_CASE("what is of a wrong type is refused, and the argument named") {
  for_each_parameter([](const Procedure& procedure, const Parameter& parameter) {
    for (const std::string& json : wrong_for(parameter)) {
      const Error error = error_of(procedure.name, kwargs_for(procedure, parameter, json));
      INFO(json << ": " << error.message);
      CHECK(error.uri == "wamp.error.invalid_argument");
      CHECK_THAT(error.message, contains(json_quote(parameter.name)));
      CHECK(error.message.size() < 400);
    }
  });
}

TEST_CASE("both ends of a range are taken, and what is beyond is refused") {
  for_each_parameter([](const Procedure& procedure, const Parameter& parameter) {
    const Range range = range_of(parameter);
    for (const std::string& json : range.inside) {
      CHECK(read_call(procedure.name, "[]", kwargs_for(procedure, parameter, json)));
    }
    for (const std::string& json : range.outside) {
      const Error error = error_of(procedure.name, kwargs_for(procedure, parameter, json));
      CHECK(error.uri == "wamp.error.invalid_argument");
      CHECK_THAT(error.message, contains(json_quote(parameter.name)));
    }
  });
}

TEST_CASE("what is needed and missing is named") {
  for_each_parameter([](const Procedure& procedure, const Parameter& parameter) {
    if (!parameter.required) return;
    std::string without;
    for (const Parameter& other : procedure.parameters) {
      if (other.name == parameter.name || !other.never.empty()) continue;
      without +=
          (without.empty() ? "" : ",") + json_quote(other.name) + ":" + std::string(other.example);
    }
    const Error error = error_of(procedure.name, "{" + without + "}");
    CHECK(error.uri == "wamp.error.invalid_argument");
    CHECK_THAT(error.message, contains(json_quote(parameter.name) + " is missing"));
  });
}

TEST_CASE("an unknown argument is named, with those there are") {
  for (const Procedure& procedure : procedures()) {
    if (!procedure.never.empty()) continue;
    const Error error = error_of(procedure.name, R"({"colour":1})");
    CHECK(error.uri == "wamp.error.invalid_argument");
    CHECK_THAT(error.message, contains("\"colour\""));
    for (const Parameter& parameter : procedure.parameters)
      CHECK_THAT(error.message, contains(parameter.name));
  }
}

TEST_CASE("what no version can is said to be so") {
  for (const Procedure& procedure : procedures()) {
    if (!procedure.never.empty()) {
      CHECK(error_of(procedure.name, "{}").uri == "wstorrent.error.unsupported");
    }
    for (const Parameter& parameter : procedure.parameters) {
      if (parameter.never.empty()) continue;
      const Error error = error_of(procedure.name, kwargs_for(procedure, parameter));
      CHECK(error.uri == "wstorrent.error.unsupported");
      CHECK(error.message == parameter.never);
    }
  }
  CHECK_THAT(error_of("torrent.start_now", R"({"ids":[7]})").message,
             contains("torrent.start obeys the queue"));
  CHECK_THAT(error_of("torrent.set", R"({"ids":[7],"queue":0})").message, contains("queue"));
}

TEST_CASE("the table is told as JSON and as Markdown, complete") {
  const auto json = Json::parse(procedures_json());
  REQUIRE(json);
  const std::string markdown = procedures_markdown();
  JsonView told = json->view()["procedures"].first();
  for (const Procedure& procedure : procedures()) {
    CHECK(told["name"].string() == procedure.name);
    CHECK(markdown.find("## `" + std::string(procedure.name) + "`\n") != std::string::npos);
    JsonView parameter = told["arguments"].first();
    for (const Parameter& known : procedure.parameters) {
      CHECK(parameter["name"].string() == known.name);
      CHECK(parameter["example"].present());
      CHECK(markdown.find("| `" + std::string(known.name) + "`") != std::string::npos);
      parameter = parameter.next();
    }
    told = told.next();
  }
  CHECK_FALSE(told.present());
}
