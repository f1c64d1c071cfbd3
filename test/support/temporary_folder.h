// A folder of the page's files that a test writes, and that is gone with it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "catch.h"

namespace wst::test {

/// A folder with a page in it, and a secret beside it.
class Folder {
 public:
  Folder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "wstorrentd-files-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    std::filesystem::create_directories(path_ / "www/sub");
    write("secret", "secret");
    write("www/index.html", page);
    write("www/.hidden", "hidden");
    write("www/empty.txt", "");
    write("www/sub/deep.js", "let a;");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return path_ / name; }

  const std::string page = std::string(3000, 'x') + "<p>the page</p>";

 private:
  std::filesystem::path path_;
};

}  // namespace wst::test
