#include "auth/workers.h"

#include <filesystem>

#include "catch.h"
#include "temporary_folder.h"

using namespace wst;
using wst::test::SecretFile;

namespace {

const std::string good = R"(# who may publish
willy  sixteen-letters-  feed.weather
	wanda seventeen#letters feed.news,feed.weather.x_1  # two of them

ada:1 )" + std::string(256, 't') +
                         " feed.0\r\n";

Workers parsed(const std::string& text) {
  auto workers = Workers::parse(text, "w");
  INFO((workers ? std::string() : workers.error().message));
  REQUIRE(workers);
  return std::move(workers).value();
}

std::string error_of(const Result<Workers>& workers) {
  return workers ? "" : workers.error().message;
}

}  // namespace

TEST_CASE("each line of the file is a worker with its prefixes") {
  auto workers = parsed(good);
  CHECK(workers.any());
  const auto wanda = workers.check("wanda", "seventeen#letters");
  REQUIRE(wanda);
  CHECK(wanda->authid == "wanda");
  CHECK(wanda->authrole == "worker");
  CHECK(wanda->authmethod == "ticket");
  CHECK(wanda->authprovider == "file");
  CHECK(wanda->role == Role::worker);
  CHECK(wanda->prefixes == std::vector<std::string>{"feed.news", "feed.weather.x_1"});
}

TEST_CASE("a ticket is good with its name and not a character more or less") {
  auto workers = parsed(good);
  struct Row {
    std::string name;
    std::string ticket;
    bool known;
  };
  const std::string ticket = "sixteen-letters-";
  for (const Row& row : {
           Row{"willy", ticket, true},
           Row{"ada:1", std::string(256, 't'), true},
           Row{"ada:1", std::string(255, 't'), false},
           Row{"ada:1", std::string(257, 't'), false},
           Row{"ada:1", std::string(10'000, 't'), false},
           Row{"wanda", ticket, false},
           Row{"will", ticket, false},
           Row{"willy2", ticket, false},
           Row{std::string("willy\0", 6), ticket, false},
           Row{"willy", ticket + std::string(1, '\0'), false},
           Row{"willy", ticket.substr(1), false},
           Row{"willy", "Sixteen-letters-", false},
           Row{"willy", "", false},
           Row{"", ticket, false},
           Row{"", "", false},
       }) {
    INFO(row.name << " " << row.ticket);
    CHECK(workers.check(row.name, row.ticket).has_value() == row.known);
  }
}

TEST_CASE("what lies under some worker's prefix is foreseen") {
  const auto workers = parsed(good);
  for (const char* uri : {"feed.weather", "feed.weather.rain", "feed.weather.x_1", "feed.news"}) {
    CHECK(workers.foresees(uri));
  }
  for (const char* uri : {"feed", "feed.weatherman", "feed.new", "torrents", ""}) {
    CHECK(!workers.foresees(uri));
  }
}

TEST_CASE("without workers no ticket is taken and nothing foreseen") {
  for (const char* text : {"", "\n\n", "# nobody\n"}) {
    auto workers = parsed(text);
    CHECK(!workers.any());
    CHECK(!workers.foresees("feed.weather"));
    CHECK(!workers.check("", ""));
  }
}

TEST_CASE("a wrong line is refused with its number, and its ticket is not told") {
  const std::string usage = "a line is NAME TICKET PREFIX[,PREFIX...]";
  const std::string prefix =
      "a prefix must be feed. and words of [0-9a-z_] with dots between them, such as feed.weather";
  const std::string ticket = "the ticket must be 16 to 256 characters, and those of ASCII";
  struct Row {
    std::string line;
    std::string said;
  };
  for (const Row& row : {
           Row{"willy", usage},
           Row{"willy secret-secret-sec", usage},
           Row{"willy secret-secret-sec feed.a feed.b", usage},
           Row{"willy secret-secret-sec #feed.a", usage},
           Row{"willy secret-secret-se feed.a,", prefix},
           Row{"willy secret-secret-se feed", prefix},
           Row{"willy secret-secret-se feed.", prefix},
           Row{"willy secret-secret-se feed.a.", prefix},
           Row{"willy secret-secret-se feed..a", prefix},
           Row{"willy secret-secret-se feed.A", prefix},
           Row{"willy secret-secret-se feed.a-b", prefix},
           Row{"willy secret-secret-se feed.a#", prefix},
           Row{"willy secret-secret-se torrents", prefix},
           Row{"willy feed.weather.prague secret-secret-se", prefix},
           Row{"willy secret-secret-se feed.é", prefix},
           Row{"willy secret-secret-é feed.a", ticket},
           Row{"willy secret-secret-se feed.a\x01", prefix},
           Row{"willy secret-secret-s feed.a", ticket},
           Row{"willy secret-" + std::string(250, 's') + " feed.a", ticket},
           Row{std::string(257, 'n') + " secret-secret-se feed.a",
               "the name must be at most 256 characters, and those of ASCII"},
           Row{"wílly secret-secret-se feed.a",
               "the name must be at most 256 characters, and those of ASCII"},
           Row{"wanda secret-secret-se feed.a", "there is a worker of this name already"},
       }) {
    INFO(row.line);
    const auto error =
        error_of(Workers::parse("# two\nwanda seventeen-letters feed.a\n" + row.line, "dir/w"));
    CHECK(error == "--workers dir/w:3: " + row.said);
    CHECK(error.find("secret") == std::string::npos);
  }
}

TEST_CASE("the file is read if others may not, nor its group write") {
  struct Row {
    mode_t mode;
    bool taken;
  };
  for (const Row& row :
       {Row{0600, true}, Row{0400, true}, Row{0700, true}, Row{0640, true}, Row{0604, false},
        Row{0620, false}, Row{0602, false}, Row{0644, false}, Row{0610, false}}) {
    INFO(std::oct << row.mode);
    const SecretFile file(good, row.mode);
    auto workers = Workers::read(file.path);
    const std::string refused = "--workers " + file.path +
                                ": holds secrets, and others may read or write it: chmod 600 " +
                                file.path;
    CHECK(error_of(workers) == (row.taken ? "" : refused));
    if (row.taken) CHECK(workers.value().check("willy", "sixteen-letters-").has_value());
  }
}

TEST_CASE("what is no file to be read is refused in words") {
  CHECK(error_of(Workers::read("no/such/file")) ==
        "--workers no/such/file: No such file or directory");
  CHECK(error_of(Workers::read("/dev/null")) == "--workers /dev/null: is not a file");
  CHECK(error_of(Workers::read(".")) == "--workers .: is not a file");
  const SecretFile longest("#" + std::string(1u << 20, ' '), 0600);
  CHECK(error_of(Workers::read(longest.path)) ==
        "--workers " + longest.path + ": is longer than 1048576 bytes");
}
