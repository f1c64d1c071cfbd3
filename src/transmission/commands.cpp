#include "transmission/commands.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace wst {
namespace {

/// transmission-remote takes HOST only as its very first argument, and the
/// channel and the credentials only in front of what they are to govern.
std::vector<std::string> command(const Source& source, std::string_view channel,
                                 std::initializer_list<std::string_view> questions) {
  std::vector<std::string> argv = source.remote_command;
  argv.push_back(source.host);
  argv.emplace_back(channel);
  if (source.credentials_in_environment) argv.emplace_back("-ne");
  argv.insert(argv.end(), questions.begin(), questions.end());
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

std::vector<std::string> full_sample_command(const Source& source, Channel channel) {
  return command(source, option_for(channel), {"-t", "all", "-i", "-st"});
}

std::vector<std::string> recent_sample_command(const Source& source, Channel channel) {
  return command(source, option_for(channel), {"-t", "active", "-l", "-st"});
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
