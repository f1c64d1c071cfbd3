#include "auth/users_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include "auth/password.h"
#include "auth/secret_file.h"
#include "auth/terminal.h"
#include "auth/users.h"
#include "base/random.h"
#include "base/unique_fd.h"

namespace wst {

namespace {

using FileInfo = struct stat;

constexpr std::size_t shortest_password = 8;
constexpr std::size_t longest_password = 512;  // what libcrypt takes

Error trouble(const std::string& path, const std::string& what) {
  return file_trouble("--users", path, what);
}

Error last_trouble(const std::string& path) { return trouble(path, std::strerror(errno)); }

Result<std::string> ask_for_password(const std::string& name) {
  if (!stands_at_terminal()) {
    std::string line;
    std::getline(std::cin, line);
    return line;
  }
  auto password = ask_silently("password for " + name + ": ");
  if (!password) return password;
  const auto again = ask_silently("once more: ");
  if (!again) return again.error();
  if (password.value() != again.value()) return Error{"the two are not the same; nothing changed"};
  return password;
}

std::optional<Error> objection(const std::string& password) {
  if (password.size() < shortest_password || password.size() > longest_password) {
    return Error{"a password has 8 to 512 bytes; nothing changed"};
  }
  if (password.find('\0') == std::string::npos) return std::nullopt;
  return Error{"a password holds no NUL byte; nothing changed"};
}

/// `text` with `line` in place of the one of `name`, or at its end; without
/// that one if `line` is empty.
std::string with_line(const std::string& text, const std::string& name, const std::string& line) {
  std::string changed;
  bool placed = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string old = text.substr(at, end - at);
    const bool is_theirs = old.starts_with(name + ":");
    changed += is_theirs ? line : old;
    placed = placed || is_theirs;
    at = end;
  }
  if (placed) return changed;
  if (!changed.empty() && !changed.ends_with('\n')) changed += '\n';
  return changed + line;
}

bool write_all(int file, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const auto size = ::write(file, text.data() + written, text.size() - written);
    if (size < 0) return false;
    written += static_cast<std::size_t>(size);
  }
  return ::fsync(file) == 0;
}

bool keep_owner_and_mode(int file, const std::string& path) {
  FileInfo old{};
  if (::stat(path.c_str(), &old) != 0) return errno == ENOENT;
  return ::fchown(file, old.st_uid, old.st_gid) == 0 && ::fchmod(file, old.st_mode & 07777) == 0;
}

/// In place at once: whoever reads meanwhile sees the old file or the new one.
std::optional<Error> replace(const std::string& path, const std::string& text) {
  const std::string next = path + "." + random_hex(8);
  UniqueFd file(::open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file) return last_trouble(path);
  const bool done = keep_owner_and_mode(file.get(), path) && write_all(file.get(), text) &&
                    ::rename(next.c_str(), path.c_str()) == 0;
  if (done) return std::nullopt;
  auto error = last_trouble(path);
  ::unlink(next.c_str());
  return error;
}

Role chosen_role(const User* known, const std::string& wanted) {
  if (!wanted.empty()) return wanted == "administrator" ? Role::administrator : Role::viewer;
  return known ? known->role : Role::administrator;
}

/// The file as it is: its text, and whom it names.
struct UsersFile {
  std::string path;  ///< of the file itself, where a link led to it
  std::string text;
  Users users;
};

/// `may_be_absent`: then it is empty.
Result<UsersFile> open_users_file(const std::string& given_path, bool may_be_absent) {
  std::error_code absent;
  const auto real = std::filesystem::canonical(given_path, absent);
  UsersFile file{absent ? given_path : real.string(), "", {}};
  if (!absent || !may_be_absent) {
    auto text = read_secret_file("--users", file.path, to_edit);
    if (!text) return text.error();
    file.text = std::move(text).value();
  }
  auto users = Users::parse(file.text, file.path);
  if (!users) return users.error();
  file.users = std::move(users).value();
  return file;
}

}  // namespace

Result<std::string> add_user(const std::string& path, const std::string& name,
                             const std::string& role) {
  if (!is_user_name(name)) return Error{"a name has 1 to 128 bytes and no colon"};
  const auto file = open_users_file(path, true);
  if (!file) return file.error();
  const auto password = ask_for_password(name);
  if (!password) return password.error();
  if (auto error = objection(password.value())) return *error;
  const auto hash = hash_password(password.value());
  if (!hash) return hash.error();

  const User* known = file->users.find(name);
  const std::string rank = role_name(chosen_role(known, role));
  const std::string line = name + ":" + hash.value() + ":" + rank + "\n";
  if (auto error = replace(file->path, with_line(file->text, name, line))) return *error;
  return name + (known ? " has a new password; role: " : " can log in; role: ") + rank;
}

Result<std::string> remove_user(const std::string& path, const std::string& name) {
  const auto file = open_users_file(path, false);
  if (!file) return file.error();
  if (!file->users.find(name)) return trouble(file->path, "has no user \"" + name + "\"");
  if (auto error = replace(file->path, with_line(file->text, name, ""))) return *error;
  return name + " can no longer log in";
}

Result<std::string> list_users(const std::string& path) {
  const auto file = open_users_file(path, false);
  if (!file) return file.error();
  std::string list;
  for (const auto& user : file->users.all()) list += user.name + "\t" + role_name(user.role) + "\n";
  return list;
}

}  // namespace wst
