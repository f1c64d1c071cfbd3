#include "auth/password.h"

#include <crypt.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "auth/digest.h"

namespace wst {

namespace {

constexpr std::size_t longest_input = 4096;
constexpr int right = 0;
constexpr int wrong = 1;
constexpr int trouble = 2;

/// Empty if libcrypt can do nothing with `setting`.
std::string hashed(const std::string& password, const std::string& setting) {
  auto data = std::make_unique<crypt_data>();  // 32 KiB
  const char* hash = crypt_r(password.c_str(), setting.c_str(), data.get());
  return hash && *hash != '*' ? hash : "";
}

std::string read_all(int input) {
  std::string text;
  std::array<char, 1024> buffer;
  ssize_t size = 0;
  while (text.size() <= longest_input && (size = read(input, buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return text;
}

}  // namespace

Result<std::string> hash_password(const std::string& password) {
  constexpr const char* yescrypt = "$y$";
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
  const char* made = crypt_gensalt_rn(yescrypt, 0, nullptr, 0, setting.data(), setting.size());
  const std::string hash = made ? hashed(password, setting.data()) : "";
  if (hash.empty()) return Error{std::string("libcrypt makes no hash: ") + std::strerror(errno)};
  return hash;
}

int check_password(int input) {
  const std::string text = read_all(input);
  const auto end = text.find('\0');
  const bool sound = end != std::string::npos && end > 0 && text.size() <= longest_input &&
                     text.find('\0', end + 1) == std::string::npos;
  if (!sound) return trouble;
  const std::string hash = text.substr(0, end);
  return same_secret(hashed(text.substr(end + 1), hash), hash) ? right : wrong;
}

}  // namespace wst
