// transmission-remote takes a short option by its prefix, a word that is no
// option for a source to add, and nothing ends the options. Hence: long options
// only, a value in the same word behind `=`, and a source that begins as none of
// its options does.
#include "transmission/cli_args.h"

#include <algorithm>
#include <numeric>

#include "base/ascii.h"
#include "base/base64.h"
#include "transmission/procedures.h"
#include "transmission/value_types.h"

namespace wst {
namespace {

using Words = std::vector<std::string>;

// The kernel takes no longer word, and ssh makes one of all of them.
constexpr std::size_t max_bytes = 120'000;

void append(Words& words, Words more) {
  words.insert(words.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

std::string_view option_of(const Parameter& parameter, JsonView arguments) {
  bool varies =
      !parameter.variant.name.empty() && arguments[parameter.variant.name].boolean() == true;
  return varies ? parameter.variant.option : parameter.option;
}

/// Those of the procedure and of its arguments, in the table's order, one list
/// for each request: of an option that comes twice in one, 3.00 takes the first.
std::vector<Words> requests_of(const Call& call) {
  std::vector<Words> requests(1);
  if (!call.procedure->word.empty()) requests[0].emplace_back(call.procedure->word);
  for (const Parameter& parameter : call.procedure->parameters) {
    Words words = cli_args_of(parameter, call.arguments.view());
    requests.resize(std::max(requests.size(), words.size()));
    for (std::size_t i = 0; i < words.size(); ++i) requests[i].push_back(std::move(words[i]));
  }
  return requests;
}

/// `--torrent=H` holds until the next one, which sends what was set.
Words words_for_each(const std::vector<std::string>& hashes, const std::vector<Words>& requests) {
  Words words;
  for (const std::string& hash : hashes) {
    for (const Words& request : requests) {
      words.push_back("--torrent=" + hash);
      append(words, request);
    }
  }
  return words;
}

/// What `step` adds: a member called magnet, url or metainfo; absent if it adds nothing.
JsonView source_of(const Call& call, std::size_t step) {
  JsonView arguments = call.arguments.view();
  for (const Parameter& parameter : call.procedure->parameters) {
    JsonView given = arguments[parameter.name];
    if (!parameter.source || !given.present()) continue;
    return parameter.type == ValueType::sources ? given.at(step).first() : given;
  }
  return {};
}

Result<Words> words_to_add(JsonView source, const std::string& metainfo_path,
                           const Words& settings) {
  std::string word(source.key() == "metainfo" ? metainfo_path : *source.string());
  if (source.key() == "metainfo" && !word.starts_with('/')) {
    return Error{"the .torrent to add could not be handed to transmission-remote: it is in no file",
                 "wstorrent.error.source_failed"};
  }
  Words words = {"--add", std::move(word)};
  append(words, settings);
  return words;
}

Error needs(std::string_view what, std::string_view since, const ClientVersion& client) {
  return {std::string(what) + " needs transmission-remote " + std::string(since) +
              " or later, this is " + client.text,
          std::string(unsupported)};
}

std::optional<Error> fault_of_version(const Call& call, const ClientVersion& client) {
  if (!client.at_least(call.procedure->since)) {
    return needs(call.procedure->name, call.procedure->since, client);
  }
  for (const Parameter& parameter : call.procedure->parameters) {
    bool given = call.arguments.view()[parameter.name].present();
    if (!given || client.at_least(parameter.since)) continue;
    return needs(std::string(call.procedure->name) + ": " + json_quote(parameter.name),
                 parameter.since, client);
  }
  return std::nullopt;
}

bool is_hash(const std::string& text) { return text.size() == 40 && is_hex(text); }

/// As which transmission-remote reads 0000000000000000000000000000000000000005, a
/// hash that anybody can put into a magnet link.
bool reads_as_id(const std::string& hash) { return std::ranges::all_of(hash, is_digit); }

std::optional<Error> fault_of_hashes(const Call& call, const std::vector<std::string>& hashes) {
  if (hashes.size() != call.torrents.size() || !std::ranges::all_of(hashes, is_hash)) {
    return Error{"not every torrent that is named is known", "wstorrent.error.no_such_torrent"};
  }
  const auto numeric = std::ranges::find_if(hashes, reads_as_id);
  if (numeric == hashes.end()) return std::nullopt;
  return Error{"the torrent " + *numeric +
                   " cannot be named: transmission-remote takes a hash of digits only for an id",
               std::string(unsupported)};
}

std::optional<Error> fault_of_size(const Words& words) {
  std::size_t bytes = std::accumulate(
      words.begin(), words.end(), std::size_t{0},
      [](std::size_t sum, const std::string& word) { return sum + word.size() + 1; });
  if (bytes <= max_bytes) return std::nullopt;
  return Error{"that is more than one run of transmission-remote takes; ask for less at once",
               std::string(too_large)};
}

}  // namespace

std::vector<std::string> cli_args_of(const Parameter& parameter, JsonView arguments) {
  JsonView given = arguments[parameter.name];
  if (const Choice* choice = choice_of(parameter, given)) {
    return choice->word.empty() ? Words{} : Words{std::string(choice->word)};
  }
  if (!given.present() || parameter.option.empty()) return {};
  Words words = values_of(parameter, given);
  std::string option = std::string(option_of(parameter, arguments)) + "=";
  for (std::string& word : words) word.insert(0, option);
  return words;
}

std::optional<std::string> metainfo_of(const Call& call, std::size_t step) {
  JsonView source = source_of(call, step);
  if (source.key() != "metainfo") return std::nullopt;
  return base64_decode(*source.string());
}

Result<std::vector<std::string>> cli_args_for(const Call& call, std::size_t step,
                                              const ClientVersion& client,
                                              const std::vector<std::string>& hashes,
                                              const std::string& metainfo_path) {
  if (!call.procedure->runs) return Words{};
  if (auto fault = fault_of_version(call, client)) return *fault;
  if (auto fault = fault_of_hashes(call, hashes)) return *fault;
  JsonView source = source_of(call, step);
  const std::vector<Words> requests = requests_of(call);
  Result<Words> words = requests.front();
  if (source.present()) {
    words = words_to_add(source, metainfo_path, requests.front());
  } else if (call.procedure->target != Target::none) {
    words = words_for_each(hashes, requests);
  }
  if (!words) return words.error();
  if (auto fault = fault_of_size(words.value())) return *fault;
  return words;
}

}  // namespace wst
