#include "base/log.h"

#include <cstdio>
#include <string>

namespace wst {

namespace {

// Names from outside stand in some lines: a terminal gets no control characters.
void write_line(const char* level, std::string_view line) {
  std::string clean(level);
  for (const char c : line) clean += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  clean += '\n';
  std::fwrite(clean.data(), 1, clean.size(), stderr);
}

}  // namespace

void log_info(std::string_view line) { write_line("wstorrentd: ", line); }
void log_warning(std::string_view line) { write_line("wstorrentd: warning: ", line); }

}  // namespace wst
