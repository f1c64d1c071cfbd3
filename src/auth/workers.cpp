#include "auth/workers.h"

#include <algorithm>
#include <array>
#include <utility>

#include "auth/secret_file.h"

namespace wst {

namespace {

constexpr std::string_view option = "--workers";
constexpr std::size_t least_ticket = 16;
constexpr std::size_t longest_word = 256;  // of names and tickets
constexpr std::string_view root = "feed.";
constexpr std::string_view blanks = " \t\r";
constexpr std::string_view usage = "a line is NAME TICKET PREFIX[,PREFIX...]";

using Padded = std::array<unsigned char, longest_word>;

Padded padded(std::string_view text) {
  Padded bytes{};
  std::copy_n(text.begin(), std::min(text.size(), bytes.size()), bytes.begin());
  return bytes;
}

/// 0 if they are the same. Takes as long wherever they differ.
unsigned difference(std::string_view ours, std::string_view theirs) {
  const Padded a = padded(ours);
  const Padded b = padded(theirs);
  unsigned different = ours.size() == theirs.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) different |= static_cast<unsigned>(a[i] ^ b[i]);
  return different;
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_prefix(std::string_view text) {
  if (!text.starts_with(root) || text.ends_with('.')) return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '_' || c == '.';
  });
}

/// What stands between any of `separators`.
std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = text.find_first_of(separators);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// The words of a line, without its comment.
std::vector<std::string_view> words_of(std::string_view line) {
  auto words = split(line, blanks);
  std::erase(words, std::string_view());
  const auto comment = std::find_if(words.begin(), words.end(),
                                    [](std::string_view word) { return word.starts_with('#'); });
  words.erase(comment, words.end());
  return words;
}

}  // namespace

Result<Workers> Workers::read(const std::string& path) {
  const auto text = read_secret_file(std::string(option), path, to_serve_from);
  if (!text) return text.error();
  return parse(text.value(), path);
}

Result<Workers> Workers::parse(std::string_view text, const std::string& path) {
  Workers workers;
  std::size_t number = 0;
  for (const auto line : split(text, "\n")) {
    ++number;
    if (words_of(line).empty()) continue;
    auto worker = read_line(line);
    const bool again = worker && workers.knows(worker->identity.authid);
    if (worker && !again) {
      workers.workers_.push_back(std::move(worker).value());
      continue;
    }
    return file_trouble(std::string(option), path + ":" + std::to_string(number),
                        again ? "there is a worker of this name already" : worker.error().message);
  }
  return workers;
}

Result<Workers::Worker> Workers::read_line(std::string_view line) {
  const auto words = words_of(line);
  if (words.size() != 3) return Error{std::string(usage)};
  const auto name = words[0];
  const auto ticket = words[1];
  if (!is_printable(name) || name.size() > longest_word) {
    return Error{"the name must be at most 256 characters, and those of ASCII"};
  }
  if (!is_printable(ticket) || ticket.size() < least_ticket || ticket.size() > longest_word) {
    return Error{"the ticket must be 16 to 256 characters, and those of ASCII"};
  }
  std::vector<std::string> prefixes;
  for (const auto prefix : split(words[2], ",")) {
    if (!is_prefix(prefix)) {
      return Error{
          "a prefix must be feed. and words of [0-9a-z_] with dots between them, such as "
          "feed.weather"};
    }
    prefixes.emplace_back(prefix);
  }
  return Worker{std::string(ticket),
                {std::string(name), "worker", "ticket", "file", Role::worker, std::move(prefixes)}};
}

bool Workers::knows(std::string_view name) const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [&](const Worker& worker) { return worker.identity.authid == name; });
}

// All are compared, name and ticket, whatever has been found: how long it takes
// tells nobody which names there are.
std::optional<Identity> Workers::check(std::string_view authid, std::string_view ticket) const {
  const Worker* found = nullptr;
  for (const auto& worker : workers_) {
    const unsigned different =
        difference(worker.identity.authid, authid) | difference(worker.ticket, ticket);
    if (different == 0) found = &worker;
  }
  return found ? std::optional(found->identity) : std::nullopt;
}

bool Workers::foresees(std::string_view uri) const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [&](const Worker& worker) { return worker.identity.covers(uri); });
}

}  // namespace wst
