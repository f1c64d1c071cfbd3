// The words for a call against commands that were run on real daemons: those
// posted what was meant, so ours are right where they say the same.
#include <set>

#include "cli_model.h"
#include "table_calls.h"

using namespace wst;
using namespace wst::test;

namespace {

struct Recorded {
  std::vector<std::string> words;  ///< as they were run, behind the host and --debug
  const char* procedure;
  const char* kwargs;
};

const std::vector<Recorded> recorded = {
    {{"-t", "5", "-s"}, "torrent.start", R"({"ids":[5]})"},
    {{"-t", "5", "-S"}, "torrent.stop", R"({"ids":[5]})"},
    {{"-t", "5", "-v"}, "torrent.verify", R"({"ids":[5]})"},
    {{"-t", "5", "--reannounce"}, "torrent.reannounce", R"({"ids":[5]})"},
    {{"-t", "5", "-r"}, "torrent.remove", R"({"ids":[5]})"},
    {{"-t", "5", "-rad"}, "torrent.remove", R"({"ids":[5],"delete_data":true})"},
    {{"-t", "5", "-ph", "0,2-3"}, "torrent.files", R"({"id":5,"high":[0,2,3]})"},
    {{"-t", "5", "-pl", "1"}, "torrent.files", R"({"id":5,"low":[1]})"},
    {{"-t", "5", "-G", "1"}, "torrent.files", R"({"id":5,"unwanted":[1]})"},
    {{"-t", "5", "-d", "123"}, "torrent.set", R"({"ids":[5],"download_limit":123})"},
    {{"-t", "5", "-D"}, "torrent.set", R"({"ids":[5],"download_limit":null})"},
    {{"-t", "5", "-u", "45"}, "torrent.set", R"({"ids":[5],"upload_limit":45})"},
    {{"-t", "5", "-U"}, "torrent.set", R"({"ids":[5],"upload_limit":null})"},
    {{"-t", "5", "-pr", "33"}, "torrent.set", R"({"ids":[5],"peer_limit":33})"},
    {{"-t", "5", "-sr", "1.5"}, "torrent.set", R"({"ids":[5],"ratio":1.5})"},
    {{"-t", "5", "-SR"}, "torrent.set", R"({"ids":[5],"ratio":"unlimited"})"},
    {{"-t", "5", "-srd"}, "torrent.set", R"({"ids":[5],"ratio":"global"})"},
    {{"-t", "5", "-isl", "20"}, "torrent.set", R"({"ids":[5],"idle_limit":20})"},
    {{"-t", "5", "-ISL"}, "torrent.set", R"({"ids":[5],"idle_limit":"unlimited"})"},
    {{"-t", "5", "-hl"}, "torrent.set", R"({"ids":[5],"honors_session_limits":true})"},
    {{"-t", "5", "-HL"}, "torrent.set", R"({"ids":[5],"honors_session_limits":false})"},
    {{"-t", "5", "-Bh"}, "torrent.set", R"({"ids":[5],"priority":"high"})"},
    {{"-t", "5", "-Bn"}, "torrent.set", R"({"ids":[5],"priority":"normal"})"},
    {{"-t", "5", "-Bl"}, "torrent.set", R"({"ids":[5],"priority":"low"})"},
    {{"-t", "5", "-bwg", "grp1"}, "torrent.set", R"({"ids":[5],"group":"grp1"})"},
    {{"-t", "5", "-L", "foo,bar baz"}, "torrent.set", R"({"ids":[5],"labels":["foo","bar baz"]})"},
    {{"-t", "5", "--labels="}, "torrent.set", R"({"ids":[5],"labels":[]})"},
    {{"-t", "5", "--labels=-h,--help"}, "torrent.set", R"({"ids":[5],"labels":["-h","--help"]})"},
    {{"-t", "5", "-td", "http://127.0.0.1:9/a2/announce"},
     "torrent.trackers",
     R"({"id":5,"add":["http://127.0.0.1:9/a2/announce"]})"},
    {{"-t", "5", "-tr", "0"}, "torrent.trackers", R"({"id":5,"remove":[0]})"},
    {{"-t", "5", "--move", "/run/moved"}, "torrent.move", R"({"ids":[5],"dir":"/run/moved"})"},
    {{"-t", "5", "--find", "/run/moved"},
     "torrent.move",
     R"({"ids":[5],"dir":"/run/moved","find":true})"},
    {{"-t", "5", "--path", "multi dir 2/a/file 1.txt", "--rename", "file 1b.txt"},
     "torrent.rename",
     R"({"id":5,"path":"multi dir 2/a/file 1.txt","name":"file 1b.txt"})"},
    {{"-t", "5", "-seq"}, "torrent.set", R"({"ids":[5],"sequential":true})"},
    {{"-t", "5", "-SEQ"}, "torrent.set", R"({"ids":[5],"sequential":false})"},
    {{"-d", "500"}, "session.set", R"({"download_limit":500})"},
    {{"-D"}, "session.set", R"({"download_limit":null})"},
    {{"-u", "400"}, "session.set", R"({"upload_limit":400})"},
    {{"-U"}, "session.set", R"({"upload_limit":null})"},
    {{"-as"}, "session.set", R"({"alt_speed":true})"},
    {{"-AS"}, "session.set", R"({"alt_speed":false})"},
    {{"-asd", "111"}, "session.set", R"({"alt_download_limit":111})"},
    {{"-asu", "22"}, "session.set", R"({"alt_upload_limit":22})"},
    {{"-asc"}, "session.set", R"({"alt_schedule":true})"},
    {{"-ASC"}, "session.set", R"({"alt_schedule":false})"},
    {{"--alt-speed-time-begin", "0830"}, "session.set", R"({"alt_begin":"08:30"})"},
    {{"--alt-speed-time-end", "2200"}, "session.set", R"({"alt_end":"22:00"})"},
    {{"-gsr", "3"}, "session.set", R"({"ratio":3})"},
    {{"-GSR"}, "session.set", R"({"ratio":null})"},
    {{"-gisl", "30"}, "session.set", R"({"idle_limit":30})"},
    {{"-pr", "250"}, "session.set", R"({"peer_limit":250})"},
    {{"-w", "/run/newdl"}, "session.set", R"({"download_dir":"/run/newdl"})"},
    {{"-c", "/run/inc"}, "session.set", R"({"incomplete_dir":"/run/inc"})"},
    {{"-C"}, "session.set", R"({"incomplete_dir":null})"},
    {{"-e", "8"}, "session.set", R"({"cache_mb":8})"},
    {{"-er"}, "session.set", R"({"encryption":"required"})"},
    {{"-ep"}, "session.set", R"({"encryption":"preferred"})"},
    {{"--start-paused"}, "session.set", R"({"start_added":false})"},
    {{"--no-start-paused"}, "session.set", R"({"start_added":true})"},
    {{"--no-trash-torrent"}, "session.set", R"({"trash_added":false})"},
    {{"--blocklist-update"}, "session.update_blocklist", "{}"},
    {{"-o"}, "session.set", R"({"dht":true})"},
    {{"-O"}, "session.set", R"({"dht":false})"},
    {{"-x"}, "session.set", R"({"pex":true})"},
    {{"-X"}, "session.set", R"({"pex":false})"},
    {{"-a", "magnet:?xt=urn:btih:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&dn=mag+net", "-w",
      "/run/dlm", "-S", "-L", "lbl1"},
     "torrent.add",
     R"({"magnet":"magnet:?xt=urn:btih:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&dn=mag+net",)"
     R"("dir":"/run/dlm","paused":true,"labels":["lbl1"]})"},
};

/// The recording with the hash that stands for id 5 in it.
std::vector<std::string> by_hash(std::vector<std::string> words, const std::string& hash) {
  if (words[0] == "-t") words[1] = hash;
  return words;
}

}  // namespace

TEST_CASE("ours are the words of commands that did what was meant, in each version") {
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const Cli cli(versions[i]);
    for (const Recorded& was : recorded) {
      const Call call = call_of(was.procedure, was.kwargs);
      INFO(versions[i] << " " << was.procedure << " " << was.kwargs);
      const auto words = words_of_call(call, clients[i]);
      const auto meant =
          cli.read(by_hash(was.words, call.torrents.empty() ? "" : hashes_for(call).front()));
      if (words) {
        CHECK(meant == cli.read(words.value()));
      } else {
        // The version did not know the option that was tried on it, or misread it.
        CHECK(words.error().uri == "wstorrent.error.unsupported");
        const auto newer = words_of_call(call, newest);
        REQUIRE(newer);
        CHECK(meant != cli.read(newer.value()));
      }
    }
  }
}

TEST_CASE("versions lack what their recordings say they lack") {
  const std::vector<std::set<std::string>> lacking = {
      {"group", "idle_limit", "sequential", "torrent.rename"},
      {"idle_limit", "sequential"},
      {},
      {}};
  for (std::size_t i = 0; i < versions.size(); ++i) {
    std::set<std::string> refused;
    for_each_parameter([&](const Procedure& procedure, const Parameter& argument) {
      const Call call = call_of(procedure.name, kwargs_for(procedure, argument));
      if (words_of_call(call, clients[i])) return;
      refused.emplace(procedure.since.empty() ? argument.name : procedure.name);
    });
    CHECK(refused == lacking[i]);
  }
}

TEST_CASE("several torrents are named one after the other, each with all of its words") {
  const auto words = words_of_call(
      call_of("torrent.set", R"({"ids":[6,7],"sequential":true,"labels":["a"],"peer_limit":5})"));
  REQUIRE(words);
  const std::string a(40, 'a');
  const std::string b(40, 'b');
  CHECK(words.value() == std::vector<std::string>{
                             "--torrent=" + a, "--peers=5", "--labels=a", "--sequential-download",
                             "--torrent=" + b, "--peers=5", "--labels=a", "--sequential-download"});
}

TEST_CASE("each tracker has a request of its own, and the last is removed first") {
  const auto words = words_of_call(
      call_of("torrent.trackers", R"({"id":6,"add":["http://a","udp://b"],"remove":[1,4,4,2]})"));
  REQUIRE(words);
  const std::string torrent = "--torrent=" + std::string(40, 'a');
  CHECK(words.value() == std::vector<std::string>{torrent, "--tracker-add=http://a",
                                                  "--tracker-remove=4", torrent,
                                                  "--tracker-add=udp://b", "--tracker-remove=2",
                                                  torrent, "--tracker-remove=1"});
}

TEST_CASE("numbers are written plainly") {
  const auto ratio = [](const char* number) {
    const auto words =
        words_of_call(call_of("session.set", std::string("{\"ratio\":") + number + "}"));
    REQUIRE(words);
    return words->front();
  };
  CHECK(ratio("0") == "--global-seedratio=0");
  CHECK(ratio("2.0") == "--global-seedratio=2");
  CHECK(ratio("1e-4") == "--global-seedratio=0.0001");
  CHECK(ratio("1e-9") == "--global-seedratio=0");
  CHECK(ratio("1e6") == "--global-seedratio=1000000");
  CHECK(ratio("0.3") == "--global-seedratio=0.3");
  CHECK(ratio("1.99999") == "--global-seedratio=2");
  CHECK(ratio("3.14159") == "--global-seedratio=3.1416");
}

TEST_CASE("lists of files are written as ranges, and an empty one not at all") {
  const auto wanted = [](const char* list) {
    const auto words = words_of_call(
        call_of("torrent.files", std::string(R"({"id":7,"low":[50],"wanted":)") + list + "}"));
    REQUIRE(words);
    return words->size() == 2 ? std::string() : words.value()[1];
  };
  CHECK(wanted("[]").empty());
  CHECK(wanted("[3]") == "--get=3");
  CHECK(wanted("[0,1]") == "--get=0-1");
  CHECK(wanted("[5,3,4,0,9,4]") == "--get=0,3-5,9");
}
