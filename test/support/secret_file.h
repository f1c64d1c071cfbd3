// A file of secrets that a test writes, and that is gone with it.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "catch.h"

namespace wst::test {

struct SecretFile {
  explicit SecretFile(const std::string& text, mode_t mode = 0600) {
    const int made = mkstemp(path.data());
    REQUIRE(made >= 0);
    close(made);
    write(text);
    chmod(path.c_str(), mode);
  }
  ~SecretFile() { unlink(path.c_str()); }
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;

  void write(const std::string& text) const { std::ofstream(path) << text; }
  [[nodiscard]] std::string text() const {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string path = std::filesystem::temp_directory_path() / "secret_file_test.XXXXXX";
};

}  // namespace wst::test
