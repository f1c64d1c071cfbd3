#include "transmission/sanitize.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace wst {
namespace {

constexpr std::size_t max_plain = 300;
constexpr std::size_t max_read = 4096;  // of a line; more is not shown anyway
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

/// Lines that only a --debug stream has. Some stand for a stream whose
/// beginning is lost.
constexpr auto debug_marks = std::to_array<std::string_view>(
    {"posting:", "got response (len ", "--------", "> ", "< ", "* ",
     "Host: ", "Authorization:", "User-Agent: ", "Accept: ", "Accept-Encoding: ",
     "Content-Length: ", "Content-Type: ", "X-Transmission-Session-Id: "});

/// Of a --debug stream only these are repeated; what follows is not a header.
constexpr auto telling_beginnings =
    std::to_array<std::string_view>({"* ", "Unexpected response:", "Unable to send request to ",
                                     "Error: ", "The TR_AUTH environment variable"});
constexpr std::string_view dated_complaint = "] transmission-remote: ";

template <typename Table>
bool begins_with_any(std::string_view line, const Table& table) {
  return std::ranges::any_of(table, [line](auto mark) { return line.starts_with(mark); });
}

template <typename Visit>
void each_line(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    visit(line.substr(0, max_read));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

bool is_debug_stream(std::string_view printed) {
  bool found = false;
  each_line(printed, [&found](std::string_view line) {
    found = found || begins_with_any(line, debug_marks);
  });
  return found;
}

bool speaks_of_credentials(std::string_view line) {
  return line.find("uthorization") != std::string_view::npos ||
         line.find("Basic ") != std::string_view::npos;
}

bool may_be_repeated(std::string_view line, bool debug) {
  if (line.empty() || speaks_of_credentials(line)) return false;
  return !debug || begins_with_any(line, telling_beginnings) ||
         (line.starts_with('[') && line.find(dated_complaint) != std::string_view::npos);
}

/// A tag at the front of `text`: its length, else 0.
std::size_t tag_length(std::string_view text) {
  if (text.size() < 2 || text[0] != '<') return 0;
  bool named = (text[1] >= 'a' && text[1] <= 'z') || (text[1] >= 'A' && text[1] <= 'Z');
  if (!named && text[1] != '/' && text[1] != '!') return 0;
  std::size_t end = text.find('>');
  return end == std::string_view::npos ? 0 : end + 1;
}

std::string without_tags(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    std::size_t tag = tag_length(text);
    plain += tag > 0 ? ' ' : text[0];
    text.remove_prefix(std::max<std::size_t>(tag, 1));
  }
  return plain;
}

std::string with_single_spaces(std::string_view text) {
  std::string plain;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte != 0x7F) {
      plain += c;
    } else if (!plain.empty() && plain.back() != ' ') {
      plain += ' ';
    }
  }
  if (plain.ends_with(' ')) plain.pop_back();
  return plain;
}

}  // namespace

std::string plain_text(std::string_view text) {
  std::string plain = with_single_spaces(without_tags(utf8_repair(text.substr(0, max_read))));
  if (plain.size() <= max_plain) return plain;
  std::size_t end = max_plain - ellipsis.size();
  while ((static_cast<unsigned char>(plain[end]) & 0xC0) == 0x80) --end;
  plain.resize(end);
  return plain.append(ellipsis);
}

std::string host_for_people(std::string_view host) {
  std::size_t at = host.rfind('@');
  if (at == std::string_view::npos) return plain_text(host);
  std::size_t scheme = host.find("://");
  std::size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  return plain_text(std::string(host.substr(0, begin)) + std::string(host.substr(at + 1)));
}

std::string telling_lines(std::string_view printed) {
  bool debug = is_debug_stream(printed);
  std::string telling;
  each_line(printed, [&telling, debug](std::string_view line) {
    if (may_be_repeated(line, debug)) telling.append(line) += '\n';
  });
  return telling;
}

}  // namespace wst
