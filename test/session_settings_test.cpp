#include "transmission/session_settings.h"

#include <set>

#include "recordings.h"
#include "transmission/sample.h"

using namespace wst;

namespace {

SessionSettings settings_in(const std::string& version) {
  const Stream stream = answers(version, "json-l-st-si");
  SampleReader reader;
  reader.begin(stream.channel, false);
  reader.feed(stream.bytes);
  const auto sample = reader.finish();
  REQUIRE(sample);
  REQUIRE(sample->settings);
  return *sample->settings;
}

SessionSettings told(const std::string& body) {
  const auto json = Json::parse(body);
  REQUIRE(json);
  return read_session_settings(json->view());
}

}  // namespace

TEST_CASE("what all versions tell is called and typed alike") {
  const SessionSettings oldest = settings_in("3.00");
  CHECK(oldest.values.size() > 40);
  for (const std::string version : versions) {
    INFO(version);
    const SessionSettings settings = settings_in(version);
    for (const auto& [name, value] : oldest.values) {
      INFO(name);
      REQUIRE(settings.get(name));
      const auto mine = Json::parse(*settings.get(name));
      const auto theirs = Json::parse(value);
      CHECK(mine->view().is_string() == theirs->view().is_string());
      CHECK(mine->view().boolean().has_value() == theirs->view().boolean().has_value());
      CHECK(mine->view().number().has_value() == theirs->view().number().has_value());
    }
    CHECK(settings.get("cache-size-mb") == "4");
    CHECK(settings.get("speed-limit-down") == "100");
    CHECK(settings.get("seedRatioLimit") == "2");
    CHECK(settings.get("alt-speed-enabled") == "false");
    CHECK(settings.get("encryption") == R"("preferred")");
  }
}

TEST_CASE("a setting is found by any spelling of its name") {
  for (const std::string version : versions) {
    const SessionSettings settings = settings_in(version);
    for (const char* name : {"seedRatioLimited", "seed-ratio-limited", "seed_ratio_limited"}) {
      CHECK(settings.get(name) == "false");
    }
    for (const char* name : {"cache-size-mb", "cache_size_mib"}) CHECK(settings.get(name) == "4");
    CHECK(settings.get("no-such-setting") == std::nullopt);
  }
}

TEST_CASE("the session id, scripts' names and what is unknown are left out") {
  for (const std::string version : versions) {
    INFO(version);
    const std::string json = settings_in(version).json();
    CHECK(Json::parse(json));
    for (const char* key : {"session", "filename", "units"}) {
      CHECK(json.find(key) == std::string::npos);
    }
  }
  CHECK(told(R"({"session-id":"x","script-torrent-done-filename":"/x","new":1})").json() == "{}");
}

TEST_CASE("a setting of another type is left out, a number is cut to what it means") {
  CHECK(told(R"({"dht-enabled":"yes","peer-port":true,"version":7})").values.empty());
  CHECK(told(R"({"speed_limit_up":100.0,"seed_ratio_limit":1.5,"utp-enabled":1})").json() ==
        R"({"seedRatioLimit":1.5,"speed-limit-up":100,"utp-enabled":true})");
  CHECK(told(R"({"preferred_transports":["utp","tcp"]})").get("preferred-transports") ==
        R"(["utp","tcp"])");
}
