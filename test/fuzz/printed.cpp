// What a run printed, as people are told of it. The text table is not read
// anywhere, so there is no reader of it to be tried.
#include "transmission/sanitize.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "law.h"
#include "transmission/diagnosis.h"
#include "transmission/version.h"

using namespace wst;
using wst::fuzz::must;

namespace {

constexpr std::string_view secret = "aHVudGVyMjpodW50ZXIy";

void check_plain(std::string_view text) {
  must(utf8_valid(text), "a text for people is not UTF-8");
  must(std::none_of(text.begin(), text.end(),
                    [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }),
       "a text for people has control characters");
}

void check_diagnosis(const Diagnosis& diagnosis) {
  must(!diagnosis.reason.empty(), "there is no reason");
  must(diagnosis.reason.size() < 4096, "a reason is long");
  check_plain(diagnosis.reason);
  check_plain(diagnosis.hint);
  must((diagnosis.reason + diagnosis.hint).find(secret) == std::string::npos, "a secret is told");
}

/// A --debug stream: `printed` with a request's head before one of its lines.
std::string with_secret(std::string_view printed, std::size_t near) {
  const auto line = printed.find('\n', std::min(near * 64, printed.size()));
  const auto at = line == std::string_view::npos ? 0 : line + 1;
  return std::string(printed.substr(0, at)) + "Authorization: Basic " + std::string(secret) +
         "\r\nUser-Agent: x\r\n" + std::string(printed.substr(at));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const auto printed = fuzz::text_of(data + 1, size - 1);
  if (printed.find(secret) != std::string_view::npos) return 0;  // a fuzzer guesses well
  const auto debug = with_secret(printed, data[0]);

  const auto plain = plain_text(printed);
  check_plain(plain);
  must(plain.size() <= 300, "a plain text is long");
  check_plain(host_for_people(printed));
  must(telling_lines(debug).find(secret) == std::string::npos, "a line tells a secret");

  const Remote remote{.host = std::string(printed.substr(0, data[0]))};
  const Exit exit{static_cast<Exit::Kind>(data[0] % 5), data[0] % 3, "it went wrong"};
  check_diagnosis(diagnose(remote, exit, debug));
  check_diagnosis(diagnose_answer(remote, Error{"it is no answer"}, debug));

  if (const auto version = parse_version(printed)) {
    must(version->major >= 0 && version->minor >= 0, "a version is negative");
    must(version->at_least(version->text), "a version is not as late as itself");
    check_plain(version->text);
  }
  return 0;
}
