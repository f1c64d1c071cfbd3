// What a call may look like, and what is made of its torrents and things to add.
#include "table_calls.h"

using namespace wst;
using namespace wst::test;

namespace {

const std::string hash_a(40, 'a');
const std::string magnet = "magnet:?xt=urn:btih:" + hash_a;
const std::string metainfo = std::string(find_procedure("torrent.add")->parameters[2].example);

std::vector<std::string> keys_of(const Call& call) {
  std::vector<std::string> keys;
  for (const TorrentKey& key : call.torrents) {
    keys.push_back(key.hash.empty() ? std::to_string(key.id) : key.hash);
  }
  return keys;
}

using Keys = std::vector<std::string>;

std::string added(const std::string& members) {
  const auto words = words_of_call(call_of("torrent.add", "{" + members + "}"));
  REQUIRE(words);
  std::string all;
  for (const std::string& word : words.value()) all += (all.empty() ? "" : " ") + word;
  return all;
}

bool takes(const std::string& name, const std::string& value) {
  return bool(read_call("torrent.add", "[]", "{\"" + name + "\":" + json_quote(value) + "}"));
}

}  // namespace

TEST_CASE("torrents are named by id or by hash, in any case, each once") {
  CHECK(keys_of(call_of("torrent.stop", R"({"ids":[7,2,7]})")) == Keys{"7", "2"});
  const std::string mixed = "\"" + std::string(20, 'A') + std::string(20, 'a') + "\"";
  CHECK(keys_of(call_of("torrent.stop", "{\"ids\":[" + mixed + ",\"" + hash_a + "\",7]}")) ==
        Keys{hash_a, "7"});
  CHECK(keys_of(call_of("torrent.files", R"({"id":3,"wanted":[1]})")) == Keys{"3"});
  CHECK(keys_of(call_of("torrents.get", "{}")).empty());
  CHECK(keys_of(call_of("torrents.get", R"({"ids":[1]})")) == Keys{"1"});
}

TEST_CASE("what is no id and no hash names no torrent") {
  for (const char* ids : {"[]",
                          "7",
                          "\"all\"",
                          "[\"all\"]",
                          "[\"active\"]",
                          "[\"7\"]",
                          "[\"1,2\"]",
                          "[\"1-9\"]",
                          "[0]",
                          "[-2147483649]",
                          "[1.5]",
                          "[2147483648]",
                          "[1e99]",
                          "[true]",
                          "[[7]]",
                          "[{}]",
                          "[null]",
                          "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]",
                          "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]",
                          "[\"gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]",
                          "[\" aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]"}) {
    const Error error = error_of("torrent.remove", std::string("{\"ids\":") + ids + "}");
    CHECK(error.uri == "wamp.error.invalid_argument");
    CHECK_THAT(error.message, contains("\"ids\" is to be a list of 1 to 1000 torrents"));
  }
}

TEST_CASE("arguments may come by place, by name, or as one object") {
  CHECK(keys_of(call_of("torrent.stop", "", "[[7,8]]")) == Keys{"7", "8"});
  CHECK(keys_of(call_of("torrent.stop", "{}", "[7,8]")) == Keys{"7", "8"});
  CHECK(keys_of(call_of("torrent.stop", "{}", R"([{"ids":[7,8]}])")) == Keys{"7", "8"});
  CHECK(keys_of(call_of("torrent.stop", R"({"ids":[7,8]})", "")) == Keys{"7", "8"});
  CHECK(keys_of(call_of("torrent.set", R"({"peer_limit":3})", "[7]")) == Keys{"7"});
  const Call move = call_of("torrent.move", "{}", R"([7,8,"/srv",true])");
  CHECK(keys_of(move) == Keys{"7", "8"});
  CHECK(move.arguments.view()["dir"].string() == "/srv");
  CHECK(move.arguments.view()["find"].boolean() == true);
  const Call rename = call_of("torrent.rename", "{}", R"([7,"a/b","c"])");
  CHECK(rename.arguments.view()["name"].string() == "c");
}

TEST_CASE("what cannot be put in its place is refused") {
  CHECK_THAT(error_of("torrent.stop", R"({"ids":[7]})", "[7]").message, contains("given twice"));
  CHECK_THAT(error_of("torrent.stop", "{}", "[7,true]").message,
             contains("more arguments than it takes (1)"));
  CHECK_THAT(error_of("session.get", "{}", "[7]").message,
             contains("more arguments than it takes (0)"));
  CHECK_THAT(error_of("torrent.stop", "{}", "{}").message, contains("a JSON list"));
  CHECK_THAT(error_of("torrent.stop", "{}", "[7").message, contains("a JSON list"));
  CHECK_THAT(error_of("torrent.stop", "[]").message, contains("a JSON object"));
  CHECK_THAT(error_of("torrent.stop", "{\"ids\":[\"\xFF\"]}").message, contains("a JSON object"));
  CHECK(error_of("torrent.stopp", "{}").uri == "wamp.error.no_such_procedure");
  CHECK_THAT(error_of("a\xFF\nb", "{}").message, contains(R"("a�\nb")"));
}

TEST_CASE("a value that is refused is quoted, but not at length") {
  const Error error =
      error_of("torrent.set", R"({"ids":[7],"priority":")" + std::string(5000, 'x') + "\"}");
  CHECK_THAT(error.message, contains(R"("priority" is to be "high", "normal" or "low", not "xxx)"));
  CHECK(error.message.size() < 200);
}

TEST_CASE("nothing to do is refused") {
  CHECK_THAT(error_of("torrent.set", R"({"ids":[7]})").message, contains("nothing is to be done"));
  CHECK_THAT(error_of("torrent.files", R"({"id":7,"wanted":[],"high":[]})").message,
             contains("\"wanted\""));
  CHECK_THAT(error_of("torrent.trackers", R"({"id":7,"add":[]})").message,
             contains("\"add\", \"remove\""));
  CHECK_THAT(error_of("session.set", "{}").message, contains("\"alt_speed\""));
  CHECK(read_call("torrent.set", "[]", R"({"ids":[7],"labels":[]})"));
}

TEST_CASE("a file cannot be wanted and not, nor have two priorities") {
  CHECK_THAT(error_of("torrent.files", R"({"id":7,"wanted":[1,2],"unwanted":[2]})").message,
             contains(R"(file 2 is in both "wanted" and "unwanted")"));
  CHECK_THAT(error_of("torrent.files", R"({"id":7,"high":[5],"low":[5]})").message,
             contains("file 5"));
  CHECK(read_call("torrent.files", "[]", R"({"id":7,"wanted":[1,1,2],"high":[2],"low":[1]})"));
}

TEST_CASE("exactly one source is added, or a list of them") {
  for (const char* kwargs : {"{}", R"({"dir":"/x"})", R"({"url":"http://a","magnet":"x"})"}) {
    CHECK(error_of("torrent.add", kwargs).uri == "wamp.error.invalid_argument");
  }
  CHECK_THAT(error_of("torrent.add", "{}").message,
             contains(R"(exactly one of "magnet", "url", "metainfo", "many")"));
  CHECK(call_of("torrent.add", R"({"url":"http://a"})").steps == 1);
  const Call many = call_of("torrent.add", R"({"dir":"/x","many":[{"url":"http://a"},{"magnet":")" +
                                               magnet + R"("},{"metainfo":)" + metainfo + "}]}");
  REQUIRE(many.steps == 3);
  const std::string rest = "--download-dir=/x --start";
  const std::vector<std::string> sources = {"http://a", magnet, metainfo_path};
  for (std::size_t step = 0; step < 3; ++step) {
    const auto words = words_of_call(many, newest, step);
    REQUIRE(words);
    CHECK(words.value() ==
          std::vector<std::string>{"--add", sources[step], "--download-dir=/x", "--start"});
    CHECK(metainfo_of(many, step).has_value() == (step == 2));
  }
  CHECK(metainfo_of(many, 2)->starts_with("d4:info"));
}

TEST_CASE("what is wrong in a list of sources is named with its place") {
  const auto fault = [](const std::string& entry) {
    return error_of("torrent.add", R"({"many":[{"url":"http://a"},)" + entry + "]}");
  };
  CHECK_THAT(fault(R"({"url":"ftp://a"})").message,
             contains(R"("many" cannot be added: in entry 1, "url" is to be)"));
  CHECK_THAT(fault(R"({"file":"/x"})").message, contains(R"(in entry 1, there is no "file")"));
  CHECK_THAT(fault(R"({"metainfo":"ZGU="})").message, contains("has no dictionary \"info\""));
  CHECK_THAT(fault(R"({"url":"http://a","magnet":"x"})").message, contains("each with one of"));
  CHECK_THAT(fault("{}").message, contains("each with one of"));
  CHECK_THAT(fault("\"http://a\"").message, contains("each with one of"));
}

TEST_CASE("a torrent is added with its settings, labels last") {
  CHECK(added(R"("url":"http://a")") == "--add http://a --start");
  CHECK(added(R"("url":"http://a","paused":true)") == "--add http://a --stop");
  CHECK(added(R"("labels":["x","y z"],"paused":false,"priority":"low","unwanted":[2,0,1,9],)"
              R"("dir":"/d","magnet":")" +
              magnet + "\"") ==
        "--add " + magnet +
            " --download-dir=/d --no-get=0-2,9 --bandwidth-low --start --labels=x,y z");
  CHECK(added("\"metainfo\":" + metainfo) == "--add " + metainfo_path + " --start");
}

TEST_CASE("a .torrent goes to the CLI by an absolute path only") {
  const Call call = call_of("torrent.add", "{\"metainfo\":" + metainfo + "}");
  for (const char* path : {"", "x.torrent", "-rad", "--exit"}) {
    CHECK_FALSE(cli_args_for(call, 0, newest, {}, path));
  }
}

TEST_CASE("a magnet link has a whole hash, an address a host, and neither a space") {
  const std::string v2 = "urn:btmh:1220" + std::string(64, 'a');
  for (const std::string& good :
       {magnet, magnet + "&dn=a+b&tr=http%3A%2F%2Fa", "magnet:?dn=x&xt=urn:btih:" + hash_a,
        "magnet:?xt=urn:btih:" + std::string(32, 'B'), "magnet:?xt=" + v2,
        "magnet:?xt=" + v2 + "&xt=urn:btih:" + hash_a, magnet + "&dn=日本語"}) {
    INFO(good);
    CHECK(takes("magnet", good));
  }
  for (const std::string& bad :
       {std::string("magnet:?"), std::string("magnet:?xt=urn:btih:"), "magnet:?dn=" + magnet,
        "Magnet" + magnet, "magnet:xt=urn:btih:" + hash_a, magnet + "a",
        magnet.substr(0, magnet.size() - 1), " " + magnet, magnet + "&dn=a b", magnet + "&dn=a\n",
        "-" + magnet, magnet + "\x7F", "magnet:?xt=urn:btih:" + std::string(32, '1'),
        magnet + std::string(20'000, 'x'), "magnet:?xt=urn:btih:" + hash_a.substr(1) + "g",
        std::string("magnet:?xt=urn:btmh:1220aa")}) {
    INFO(bad);
    CHECK_FALSE(takes("magnet", bad));
  }
  for (const char* good :
       {"http://a", "https://a/b?c=d#e", "https://[::1]:80/x", "http://user@a/"}) {
    CHECK(takes("url", good));
  }
  for (const char* bad :
       {"", "http://", "http:///etc/passwd", "https://?", "HTTP://a", "file:///etc/passwd",
        "ftp://a", "/etc/passwd", "--torrent-done-script=/x", "http://a b", "http://a\t",
        " http://a", "http://a\n-rad", "udp://a", "http://a\xC2\x85"}) {
    INFO(bad);
    CHECK_FALSE(takes("url", bad));
  }
}

TEST_CASE("a .torrent is base64, whole and not too large") {
  const auto fault = [](const std::string& text) {
    return error_of("torrent.add", "{\"metainfo\":\"" + text + "\"}");
  };
  CHECK_THAT(fault("ZGU").message, contains("is not base64"));
  CHECK_THAT(fault("").message, contains("does not begin"));
  CHECK_THAT(fault("PGh0bWw+").message, contains("does not begin as a .torrent does"));
  CHECK(fault("ZGU=").uri == "wamp.error.invalid_argument");
  const std::size_t eight_mib = std::size_t{8} << 20;
  const Error large = fault(std::string((eight_mib / 3 + 2) * 4, 'A'));
  CHECK(large.uri == "wamp.error.payload_size_exceeded");
  CHECK_THAT(large.message, contains("\"metainfo\" is too large"));
  CHECK_THAT(fault(std::string(eight_mib / 3 * 4, 'A')).message, contains("does not begin"));
}

TEST_CASE("the hashes must be there, one for each torrent") {
  const Call call = call_of("torrent.stop", R"({"ids":[7,8]})");
  const std::vector<std::vector<std::string>> wrong = {{},
                                                       {hash_a},
                                                       {hash_a, "all"},
                                                       {hash_a, ""},
                                                       {hash_a, hash_a + "a"},
                                                       {hash_a, hash_a, hash_a}};
  for (const auto& hashes : wrong) CHECK_FALSE(cli_args_for(call, 0, newest, hashes));
  CHECK(cli_args_for(call, 0, newest, {hash_a, hash_a}));
}

TEST_CASE("a hash that the CLI would read as another torrent's id is refused") {
  const Call call = call_of("torrent.remove", R"({"ids":[7],"delete_data":true})");
  const auto words = cli_args_for(call, 0, newest, {std::string(39, '0') + "5"});
  REQUIRE_FALSE(words);
  CHECK(words.error().uri == "wstorrent.error.unsupported");
  CHECK(cli_args_for(call, 0, newest, {std::string(39, '0') + "a"}));
}

TEST_CASE("more than one run takes is refused, a thousand torrents are not") {
  std::string ids = "[1";
  for (int id = 2; id <= 1000; ++id) ids += "," + std::to_string(id);
  ids += "]";
  CHECK(words_of_call(call_of("torrent.start", "{\"ids\":" + ids + "}")));
  const std::string dir = "/" + std::string(4000, 'x');
  const auto words =
      words_of_call(call_of("torrent.move", "{\"ids\":" + ids + R"(,"dir":")" + dir + "\"}"));
  REQUIRE_FALSE(words);
  CHECK(words.error().uri == "wamp.error.payload_size_exceeded");
}
