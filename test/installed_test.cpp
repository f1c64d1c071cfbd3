#include "process/installed.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "catch.h"
#include "temporary_folder.h"

using namespace wst;
using namespace wst::test;

namespace {

void install(const std::string& file, const std::string& text) {
  std::filesystem::remove(file);
  std::ofstream(file) << text;
  chmod(file.c_str(), 0755);
}

}  // namespace

TEST_CASE("a program that is upgraded, moved, removed or back is another than before") {
  const TemporaryFolder place;
  const std::string one = place.path("one").string();
  const std::string two = place.path("two").string();
  std::filesystem::create_directory(one);
  std::filesystem::create_directory(two);
  const std::vector<std::string> words = {"sudo", "-u", "x", "remote"};
  const auto stamp = [&] { return installed_programs(words, one + ":" + two); };
  CHECK(stamp().empty());
  install(two + "/remote", "1.0");
  const std::string first = stamp();
  CHECK(!first.empty());
  CHECK(stamp() == first);
  install(two + "/remote", "1.01");
  const std::string second = stamp();
  CHECK(second != first);
  install(one + "/remote", "1.01");
  CHECK(stamp() != second);
  std::filesystem::remove(one + "/remote");
  CHECK(stamp() == second);
  chmod((two + "/remote").c_str(), 0644);
  CHECK(stamp().empty());
  CHECK(!installed_programs({"/bin/sh"}, "").empty());
}
