// transmission-remote's own reading of its words, made from the help that each
// version prints: the longest option that fits, a short one by its prefix.
#pragma once

#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "recordings.h"

namespace wst::test {

/// An option by its long name and what it was given; a word that is no option
/// has no name.
struct CliWord {
  std::string option;
  std::optional<std::string> value = {};

  bool operator==(const CliWord&) const = default;
};

class Cli {
 public:
  explicit Cli(const std::string& version) {
    std::istringstream help(recording(version, "opt-h.stdout"));
    for (std::string line; std::getline(help, line);) add(line);
    REQUIRE(options_.size() > 80);
  }

  [[nodiscard]] bool has(std::string_view option) const {
    for (const Option& known : options_) {
      if ("--" + known.long_name == option) return true;
    }
    return false;
  }

  /// Nothing where it would print its help or call a word an invalid option.
  [[nodiscard]] std::optional<std::vector<CliWord>> read(
      const std::vector<std::string>& words) const {
    std::vector<CliWord> all;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == "-h" || words[i] == "--help") return std::nullopt;
    }
    for (std::size_t i = 0; i < words.size();) {
      std::optional<CliWord> word = next(words, i);
      if (!word) return std::nullopt;
      all.push_back(std::move(*word));
    }
    return all;
  }

 private:
  enum class Takes { nothing, value, perhaps };
  struct Option {
    std::string long_name;
    std::string short_name;
    Takes takes;
  };
  struct Match {
    const Option* option = nullptr;
    std::size_t length = 0;
    std::optional<std::string> value = {};
  };

  /// ` -asd --alt-speed-downlimit    <speed>            max alternate ...`
  void add(const std::string& line) {
    const std::size_t at = line.find("--");
    if (at == line.npos || at > 7) return;
    std::istringstream words(line);
    std::string word, long_name, short_name;
    words >> word;
    if (!word.starts_with("--")) {
      short_name = word.substr(1);
      words >> word;
    }
    long_name = word.substr(2);
    if (long_name == "help") return;
    words >> word;
    const bool takes = word.starts_with('<') || word == "ratio" || word == "criterion";
    options_.push_back({long_name, short_name,
                        takes                   ? Takes::value
                        : word.starts_with('[') ? Takes::perhaps
                                                : Takes::nothing});
  }

  static void match_long(const Option& option, std::string_view word, Match& best) {
    const std::string name = "--" + option.long_name;
    if (option.long_name.size() <= best.length || !word.starts_with(name)) return;
    const std::string_view rest = word.substr(name.size());
    const bool embedded = option.takes != Takes::nothing && rest.starts_with('=');
    if (!rest.empty() && !embedded) return;
    best = {&option, option.long_name.size()};
    if (embedded) best.value = std::string(rest.substr(1));
  }

  static void match_short(const Option& option, std::string_view word, Match& best) {
    const std::string name = "-" + option.short_name;
    if (option.short_name.size() <= best.length || !word.starts_with(name)) return;
    std::string_view rest = word.substr(name.size());
    if (!rest.empty() && option.takes == Takes::nothing) return;
    best = {&option, option.short_name.size()};
    if (!rest.empty()) best.value = std::string(rest.substr(rest.front() == '=' ? 1 : 0));
  }

  [[nodiscard]] Match find(std::string_view word) const {
    Match best;
    for (const Option& option : options_) {
      match_long(option, word, best);
      match_short(option, word, best);
    }
    return best;
  }

  [[nodiscard]] std::optional<CliWord> next(const std::vector<std::string>& words,
                                            std::size_t& at) const {
    const Match match = find(words[at++]);
    if (!match.option) return CliWord{"", words[at - 1]};
    const std::string name = "--" + match.option->long_name;
    if (match.option->takes == Takes::nothing || match.value) return CliWord{name, match.value};
    const bool follows = at < words.size() && !find(words[at]).option;
    if (follows) return CliWord{name, words[at++]};
    if (match.option->takes == Takes::perhaps) return CliWord{name};
    return std::nullopt;
  }

  std::vector<Option> options_;
};

}  // namespace wst::test
