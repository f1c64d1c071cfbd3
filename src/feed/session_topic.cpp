#include "feed/session_topic.h"

#include <utility>

#include "base/clock.h"
#include "base/json.h"

namespace wst {

namespace {

// The seconds go on whatever happens.
bool is_no_news(SessionStatistics before, const SessionStatistics& now) {
  before.current.seconds_active = now.current.seconds_active;
  before.cumulative.seconds_active = now.cumulative.seconds_active;
  return before == now;
}

}  // namespace

SessionTopic::~SessionTopic() {
  while (watchers_ > 0) unwatch();
}

std::string SessionTopic::payload(Version) const {
  const SessionSettings& settings = feed().settings();
  const auto setting = [&](std::string_view name) { return settings.get(name).value_or("null"); };
  return "{\"at\":" + time_json(feed().settings_at()) + ",\"settings\":" + settings.json() +
         ",\"statistics\":" + statistics_json(statistics_) +
         ",\"free_space\":" + setting("download-dir-free-space") +
         ",\"alt_speed\":" + setting("alt-speed-enabled") +
         ",\"version\":{\"client\":" + json_quote(feed().client_version()) +
         ",\"daemon\":" + setting("version") + ",\"rpc\":" + setting("rpc-version") + "}}";
}

void SessionTopic::watch() {
  if (watchers_++ > 0) return feed().watch();
  feed().watch_session();
  const bool under_way = feed().watched();
  feed().watch();
  if (under_way) feed().sample_afresh([] {});
}

void SessionTopic::unwatch() {
  feed().unwatch();
  if (--watchers_ == 0) feed().unwatch_session();
}

void SessionTopic::on_sample() {
  if (!feed().has_sampled_settings()) return;
  const SessionStatistics before = std::exchange(statistics_, *feed().statistics());
  const Version settings = std::exchange(settings_version_, feed().settings_version());
  if (settings == settings_version_ && is_no_news(before, statistics_)) return;
  ++version_;
}

}  // namespace wst
