#include "base/log.h"

#include <cstdio>
#include <string>

#include "base/utf8.h"

namespace wst {

namespace {

// Names from outside stand in some lines.
void write_line(const char* level, std::string_view line) {
  const std::string clean = level + utf8_one_line(line) + '\n';
  std::fwrite(clean.data(), 1, clean.size(), stderr);
}

}  // namespace

void log_info(std::string_view line) { write_line("wstorrentd: ", line); }
void log_warning(std::string_view line) { write_line("wstorrentd: warning: ", line); }

}  // namespace wst
