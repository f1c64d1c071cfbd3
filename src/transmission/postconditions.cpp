// Whether a sample shows what a call asked for. transmission-remote says
// "success" to what had no effect, so only the sample is believed.
#include <algorithm>

#include "transmission/matchers.h"
#include "transmission/procedures.h"
#include "transmission/value_types.h"

namespace wst {
namespace {

/// A thing that settings are about: what it is called, and how to look at it.
struct Subject {
  std::string name;
  std::function<std::optional<std::string>(std::string_view key)> look;
};

std::optional<Json> seen(const Subject& subject, std::string_view key) {
  std::optional<std::string> text = subject.look(key);
  return text ? Json::parse(*text) : std::nullopt;
}

std::string cannot_be_seen(const Subject& subject, const Parameter& parameter) {
  return "whether " + subject.name + " took " + std::string(parameter.name) + " cannot be seen";
}

std::string not_shown(const Subject& subject, const Parameter& parameter, JsonView asked,
                      JsonView there) {
  std::string text = subject.name + " does not show " + std::string(parameter.name);
  if (asked.present()) text += " " + shown(asked);
  bool is_short = !there.first().is_object();
  text += is_short ? " (yet): it has " + shown(there) : " (yet)";
  return parameter.unlike.empty() ? text : text + "; " + std::string(parameter.unlike);
}

/// Whether the choice that was made, or that none was, is told at state_at.
std::optional<std::string> unmet_state(const Parameter& parameter, JsonView asked,
                                       const Expected& state, const Subject& subject) {
  std::optional<Json> there = seen(subject, parameter.state_at);
  if (!there) return cannot_be_seen(subject, parameter);
  if (tells(there->view(), state)) return std::nullopt;
  return not_shown(subject, parameter, asked, there->view());
}

/// What is beyond the end of a list that is cut cannot be judged.
std::optional<std::string> beyond_the_cut(const Subject& subject, std::string_view place,
                                          const Parameter& parameter) {
  const auto left_out = seen(subject, std::string(place) + "NotShown");
  const auto count = left_out ? left_out->view().integer().value_or(0) : 0;
  if (count == 0) return std::nullopt;
  return cannot_be_seen(subject, parameter) + ": " + std::to_string(count) + " of its " +
         std::string(place) + " are not told, as they are too many";
}

std::optional<std::string> unmet_value(const Parameter& parameter, JsonView asked, JsonView all,
                                       const Subject& subject) {
  const std::string_view place = parameter.value_at.name;
  std::optional<Json> there = seen(subject, place);
  if (!there) return cannot_be_seen(subject, parameter);
  if (value_shows(parameter, asked, there->view(), all)) return std::nullopt;
  if (auto unseen = beyond_the_cut(subject, place, parameter)) return unseen;
  return not_shown(subject, parameter, asked, there->view());
}

std::optional<std::string> unmet_argument(const Parameter& parameter, JsonView all,
                                          const Subject& subject) {
  JsonView asked = all[parameter.name];
  const Choice* choice = choice_of(parameter, asked);
  if (!choice && !asked.present()) return std::nullopt;
  const Expected& state = choice ? choice->shows : parameter.state;
  const bool is_told = !parameter.state_at.empty() && state.type != Expected::Type::nothing;
  if (is_told) {
    if (auto unmet = unmet_state(parameter, asked, state, subject)) return unmet;
  }
  if (choice || parameter.value_at.empty()) return std::nullopt;
  return unmet_value(parameter, asked, all, subject);
}

std::optional<std::string> unmet_arguments(const Call& call, const Subject& subject) {
  for (const Parameter& parameter : call.procedure->parameters) {
    if (auto unmet = unmet_argument(parameter, call.arguments.view(), subject)) return unmet;
  }
  return std::nullopt;
}

bool has_status(const HasStatus& wanted, const Subject& torrent) {
  const std::optional<Json> status = seen(torrent, "status");
  return !status || std::ranges::count(wanted.any_of, status->view().integer()) > 0;
}

Subject torrent_subject(const std::string& hash, const Facts& facts) {
  std::optional<std::string> name = facts.torrent(hash, "name");
  std::optional<Json> json = name ? Json::parse(*name) : std::nullopt;
  std::string called = json ? shown(json->view()) : "the torrent " + hash;
  return {called, [&hash, &facts](std::string_view key) { return facts.torrent(hash, key); }};
}

std::optional<std::string> unmet_torrent(const Call& call, const std::string& hash,
                                         const Facts& facts) {
  Subject torrent = torrent_subject(hash, facts);
  bool there = facts.torrent(hash, "hashString").has_value();
  const auto it = [&](std::string_view is) { return torrent.name + " " + std::string(is); };
  if (const auto* gone = std::get_if<IsGone>(&call.procedure->once_done)) {
    return there ? std::optional(it(gone->otherwise)) : std::nullopt;
  }
  if (!there) return it("is not there");
  const auto* status = std::get_if<HasStatus>(&call.procedure->once_done);
  if (status && !has_status(*status, torrent)) return it(status->otherwise);
  return unmet_arguments(call, torrent);
}

std::optional<std::string> unmet_torrents(const Call& call, const std::vector<std::string>& hashes,
                                          const Facts& facts) {
  std::optional<std::string> first;
  std::size_t count = 0;
  for (const std::string& hash : hashes) {
    std::optional<std::string> unmet = unmet_torrent(call, hash, facts);
    if (unmet && count++ == 0) first = std::move(unmet);
  }
  if (count > 1) *first += "; the same goes for " + std::to_string(count - 1) + " more";
  return first;
}

}  // namespace

std::optional<std::string> what_does_not_show(const Call& call,
                                              const std::vector<std::string>& hashes,
                                              const Facts& facts) {
  if (!call.procedure->runs) return std::nullopt;
  const auto* unseen = std::get_if<CannotBeSeen>(&call.procedure->once_done);
  if (unseen) return std::string(unseen->why);
  if (call.procedure->shows == Shows::session) {
    return unmet_arguments(call, {"the daemon", facts.setting});
  }
  return unmet_torrents(call, hashes, facts);
}

}  // namespace wst
