// Folders and files that a test writes, and that are gone with it.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "catch.h"

namespace wst::test {

/// Empty at first.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "wstorrentd-test-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return path_ / name; }
  [[nodiscard]] std::size_t files() const {
    const std::filesystem::directory_iterator all(path_);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::filesystem::path path_;
};

/// With a page in it, and a secret beside it.
class PageFolder : public TemporaryFolder {
 public:
  PageFolder() {
    std::filesystem::create_directories(path("www/sub"));
    write("secret", "secret");
    write("www/index.html", page);
    write("www/.hidden", "hidden");
    write("www/empty.txt", "");
    write("www/sub/deep.js", "let a;");
  }

  const std::string page = std::string(3000, 'x') + "<p>the page</p>";
};

/// A file that others may not read, or with another mode.
class SecretFile {
 public:
  explicit SecretFile(const std::string& text, mode_t mode = 0600) {
    write(text);
    chmod(path.c_str(), mode);
  }

  void write(const std::string& text) const { folder_.write("secret", text); }
  [[nodiscard]] std::string text() const { return folder_.text("secret"); }

 private:
  TemporaryFolder folder_;

 public:
  const std::string path = folder_.path("secret");
};

}  // namespace wst::test
