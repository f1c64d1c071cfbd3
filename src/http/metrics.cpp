#include "http/metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <vector>

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
    const bool is_ours = !name.starts_with("process_");
    const std::string full = (is_ours ? "wstorrentd_" : "") + std::string(name);
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
  page.gauge("torrents_unreadable", "Torrents of which not all could be read.",
             number(metrics.unreadable));
  page.gauge("download_bytes_per_second", "Present download speed of all torrents.",
             number(metrics.download_speed));
  page.gauge("upload_bytes_per_second", "Present upload speed of all torrents.",
             number(metrics.upload_speed));
  page.counter("downloaded_bytes_total", "Bytes that Transmission has ever downloaded.",
               number(metrics.downloaded_bytes));
  page.counter("uploaded_bytes_total", "Bytes that Transmission has ever uploaded.",
               number(metrics.uploaded_bytes));
}

void add_process(Page& page, const ProcessMetrics& process) {
  page.counter("process_cpu_seconds_total", "User and system CPU time.", process.cpu_seconds);
  page.gauge("process_resident_memory_bytes", "Resident memory.", process.resident_bytes);
  page.gauge("process_virtual_memory_bytes", "Virtual memory.", process.virtual_bytes);
  page.gauge("process_open_fds", "Open file descriptors.", process.open_files);
  page.gauge("process_max_fds", "File descriptors that may be open.", process.most_files);
  page.gauge("process_start_time_seconds", "Unix time of the start.", process.began);
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::size_t count_open_files() {
  std::error_code failed;
  std::size_t count = 0;
  std::filesystem::directory_iterator entry("/proc/self/fd", failed);
  for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
    ++count;
  }
  return count > 0 ? count - 1 : 0;  // without the one that looks
}

/// What /proc/self/stat has behind the program's name, from the state on (proc(5), field 3).
std::vector<double> stat_fields() {
  std::ifstream file("/proc/self/stat");
  std::string text(std::istreambuf_iterator<char>(file), {});
  std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 3)));
  std::vector<double> fields;
  for (double field = 0; rest >> field;) fields.push_back(field);
  return fields;
}

double seconds_since_boot() {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

ProcessMetrics measure_process() {
  constexpr std::size_t first_field = 4;  // of stat_fields()
  constexpr std::size_t start_time = 22;
  constexpr std::size_t virtual_size = 23;
  constexpr std::size_t resident_pages = 24;
  ProcessMetrics process;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  process.cpu_seconds = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) process.most_files = number(files.rlim_cur);
  process.open_files = number(count_open_files());
  const auto fields = stat_fields();
  if (fields.size() <= resident_pages - first_field) return process;
  const double age =
      seconds_since_boot() - fields[start_time - first_field] / number(sysconf(_SC_CLK_TCK));
  process.began = number(std::time(nullptr)) - age;
  process.virtual_bytes = fields[virtual_size - first_field];
  process.resident_bytes = fields[resident_pages - first_field] * number(sysconf(_SC_PAGESIZE));
  return process;
}

std::string metrics_text(const Metrics& metrics) {
  Page page;
  page.add("info", "gauge", "The running version.", 1,
           "{version=\"" + std::string(version) + "\"}");
  page.gauge("connections", "Open connections, WebSockets among them.",
             number(metrics.traffic.connections));
  page.gauge("websockets", "Open WebSockets.", number(metrics.traffic.websockets));
  if (metrics.traffic.certificate_expires) {
    page.gauge("tls_certificate_expiry_timestamp_seconds",
               "Unix time at which the certificate expires.", *metrics.traffic.certificate_expires);
  }
  page.counter("source_runs_total", "Samples that have ended, well or not.", number(metrics.runs));
  page.gauge("source_up", "Whether Transmission answered this scrape.", metrics.source_ok ? 1 : 0);
  if (metrics.sample_age) add_sample(page, metrics);
  if (metrics.process) add_process(page, *metrics.process);
  return page.text();
}

}  // namespace wst
