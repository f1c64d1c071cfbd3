#include <map>
#include <set>

#include "table_calls.h"
#include "transmission/session_settings.h"
#include "transmission/torrent.h"

using namespace wst;
using namespace wst::test;

namespace {

/// A sample: columns of torrents by hash, and settings under "".
using World = std::map<std::string, std::map<std::string, std::string>>;

Facts facts_of(const World& world) {
  const auto look = [&world](std::string_view of, std::string_view key) {
    const auto thing = world.find(std::string(of));
    std::optional<std::string> told;
    if (thing == world.end()) return told;
    const auto found = thing->second.find(std::string(key));
    if (found != thing->second.end()) told = found->second;
    return told;
  };
  return {look, [look](std::string_view key) { return look("", key); }};
}

const std::string hash_a(40, 'a');
const std::string hash_b(40, 'b');

World with(const std::map<std::string, std::string>& facts) {
  World world{{hash_b, {{"hashString", "\"b\""}, {"name", "\"some.iso\""}}}, {"", {}}};
  for (const auto& [key, value] : facts) {
    world[hash_b][key] = value;
    world[""][key] = value;
  }
  return world;
}

std::optional<std::string> missing(const Call& call, const World& world) {
  std::vector<std::string> hashes = hashes_for(call);
  if (call.procedure->name == "torrent.add") hashes = {hash_b};
  return what_does_not_show(call, hashes, facts_of(world));
}

/// How it looks once it is done.
struct Effect {
  const char* procedure;
  const char* kwargs;
  std::map<std::string, std::string> shows;
};

const std::vector<Effect> effects = {
    {"torrent.add",
     R"({"url":"http://a","dir":"/d/","labels":["x","y"]})",
     {{"downloadDir", "\"/d\""}, {"labels", R"(["y","x"])"}}},
    {"torrent.add",
     R"({"url":"http://a","priority":"low","paused":true})",
     {{"bandwidthPriority", "-1"}, {"status", "0"}}},
    {"torrent.set",
     R"({"ids":[7],"download_limit":5,"upload_limit":null})",
     {{"downloadLimit", "5"}, {"downloadLimited", "true"}, {"uploadLimited", "false"}}},
    {"torrent.set",
     R"({"ids":[7],"download_limit":null,"upload_limit":6})",
     {{"uploadLimit", "6"}, {"uploadLimited", "true"}, {"downloadLimited", "false"}}},
    {"torrent.set",
     R"({"ids":[7],"honors_session_limits":false,"peer_limit":9})",
     {{"honorsSessionLimits", "false"}, {"peer-limit", "9"}}},
    {"torrent.set",
     R"({"ids":[7],"priority":"high","ratio":1.23456,"idle_limit":30})",
     {{"bandwidthPriority", "1"},
      {"seedRatioLimit", "1.2345"},
      {"seedRatioMode", "1"},
      {"seedIdleLimit", "30"},
      {"seedIdleMode", "1"}}},
    {"torrent.set",
     R"({"ids":[7],"ratio":"unlimited","idle_limit":"global"})",
     {{"seedRatioMode", "2"}, {"seedIdleMode", "0"}}},
    {"torrent.set",
     R"({"ids":[7],"labels":[],"group":"g","sequential":true})",
     {{"labels", "[]"}, {"group", "\"g\""}, {"sequentialDownload", "true"}}},
    {"torrent.set", R"({"ids":[7],"group":null})", {{"group", "\"\""}}},
    {"torrent.files",
     R"({"id":7,"wanted":[0],"unwanted":[1],"high":[1],"normal":[2],"low":[0]})",
     {{"files",
       R"([{"wanted":true,"priority":-1},{"wanted":false,"priority":1},{"priority":0}])"}}},
    {"torrent.move", R"({"ids":[7],"dir":"/d","find":true})", {{"downloadDir", "\"/d/\""}}},
    {"torrent.rename",
     R"({"id":7,"path":"a/b","name":"c"})",
     {{"files", R"([{"name":"a/x"},{"name":"a/c/d"}])"}}},
    {"torrent.rename", R"({"id":7,"path":"a","name":"c"})", {{"files", R"([{"name":"c"}])"}}},
    {"torrent.trackers",
     R"({"id":7,"add":["http://a"],"remove":[3]})",
     {{"trackers", R"([{"id":0,"announce":"http://a"}])"}}},
    {"session.set",
     R"({"download_limit":5,"upload_limit":6,"alt_speed":true})",
     {{"speed-limit-down", "5"},
      {"speed-limit-down-enabled", "true"},
      {"speed-limit-up", "6.0"},
      {"speed-limit-up-enabled", "true"},
      {"alt-speed-enabled", "true"}}},
    {"session.set",
     R"({"alt_download_limit":1,"alt_upload_limit":2,"alt_schedule":false})",
     {{"alt-speed-down", "1"}, {"alt-speed-up", "2"}, {"alt-speed-time-enabled", "false"}}},
    {"session.set",
     R"({"alt_begin":"08:30","alt_end":"23:59","alt_days":[1,7]})",
     {{"alt-speed-time-begin", "510"},
      {"alt-speed-time-end", "1439"},
      {"alt-speed-time-day", "3"}}},
    {"session.set",
     R"({"download_dir":"/d","incomplete_dir":"/i","cache_mb":8})",
     {{"download-dir", "\"/d\""},
      {"incomplete-dir", "\"/i\""},
      {"incomplete-dir-enabled", "true"},
      {"cache-size-mb", "8"}}},
    {"session.set",
     R"({"encryption":"tolerated","pex":true,"dht":false,"lpd":true,"utp":false})",
     {{"encryption", "\"tolerated\""},
      {"pex-enabled", "true"},
      {"dht-enabled", "false"},
      {"lpd-enabled", "true"},
      {"utp-enabled", "false"}}},
    {"session.set",
     R"({"port":5000,"port_forwarding":true,"peer_limit":9,"ratio":2})",
     {{"peer-port", "5000"},
      {"port-forwarding-enabled", "true"},
      {"peer-limit-global", "9"},
      {"seedRatioLimit", "2"},
      {"seedRatioLimited", "true"}}},
    {"session.set",
     R"({"idle_limit":30,"start_added":false,"trash_added":true})",
     {{"idle-seeding-limit", "30"},
      {"idle-seeding-limit-enabled", "true"},
      {"start-added-torrents", "false"},
      {"trash-original-torrent-files", "true"}}},
};

/// A value unlike `json`.
std::string other(const std::string& json) {
  if (json == "true" || json == "false") return json == "true" ? "false" : "true";
  if (json == "[]") return R"(["z"])";
  return json.starts_with('[') ? "[{},{\"id\":3}]" : json.starts_with('"') ? "\"zzz\"" : "77";
}

}  // namespace

TEST_CASE("what was asked for is confirmed only by all that it shows as") {
  for (const Effect& effect : effects) {
    const Call call = call_of(effect.procedure, effect.kwargs);
    CHECK_FALSE(missing(call, with(effect.shows)));
    for (const auto& [key, value] : effect.shows) {
      INFO(key);
      World world = with(effect.shows);
      world[hash_b][key] = world[""][key] = other(value);
      const auto unlike = missing(call, world);
      REQUIRE(unlike);
      CHECK(unlike->find("does not show") != std::string::npos);
      world[hash_b].erase(key);
      world[""].erase(key);
      const auto untold = missing(call, world);
      REQUIRE(untold);
      CHECK(untold->find("cannot be seen") != std::string::npos);
    }
  }
}

TEST_CASE("each argument that is said to show is among the effects tested, and the columns exist") {
  std::set<std::pair<std::string_view, std::string_view>> tested;
  for (const Effect& effect : effects) {
    const auto json = Json::parse(effect.kwargs);
    for (JsonView v = json->view().first(); v.present(); v = v.next()) {
      for (const Parameter& argument : find_procedure(effect.procedure)->parameters) {
        if (argument.name == v.key()) tested.emplace(effect.procedure, argument.name);
      }
    }
  }
  for_each_parameter([&](const Procedure& procedure, const Parameter& argument) {
    if (argument.value_at.empty() && argument.state_at.empty()) return;
    CHECK(tested.contains({procedure.name, argument.name}));
    for (std::string_view place : {argument.value_at.name, argument.state_at}) {
      if (place.empty() || procedure.shows != Shows::list) continue;
      CHECK(std::ranges::count(torrent_columns(), place) == 1);
    }
  });
}

TEST_CASE("each setting that is looked for is one that is told") {
  for (const Parameter& argument : find_procedure("session.set")->parameters) {
    for (std::string_view place : {argument.value_at.name, argument.state_at}) {
      if (place.empty()) continue;
      INFO(place);
      bool told = false;
      for (const char* value : {"1", "true", "\"x\""}) {
        const auto json = Json::parse("{" + json_quote(place) + ":" + value + "}");
        told = told || read_session_settings(json->view()).values.contains(place);
      }
      CHECK(told);
    }
  }
}

TEST_CASE("a torrent is seen to start, stop, be checked and go") {
  const auto seen = [](const char* procedure, const char* status) {
    return !missing(call_of(procedure, R"({"ids":[7]})"), with({{"status", status}}));
  };
  for (const char* status : {"0", "1", "2", "3", "4", "5", "6"}) {
    INFO(status);
    CHECK(seen("torrent.stop", status) == (status[0] == '0'));
    CHECK(seen("torrent.start", status) == (status[0] != '0'));
    CHECK(seen("torrent.verify", status) == (status[0] == '1' || status[0] == '2'));
    CHECK_FALSE(seen("torrent.remove", status));
  }
  CHECK_FALSE(missing(call_of("torrent.remove", R"({"ids":[7]})"), World{}));
}

TEST_CASE("what does not show is told in words") {
  const auto told = [](const char* procedure, const char* kwargs, const World& world) {
    return missing(call_of(procedure, kwargs), world).value_or("");
  };
  CHECK(told("torrent.start", R"({"ids":[7]})", with({{"status", "0"}})) ==
        "\"some.iso\" is still stopped");
  CHECK(told("torrent.start", R"({"ids":[7]})", World{}) ==
        "the torrent " + hash_b + " is not there");
  CHECK(told("torrent.set", R"({"ids":[7],"peer_limit":5})", with({{"peer-limit", "60"}})) ==
        "\"some.iso\" does not show peer_limit 5 (yet): it has 60");
  CHECK(told("torrent.set", R"({"ids":[7],"peer_limit":5})", with({})) ==
        "whether \"some.iso\" took peer_limit cannot be seen");
  CHECK(told("session.set", R"({"alt_speed":true})", with({{"alt-speed-enabled", "false"}})) ==
        "the daemon does not show alt_speed true (yet): it has false");
  CHECK(told("torrent.files", R"({"id":7,"wanted":[9]})",
             with({{"files", R"([{"wanted":true}])"}})) ==
        "\"some.iso\" does not show wanted [9] (yet)");
}

TEST_CASE("of several torrents the first is named, and the others counted") {
  const Call call = call_of("torrent.stop", R"({"ids":[6,7,8]})");
  World world{{hash_a, {{"hashString", "\"a\""}, {"status", "0"}}}};
  CHECK(missing(call, world) ==
        "the torrent " + hash_b + " is not there; the same goes for 1 more");
  world[hash_b] = {{"hashString", "\"b\""}, {"status", "0"}};
  world[std::string(40, 'c')] = world[hash_b];
  CHECK_FALSE(missing(call, world));
}

TEST_CASE("what cannot be seen is said to be so, and a question asks for nothing") {
  for (const char* procedure : {"torrent.reannounce", "session.update_blocklist"}) {
    const Procedure& of = *find_procedure(procedure);
    const auto said = missing(call_of(procedure, kwargs_for(of)), World{});
    CHECK(said == std::string(std::get<CannotBeSeen>(of.once_done).why));
  }
  CHECK_FALSE(missing(call_of("session.get", "{}"), World{}));
  CHECK_FALSE(missing(call_of("torrents.get", R"({"ids":[7]})"), World{}));
}

TEST_CASE("what is added is looked at like any other torrent") {
  const Call call = call_of("torrent.add", R"({"url":"http://a"})");
  CHECK_FALSE(missing(call, with({})));
  CHECK(missing(call, World{}) == "the torrent " + hash_b + " is not there");
}

TEST_CASE("what is beyond the end of a list that is cut is not judged") {
  const Call call = read_call("torrent.files", "[]", R"({"id":7,"unwanted":[1,5]})").value();
  const std::string files = R"([{"wanted":true},{"wanted":false}])";
  CHECK(missing(call, with({{"files", files}, {"filesNotShown", "4"}})) ==
        "whether \"some.iso\" took unwanted cannot be seen: 4 of its files are not told, as they "
        "are too many");
  const auto whole = missing(call, with({{"files", files}, {"filesNotShown", "0"}}));
  REQUIRE(whole);
  CHECK(whole->find("does not show unwanted") != std::string::npos);
}
