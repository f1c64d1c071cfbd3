// What GET /metrics tells, in the text format that Prometheus reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace wst {

/// Of the server.
struct Traffic {
  std::size_t connections = 0;
  std::size_t websockets = 0;
  std::optional<double> certificate_expires = {};  ///< unix time
};

/// Of this process, as Prometheus' client libraries tell it.
struct ProcessMetrics {
  double cpu_seconds = 0;
  double resident_bytes = 0;
  double virtual_bytes = 0;
  double open_files = 0;
  double most_files = 0;
  double began = 0;  ///< unix time
};
ProcessMetrics measure_process();

struct Metrics {
  Traffic traffic;
  std::optional<ProcessMetrics> process = {};
  std::uint64_t runs = 0;            ///< samples asked for that have ended, well or not
  bool source_ok = false;            ///< it answers, as of this scrape
  std::optional<double> sample_age;  ///< seconds since the last good one; nothing before it
  // Of the last good sample.
  std::size_t torrents = 0;
  std::size_t unreadable = 0;
  std::int64_t download_speed = 0;    ///< bytes per second
  std::int64_t upload_speed = 0;      ///< bytes per second
  std::int64_t downloaded_bytes = 0;  ///< in all the daemon's lives
  std::int64_t uploaded_bytes = 0;    ///< in all the daemon's lives
};

/// What depends on a sample is left out before the first good one.
std::string metrics_text(const Metrics& metrics);

}  // namespace wst
