#include "auth/users.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "auth/digest.h"
#include "auth/secret_file.h"
#include "base/utf8.h"

namespace wst {

namespace {

constexpr std::string_view option = "--users";
constexpr std::size_t longest_name = 128;
constexpr std::size_t longest_hash = 256;

/// bcrypt, yescrypt, SHA-512 crypt.
constexpr std::array<std::string_view, 5> kinds = {"$2a$", "$2b$", "$2y$", "$y$", "$6$"};

// Of a password that nobody has.
constexpr std::string_view nobodys =
    "$y$j9T$Pj4RbJqk0CTtyCgAk9aVw1$.a0RzQM637dLSvVSA74PoKA9tBmtMlewjo3gaO0mR3D";

bool is_hash(std::string_view text) {
  if (text == User::no_password) return true;
  const bool known = std::any_of(kinds.begin(), kinds.end(),
                                 [&](std::string_view kind) { return text.starts_with(kind); });
  return known && text.size() <= longest_hash &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::optional<Role> read_role(std::string_view text) {
  if (text.empty() || text == "administrator") return Role::administrator;
  if (text == "viewer") return Role::viewer;
  return std::nullopt;
}

/// What stands before the next colon, which is taken off `line` too.
std::string_view next_field(std::string_view& line) {
  const auto field = line.substr(0, line.find(':'));
  line.remove_prefix(std::min(field.size() + 1, line.size()));
  return field;
}

Result<User> read_user(std::string_view line) {
  const auto name = next_field(line);
  const auto hash = next_field(line);
  const auto role = read_role(line);
  if (!is_user_name(name)) {
    return Error{"a line is NAME:HASH or NAME:HASH:ROLE, and a name has 1 to 128 bytes"};
  }
  if (!is_hash(hash)) {
    return Error{
        "what stands behind the name is no hash of bcrypt, yescrypt or SHA-512 crypt; "
        "wstorrentd --add-user and htpasswd -B make such"};
  }
  if (!role) return Error{"the role must be viewer or administrator"};
  return User{std::string(name), std::string(hash), *role};
}

}  // namespace

Result<Users> Users::read(const std::string& path) {
  const auto text = read_secret_file(std::string(option), path, to_serve_from);
  if (!text) return text.error();
  return parse(text.value(), path);
}

Result<Users> Users::parse(std::string_view text, const std::string& path) {
  Users users;
  for (std::size_t number = 1; !text.empty(); ++number) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    auto user = read_user(line);
    const bool again = user && users.find(user->name);
    if (!user || again) {
      return file_trouble(std::string(option), path + ":" + std::to_string(number),
                          again ? "there is a user of this name already" : user.error().message);
    }
    users.users_.push_back(std::move(user).value());
  }
  return users;
}

const User* Users::find(std::string_view name) const {
  const auto found = std::find_if(users_.begin(), users_.end(),
                                  [&](const User& user) { return user.name == name; });
  return found == users_.end() ? nullptr : &*found;
}

std::string Users::decoy(std::string_view name) const {
  std::vector<const User*> checked;
  for (const auto& user : users_) {
    if (user.hash != User::no_password) checked.push_back(&user);
  }
  if (checked.empty()) return std::string(nobodys);
  std::uint64_t number = 0;
  std::memcpy(&number, digest(name).data(), sizeof number);
  return checked[number % checked.size()]->hash;
}

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && utf8_valid(name) &&
         std::none_of(name.begin(), name.end(), [](char c) {
           return static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == ':';
         });
}

}  // namespace wst
