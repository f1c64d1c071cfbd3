#include "auth/users.h"

#include <unistd.h>

#include <map>
#include <set>

#include "temporary_folder.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string bcrypt = "$2y$05$abcdefghijklmnopqrstuuJ5l2yZ9z3x7Q1oJtJX0yQX1qXyJk8eW";
const std::string yescrypt =
    "$y$j9T$abcdefghijklmnopqrstu1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7";
const std::string sha512 = "$6$abcdefgh$" + std::string(86, 'x');

Users parsed(const std::string& text) {
  auto users = Users::parse(text, "u");
  INFO((users ? std::string() : users.error().message));
  REQUIRE(users);
  return std::move(users).value();
}

}  // namespace

TEST_CASE("each line is a user; who has no role written behind his hash is an administrator") {
  const auto users = parsed("# people\n\nada:" + bcrypt + ":administrator\nvictor:" + yescrypt +
                            ":viewer\r\nhtpasswd:" + sha512 + "\nby proxy:!:administrator");
  const std::map<std::string, std::pair<std::string, Role>> known = {
      {"ada", {bcrypt, Role::administrator}},
      {"victor", {yescrypt, Role::viewer}},
      {"htpasswd", {sha512, Role::administrator}},
      {"by proxy", {"!", Role::administrator}},
  };
  CHECK(users.all().size() == known.size());
  for (const auto& [name, what] : known) {
    INFO(name);
    const User* user = users.find(name);
    REQUIRE(user);
    CHECK(user->hash == what.first);
    CHECK(user->role == what.second);
  }
  for (const auto* nobody : {"", "Ada", "ada ", "# people", "ad"}) CHECK_FALSE(users.find(nobody));
}

TEST_CASE("a line that says nothing sound is told by its number, and without its hash") {
  for (const auto& line : std::vector<std::string>{
           "ada", "ada:", "ada:plain", ":" + bcrypt, "ada:" + bcrypt + ":admin",
           "ada:" + bcrypt + ":viewer:", "ada:$1$md5$abc", "ada:$apr1$x$y", "ada:{SHA}abc",
           "ada:$5$sha256$x", "ada:$2y$05$with blank", "a\tda:" + bcrypt, "a\xff:" + bcrypt,
           std::string(129, 'a') + ":" + bcrypt, "ada:$6$" + std::string(300, 'x'),
           "victor:" + bcrypt}) {
    INFO(line);
    const auto users = Users::parse("victor:" + yescrypt + "\n" + line + "\n", "u");
    REQUIRE_FALSE(users);
    CHECK(users.error().message.starts_with("--users u:2: "));
    CHECK(users.error().message.find("plain") == std::string::npos);
    CHECK(users.error().message.find("$2y$05") == std::string::npos);
  }
}

TEST_CASE("a file of somebody else's is refused, whatever its mode") {
  if (geteuid() != 0) return;  // only root can give one away
  const SecretFile file("ada:" + bcrypt + "\n", 0600);
  REQUIRE(chown(file.path.c_str(), 1234, 1234) == 0);
  const auto users = Users::read(file.path);
  REQUIRE(!users);
  CHECK_THAT(users.error().message, contains("chown it to one of them"));
}

TEST_CASE("nobody is there in an empty file, and that is no error") {
  for (const auto* text : {"", "\n", "# nobody\n\r\n"}) CHECK(parsed(text).all().empty());
}

TEST_CASE("a file that others may read, or its group write, is refused, and told how to close") {
  const std::map<mode_t, bool> modes = {{0600, true},  {0400, true},  {0640, true}, {0644, false},
                                        {0660, false}, {0602, false}, {0604, false}};
  for (const auto& [mode, sound] : modes) {
    const SecretFile file("ada:" + bcrypt + "\n", mode);
    const auto users = Users::read(file.path);
    INFO(mode);
    CHECK(users.ok() == sound);
    if (!users) CHECK(users.error().message.ends_with("chmod 600 " + file.path));
  }
  CHECK_FALSE(Users::read("/nonexistent/users"));
  CHECK_FALSE(Users::read("/tmp"));
}

TEST_CASE("for a name that nobody has there is a hash of somebody, always the same") {
  const auto users = parsed("ada:" + bcrypt + "\nvictor:" + yescrypt + "\nproxied:!\n");
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto name = "name" + std::to_string(i);
    const auto decoy = users.decoy(name);
    CHECK(decoy == users.decoy(name));
    seen.insert(decoy);
  }
  CHECK(seen == std::set<std::string>{bcrypt, yescrypt});
  CHECK(parsed("proxied:!\n").decoy("x").starts_with("$y$"));
}
