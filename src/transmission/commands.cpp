#include "transmission/commands.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace wst {
namespace {

/// transmission-remote takes HOST only as its very first argument, and the
/// channel and the credentials only in front of what they are to govern.
std::vector<std::string> command(const Source& source, std::string_view channel,
                                 const std::vector<std::string>& words) {
  std::vector<std::string> argv = source.remote_command;
  argv.push_back(source.host);
  argv.emplace_back(channel);
  if (source.credentials_in_environment) argv.emplace_back("-ne");
  argv.insert(argv.end(), words.begin(), words.end());
  return argv;
}

std::string_view option_for(Channel channel) {
  return channel == Channel::json_on_stdout ? "-j" : "--debug";
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

/// curl obeys http_proxy even for 127.0.0.1; translated or comma-decimal texts
/// could not be recognised.
bool must_not_be_inherited(std::string_view variable) {
  std::string_view name = variable.substr(0, variable.find('='));
  return name == "LC_ALL" || lower(name).ends_with("_proxy");
}

}  // namespace

std::vector<std::string> version_command(const Source& source) {
  std::vector<std::string> argv = source.remote_command;
  argv.emplace_back("-V");
  return argv;
}

// What is asked about one torrent comes behind the list: `-t` holds until the next.
std::vector<std::string> sample_command(const Source& source, Channel channel,
                                        const Questions& questions) {
  std::vector<std::string> words = questions.full
                                       ? std::vector<std::string>{"-t", "all", "-i", "-st"}
                                       : std::vector<std::string>{"-t", "active", "-l", "-st"};
  if (questions.session) words.emplace_back("-si");
  for (const std::string& hash : questions.torrents) {
    if (!is_info_hash(hash)) continue;
    for (const char* word : {"-t", hash.c_str(), "-i", "-if", "-ip", "-it", "-ic"}) {
      words.emplace_back(word);
    }
  }
  return command(source, option_for(channel), words);
}

std::vector<std::string> call_command(const Source& source, Channel channel,
                                      const std::vector<std::string>& words) {
  return command(source, option_for(channel), words);
}

bool is_info_hash(std::string_view text) {
  constexpr std::size_t digits = 40;
  return text.size() == digits && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos &&
         text.find_first_not_of("0123456789") != text.npos;
}

std::vector<std::string> diagnosis_command(const Source& source) {
  return command(source, "--debug", {"-st"});
}

std::vector<std::string> child_environment(const std::vector<std::string>& inherited) {
  std::vector<std::string> environment;
  std::ranges::remove_copy_if(inherited, std::back_inserter(environment), must_not_be_inherited);
  environment.emplace_back("LC_ALL=C");
  return environment;
}

}  // namespace wst
