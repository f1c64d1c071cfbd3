#include "feed/session_topic.h"

#include <utility>

#include "base/json.h"
#include "base/time_json.h"

namespace wst {

namespace {

// The seconds go on whatever happens.
bool is_no_news(SessionStatistics before, const SessionStatistics& now) {
  before.current.seconds_active = now.current.seconds_active;
  before.cumulative.seconds_active = now.cumulative.seconds_active;
  return before == now;
}

}  // namespace

SessionTopic::SessionTopic(Feed& feed) : feed_(feed) { feed_.add_observer(*this); }

SessionTopic::~SessionTopic() {
  while (watchers_ > 0) unwatch();
  feed_.remove_observer(*this);
}

std::string SessionTopic::payload(Version) const {
  const SessionSettings& settings = feed_.settings();
  const auto setting = [&](std::string_view name) { return settings.get(name).value_or("null"); };
  return "{\"at\":" + time_json(feed_.settings_at()) + ",\"settings\":" + settings.json() +
         ",\"statistics\":" + statistics_json(statistics_) +
         ",\"free_space\":" + setting("download-dir-free-space") +
         ",\"alt_speed\":" + setting("alt-speed-enabled") +
         ",\"version\":{\"client\":" + json_quote(feed_.status().client_version) +
         ",\"daemon\":" + setting("version") + ",\"rpc\":" + setting("rpc-version") + "}}";
}

void SessionTopic::watch() {
  if (watchers_++ > 0) return feed_.watch();
  feed_.watch_session();
  const bool under_way = feed_.watched();
  feed_.watch();
  if (under_way) feed_.sample_afresh([] {});
}

void SessionTopic::unwatch() {
  feed_.unwatch();
  if (--watchers_ == 0) feed_.unwatch_session();
}

void SessionTopic::on_sample() {
  if (feed_.settings_at() != feed_.status().last_good) return;
  const SessionStatistics before = std::exchange(statistics_, *feed_.statistics());
  const Version settings = std::exchange(settings_version_, feed_.settings_version());
  if (settings == settings_version_ && is_no_news(before, statistics_)) return;
  ++version_;
}

}  // namespace wst
