// The passwords come by standard input, as they do where there is no terminal.
#include "auth/users_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <sstream>

#include "auth/users.h"
#include "temporary_folder.h"

using namespace wst;
using namespace wst::test;

namespace {

/// Standard input for as long as it lives.
struct Typed {
  explicit Typed(const std::string& text) : lines(text), before(std::cin.rdbuf(lines.rdbuf())) {
    std::cin.clear();
  }
  ~Typed() { std::cin.rdbuf(before); }
  Typed(const Typed&) = delete;
  Typed& operator=(const Typed&) = delete;

  std::istringstream lines;
  std::streambuf* before;
};

Result<std::string> add(const std::string& path, const std::string& name,
                        const std::string& password = "long enough", const std::string& role = "") {
  const Typed typed(password + "\n");
  return add_user(path, name, role);
}

Users read(const std::string& path) {
  auto users = Users::read(path);
  REQUIRE(users);
  return std::move(users).value();
}

Role role_of(const std::string& path, const std::string& name) {
  const auto users = read(path);
  REQUIRE(users.find(name));
  return users.find(name)->role;
}

}  // namespace

TEST_CASE("a new user is an administrator unless another role is named") {
  const TemporaryFolder folder;
  const auto path = folder.path("users").string();
  CHECK(add(path, "ada").value() == "ada can log in; role: administrator");
  CHECK(add(path, "victor", "long enough", "viewer").value() == "victor can log in; role: viewer");
  CHECK(add(path, "grace").ok());
  CHECK(role_of(path, "ada") == Role::administrator);
  CHECK(role_of(path, "victor") == Role::viewer);
  CHECK(role_of(path, "grace") == Role::administrator);
  CHECK(folder.files() == 1);
  struct stat file = {};
  REQUIRE(stat(path.c_str(), &file) == 0);
  CHECK((file.st_mode & 07777) == 0600);
}

TEST_CASE("a user who is there gets the new password and keeps his role and his place") {
  const SecretFile file("# people\nada:!:administrator\n\nvictor:!\n", 0640);
  CHECK(add(file.path, "ada").value() == "ada has a new password; role: administrator");
  const auto users = read(file.path);
  CHECK(users.find("ada")->hash.starts_with("$y$"));
  const auto text = file.text();
  CHECK(text.starts_with("# people\nada:$y$"));
  CHECK(text.ends_with(":administrator\n\nvictor:!\n"));
  struct stat status = {};
  REQUIRE(stat(file.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0640);
  CHECK(add(file.path, "ada", "long enough", "viewer").ok());
  CHECK(role_of(file.path, "ada") == Role::viewer);
}

TEST_CASE("a last line without its end gets one") {
  const SecretFile file("victor:!");
  CHECK(add(file.path, "ada").ok());
  CHECK(file.text().starts_with("victor:!\nada:$y$"));
}

TEST_CASE("what cannot be changes nothing and is told") {
  const std::string text = "victor:!\n";
  const SecretFile file(text);
  for (const auto& password : std::vector<std::string>{"", "short", std::string(513, 'x'),
                                                       std::string("with a \0 in it", 14)}) {
    CHECK_FALSE(add(file.path, "ada", password));
  }
  for (const auto* name : {"", "a:b", "a\nb"}) CHECK_FALSE(add(file.path, name));
  CHECK(file.text() == text);
  const SecretFile broken("victor:plain\n");
  const auto refused = add(broken.path, "ada");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find(":1: ") != std::string::npos);
  CHECK(broken.text() == "victor:plain\n");
  CHECK_FALSE(add("/nonexistent/users", "ada"));
}

TEST_CASE("a link to the file stays one") {
  const TemporaryFolder folder;
  const auto path = folder.path("users").string();
  REQUIRE(add(path, "ada"));
  const auto link = folder.path("link").string();
  REQUIRE(symlink(path.c_str(), link.c_str()) == 0);
  CHECK(add(link, "victor").ok());
  CHECK(std::filesystem::is_symlink(link));
  CHECK(read(path).find("victor"));
}

TEST_CASE("a user is taken out of the file, and nothing else") {
  const SecretFile file("# people\nada:!:administrator\nadam:!\n\nvictor:!:viewer");
  CHECK(remove_user(file.path, "ada").value() == "ada can no longer log in");
  CHECK(file.text() == "# people\nadam:!\n\nvictor:!:viewer");
  for (const auto* name : {"ada", "", "# people", "adam:!"}) {
    const auto refused = remove_user(file.path, name);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("has no user") != std::string::npos);
  }
  CHECK(remove_user(file.path, "victor").ok());
  CHECK(file.text() == "# people\nadam:!\n\n");
}

TEST_CASE("the users are listed with their roles, and never a hash") {
  const SecretFile file("# people\nada:!\nvictor:$6$x$v:viewer\n");
  CHECK(list_users(file.path).value() == "ada\tadministrator\nvictor\tviewer\n");
  const SecretFile nobody("");
  CHECK(list_users(nobody.path).value().empty());
}

TEST_CASE("a file that is not there, or is broken, is told") {
  CHECK_FALSE(remove_user("/nonexistent/users", "ada"));
  CHECK_FALSE(list_users("/nonexistent/users"));
  const SecretFile broken("victor:plain\n");
  CHECK_FALSE(remove_user(broken.path, "victor"));
  CHECK_FALSE(list_users(broken.path));
  CHECK(broken.text() == "victor:plain\n");
}
