// Each line is a word of the command line, or NAME=value of the environment.
#include "config/options.h"

#include <cmath>
#include <map>
#include <string>

#include "law.h"

using namespace wst;
using wst::fuzz::must;

namespace {

struct Given {
  std::vector<std::string> words = {"wstorrentd"};
  std::map<std::string, std::string> environment;
};

Given given_by(std::string_view text) {
  Given given;
  while (!text.empty()) {
    const std::string line(fuzz::take_line(text).substr(0, 1024));
    if (line.find('\0') != std::string::npos) continue;
    const auto equals = line.find('=');
    if (line.starts_with("WSTORRENTD_") && equals != std::string::npos) {
      given.environment[line.substr(0, equals)] = line.substr(equals + 1);
    } else {
      given.words.push_back(line);
    }
  }
  return given;
}

Result<Options> parsed(Given given) {
  std::vector<char*> argv;
  for (auto& word : given.words) argv.push_back(word.data());
  argv.push_back(nullptr);
  return parse_options(static_cast<int>(given.words.size()), argv.data(), [&](const char* name) {
    const auto found = given.environment.find(name);
    return found == given.environment.end() ? nullptr : found->second.c_str();
  });
}

void check(const Options& options) {
  for (const double seconds : {options.interval, options.deadline, options.header_timeout}) {
    must(std::isfinite(seconds) && seconds >= 0.1 && seconds <= 86400, "a time is out of range");
  }
  must(!options.remote_command.empty() && !options.remote_command[0].empty(), "no program to run");
  must(!options.transmission.empty() && options.transmission[0] != '-', "no daemon to ask");
  for (const auto& [host, port, path, scheme] : options.listen) {
    must(path.empty() || path[0] == '/', "no path of a socket");
    must(!host.empty() && !port.empty(), "nowhere to listen");
    must(port.find_first_not_of("0123456789") == std::string::npos, "no port");
  }
  for (const auto count : {options.max_connections, options.max_subscriptions, options.max_torrents,
                           options.max_message_bytes, options.max_header_bytes}) {
    must(count >= 1, "a limit is 0");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto given = given_by(fuzz::text_of(data, size));
  const auto options = parsed(given);
  if (options) {
    check(options.value());
  } else {
    const auto& why = options.error().message;
    must(!why.empty() && why.find('\n') == std::string::npos, "the error is not one line");
  }
  must(parsed(given).ok() == options.ok(), "the same words mean something else");
  return 0;
}
