// A call of a procedure, line by line: its name; a letter for the version of
// transmission-remote; positional arguments; then named ones, a line for each
// that the procedure takes: nothing, `=` for the table's example, JSON, or text.
// A line that begins with `{` is all of them. What is left is what a sample says.
#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/json.h"
#include "base/utf8.h"
#include "law.h"
#include "transmission/parameters.h"
#include "transmission/procedures.h"

using namespace wst;
using wst::fuzz::must;

namespace {

const std::string metainfo_path = "/run/wstorrentd/1.torrent";

const Procedure& procedure_named(std::string_view name) {
  if (const auto* known = find_procedure(name)) return *known;
  return procedures()[name.size() % procedures().size()];
}

ClientVersion version_by(std::string_view letter) {
  constexpr std::array<const char*, 4> versions = {"3.00", "4.0.6", "4.1.0-beta.2", "4.1.4"};
  const auto index = letter.empty() ? 3 : static_cast<unsigned char>(letter[0]) % versions.size();
  return *parse_version("transmission-remote " + std::string(versions[index]) + " (0)\n");
}

std::string value_by(std::string_view line, const Parameter& argument) {
  if (line == "=") return std::string(argument.example);
  if (Json::parse(line)) return std::string(line);
  auto text = utf8_repair(line);
  std::erase(text, '\0');
  return json_quote(text);
}

std::string kwargs_by(std::string_view& text, const Procedure& procedure) {
  if (text.starts_with('{')) return std::string(fuzz::take_line(text));
  std::string members;
  for (const auto& argument : procedure.parameters) {
    const auto line = fuzz::take_line(text);
    if (line.empty()) continue;
    members +=
        (members.empty() ? "" : ",") + json_quote(argument.name) + ":" + value_by(line, argument);
  }
  return "{" + members + "}";
}

void check_error(const Error& error) {
  must(!error.message.empty() && utf8_valid(error.message), "an error has no words");
  must(error.message.size() < 2000, "an error says too much");
  must(error.uri.starts_with("wamp.error.") || error.uri.starts_with("wstorrent.error."), "no URI");
}

bool is_hash(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// ---- what transmission-remote would make of the words ----

void check_option(std::string_view word) {
  const auto name = word.substr(0, word.find('='));
  const auto value = word.substr(std::min(word.size(), name.size() + 1));
  must(word.starts_with("--") && name.size() > 3, "a word is no long option");
  must(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos,
       "an option's name is not of the table");
  for (const std::string_view evil :
       {"--exit", "--auth", "--authenv", "--netrc", "--torrent-done-script", "--debug", "--json",
        "--no-torrent-done-script", "--torrent-done-seeding-script", "--list", "--info"}) {
    must(name != evil, "an option that no procedure has");
  }
  if (name == "--torrent") must(is_hash(value), "a torrent is named by something else than a hash");
  for (const std::string_view counted :
       {"--get", "--no-get", "--priority-high", "--priority-normal", "--priority-low"}) {
    must(name != counted || value.find_first_not_of("0123456789,-") == std::string_view::npos,
         "a file is named by something else than its index");
  }
}

void check_source(std::string_view word) {
  must(word.starts_with("magnet:?") || word.starts_with("http://") ||
           word.starts_with("https://") || word == metainfo_path,
       "something else than a torrent is added");
}

void check_words(const Call& call, const std::vector<std::string>& hashes,
                 const std::vector<std::string>& words) {
  bool source = false;
  for (const auto& word : words) {
    must(word.find('\0') == std::string::npos, "a word ends early");
    source ? check_source(word) : check_option(word);
    source = !source && word == "--add";
  }
  must(!source, "nothing is added");
  const auto deleted = std::count(words.begin(), words.end(), "--remove-and-delete");
  const bool asked = call.arguments.view()["delete_data"].boolean().value_or(false);
  must(deleted == (asked ? std::ssize(call.torrents) : 0), "data is deleted unasked, or kept");
  std::set<std::string> named;
  for (const auto& word : words) {
    if (word.starts_with("--torrent=")) named.insert(word.substr(word.find('=') + 1));
  }
  const bool some = call.procedure->target != Target::none && !words.empty();
  must(named == (some ? std::set(hashes.begin(), hashes.end()) : std::set<std::string>()),
       "something is done to more or fewer torrents than named");
}

// ---- a call from its beginning to its end ----

// Ids below 0 stand for torrents known by hash alone: another hash than the positive one's.
std::string hash_standing_for(std::int64_t id) {
  const auto digits = std::to_string(id).substr(id < 0 ? 1 : 0);
  return std::string(40 - digits.size(), id < 0 ? 'f' : '0') + digits;
}

std::vector<std::string> hashes_of(const Call& call) {
  std::vector<std::string> hashes;
  for (const auto& torrent : call.torrents) {
    must(torrent.id != 0 || is_hash(torrent.hash), "a torrent has no name");
    hashes.push_back(torrent.id == 0 ? torrent.hash : hash_standing_for(torrent.id));
  }
  return hashes;
}

void check_end(const Call& call, const std::vector<std::string>& hashes, std::string_view sample) {
  const auto said = [&](std::string_view field) -> std::optional<std::string> {
    if (field.size() % 7 == sample.size() % 7) return std::nullopt;
    return Json::parse(sample) ? std::string(sample) : "[1,\"a\"]";
  };
  const Facts facts{[&](std::string_view, std::string_view field) { return said(field); }, said};
  const auto missing = what_does_not_show(call, hashes, facts);
  if (missing) must(!missing->empty() && utf8_valid(*missing), "what is missing has no words");
}

void check_call(const Call& call, const ClientVersion& client, std::string_view sample) {
  const auto hashes = hashes_of(call);
  must(Json::parse(call.arguments.view().text()).has_value(), "arguments are not JSON");
  for (std::size_t step = 0; step < call.steps; ++step) {
    const auto words = cli_args_for(call, step, client, hashes, metainfo_path);
    if (!words) check_error(words.error());
    if (words) check_words(call, hashes, words.value());
    const auto metainfo = metainfo_of(call, step);
    if (metainfo) must(!metainfo->empty(), "an empty file is added");
  }
  check_end(call, hashes, sample);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = fuzz::text_of(data, size);
  const auto name = fuzz::take_line(text);
  const auto client = version_by(fuzz::take_line(text));
  const auto args = fuzz::take_line(text);
  const auto& procedure = procedure_named(name);
  const auto kwargs = kwargs_by(text, procedure);
  if (const auto stranger = read_call(name, args, kwargs); !stranger) check_error(stranger.error());
  const auto call = read_call(procedure.name, args, kwargs);
  if (call) {
    check_call(call.value(), client, text);
  } else {
    check_error(call.error());
  }
  return 0;
}
