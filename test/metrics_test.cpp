#include "http/metrics.h"

#include <ctime>
#include <regex>
#include <sstream>

#include "catch.h"

using namespace wst;

namespace {

Metrics everything() {
  Metrics metrics;
  metrics.traffic = {7, 3, 1'900'000'000.0};
  metrics.runs = 12;
  metrics.source_ok = true;
  metrics.sample_age = 1.5;
  metrics.torrents = 4;
  metrics.download_speed = 1000;
  metrics.upload_speed = 0;
  metrics.downloaded_bytes = 9'000'000'000'000;
  metrics.uploaded_bytes = 5;
  metrics.process = measure_process();
  return metrics;
}

bool tells(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("every metric has a meaning and a type before its value") {
  std::istringstream lines(metrics_text(everything()));
  const std::regex help("# HELP ((?:wstorrentd|process)_[a-z_]+) [A-Z].*\\.");
  const std::regex type("# TYPE ((?:wstorrentd|process)_[a-z_]+) (gauge|counter)");
  const std::regex value("((?:wstorrentd|process)_[a-z_]+)(\\{version=\"[0-9.]+\"\\})? [0-9.]+");
  std::string line;
  int metrics = 0;
  while (std::getline(lines, line)) {
    std::smatch helped;
    std::smatch typed;
    std::smatch told;
    INFO(line);
    REQUIRE(std::regex_match(line, helped, help));
    const std::string name = helped[1];
    std::string second;
    std::string third;
    REQUIRE(std::getline(lines, second));
    REQUIRE(std::getline(lines, third));
    REQUIRE(std::regex_match(second, typed, type));
    REQUIRE(std::regex_match(third, told, value));
    CHECK(typed[1] == name);
    CHECK(told[1] == name);
    CHECK((typed[2] == "counter") == name.ends_with("_total"));
    ++metrics;
  }
  CHECK(metrics == 19);
}

TEST_CASE("the values are those of the moment") {
  const auto text = metrics_text(everything());
  for (const auto* line :
       {"wstorrentd_connections 7", "wstorrentd_websockets 3", "wstorrentd_source_runs_total 12",
        "wstorrentd_source_up 1", "wstorrentd_sample_age_seconds 1.5", "wstorrentd_torrents 4",
        "wstorrentd_download_bytes_per_second 1000", "wstorrentd_upload_bytes_per_second 0",
        "wstorrentd_downloaded_bytes_total 9000000000000", "wstorrentd_uploaded_bytes_total 5"}) {
    INFO(line);
    CHECK(tells(text, line));
  }
}

TEST_CASE("what is not known before the first good sample is not told") {
  Metrics metrics = everything();
  metrics.sample_age.reset();
  metrics.source_ok = false;
  const auto text = metrics_text(metrics);
  CHECK(tells(text, "wstorrentd_source_up 0"));
  CHECK(tells(text, "wstorrentd_connections 7"));
  for (const auto* name : {"sample_age", "torrents", "upload"}) {
    CHECK(text.find(name) == std::string::npos);
  }
}

TEST_CASE("the process is measured") {
  const ProcessMetrics process = measure_process();
  CHECK(process.cpu_seconds > 0);
  CHECK(process.resident_bytes > 1e6);
  CHECK(process.virtual_bytes > process.resident_bytes);
  CHECK(process.open_files >= 3);
  CHECK(process.most_files >= process.open_files);
  CHECK(process.began > 1.7e9);
  CHECK(process.began <= static_cast<double>(std::time(nullptr)) + 1);
}
