#include "transmission/commands.h"

#include <algorithm>
#include <string_view>

#include "transmission/remote_shell.h"

namespace wst {
namespace {

/// transmission-remote takes HOST only as its very first argument, and the
/// channel and the credentials only in front of what they are to govern.
std::vector<std::string> command(const Remote& remote, std::string_view channel,
                                 const std::vector<std::string>& words) {
  std::vector<std::string> argv = remote.remote_command;
  const auto add = [&](const std::string& word) {
    argv.push_back(remote.remote_shell ? quoted_for_shell(word) : word);
  };
  add(remote.host);
  add(std::string(channel));
  if (remote.credentials_in_environment) add("-ne");
  std::ranges::for_each(words, add);
  return argv;
}

std::string_view option_for(Channel channel) {
  return channel == Channel::json_on_stdout ? "-j" : "--debug";
}

constexpr std::string_view locale = "LC_ALL";
constexpr std::string_view credentials = "TR_AUTH";

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

bool fits(std::string_view name, std::string_view listed) {
  if (!listed.ends_with('*')) return name == listed;
  return name.starts_with(listed.substr(0, listed.size() - 1));
}

}  // namespace

std::vector<std::string> version_command(const Remote& remote) {
  std::vector<std::string> argv = remote.remote_command;
  argv.emplace_back("-V");
  return argv;
}

// What is asked about one torrent comes behind the list: `-t` holds until the next.
std::vector<std::string> sample_command(const Remote& remote, Channel channel,
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
  return command(remote, option_for(channel), words);
}

std::vector<std::string> call_command(const Remote& remote, Channel channel,
                                      const std::vector<std::string>& words) {
  return command(remote, option_for(channel), words);
}

bool is_info_hash(std::string_view text) {
  constexpr std::size_t digits = 40;
  return text.size() == digits && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos &&
         text.find_first_not_of("0123456789") != text.npos;
}

std::vector<std::string> diagnosis_command(const Remote& remote) {
  return command(remote, "--debug", {"-st"});
}

std::vector<std::string> child_environment(const std::vector<std::string>& inherited,
                                           const std::vector<std::string>& further) {
  std::vector<std::string> environment;
  for (const std::string& variable : inherited) {
    const std::string_view name = name_of(variable);
    const auto is_meant = [name](std::string_view listed) { return fits(name, listed); };
    const bool passes = std::ranges::any_of(inherited_variables, is_meant) ||
                        std::ranges::any_of(further, is_meant);
    if (passes && name != locale) environment.push_back(variable);
  }
  environment.push_back(std::string(locale) + "=C");
  return environment;
}

std::vector<std::string> hook_environment(const std::vector<std::string>& inherited,
                                          const std::vector<std::string>& further) {
  auto environment = child_environment(inherited, further);
  std::erase_if(environment,
                [](const std::string& variable) { return name_of(variable) == credentials; });
  return environment;
}

}  // namespace wst
