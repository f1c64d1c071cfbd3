#include "web/metrics.h"

#include <string_view>

#include "base/json.h"
#include "base/version.h"

namespace wst {

namespace {

class Page {
 public:
  void gauge(std::string_view name, std::string_view meaning, double value) {
    add(name, "gauge", meaning, value);
  }
  void counter(std::string_view name, std::string_view meaning, double value) {
    add(name, "counter", meaning, value);
  }
  void add(std::string_view name, std::string_view type, std::string_view meaning, double value,
           std::string_view labels = "") {
    const std::string full = "wstorrentd_" + std::string(name);
    text_ += "# HELP " + full + " " + std::string(meaning) + "\n# TYPE " + full + " " +
             std::string(type) + "\n" + full + std::string(labels) + " " + json_number(value) +
             "\n";
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

template <typename Number>
double number(Number value) {
  return static_cast<double>(value);
}

void add_sample(Page& page, const Metrics& metrics) {
  page.gauge("sample_age_seconds", "Seconds since the last good sample.", *metrics.sample_age);
  page.gauge("torrents", "Torrents known.", number(metrics.torrents));
  page.gauge("download_bytes_per_second", "Present download speed of all torrents.",
             number(metrics.download_speed));
  page.gauge("upload_bytes_per_second", "Present upload speed of all torrents.",
             number(metrics.upload_speed));
  page.counter("downloaded_bytes_total", "Bytes that Transmission has ever downloaded.",
               number(metrics.downloaded_bytes));
  page.counter("uploaded_bytes_total", "Bytes that Transmission has ever uploaded.",
               number(metrics.uploaded_bytes));
}

}  // namespace

std::string metrics_text(const Metrics& metrics) {
  Page page;
  page.add("info", "gauge", "The running version.", 1,
           "{version=\"" + std::string(version) + "\"}");
  page.gauge("connections", "Open connections, WebSockets among them.",
             number(metrics.traffic.connections));
  page.gauge("websockets", "Open WebSockets.", number(metrics.traffic.websockets));
  page.counter("source_runs_total", "Samples that have ended, well or not.", number(metrics.runs));
  page.gauge("source_up", "Whether the last sample was good.", metrics.source_ok ? 1 : 0);
  if (metrics.sample_age) add_sample(page, metrics);
  return page.text();
}

}  // namespace wst
