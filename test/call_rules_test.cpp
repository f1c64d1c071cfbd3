#include "transmission/call_rules.h"

#include "catch.h"

using namespace wst;

namespace {

/// The words of the rule that the call breaks; empty if it breaks none.
std::string broken(const std::string& procedure, const std::string& arguments,
                   const CallRules& rules) {
  INFO(procedure << " " << arguments);
  const auto call = read_call(procedure, "", arguments);
  REQUIRE(call);
  const auto error = broken_rule(call.value(), rules);
  if (error) CHECK(error->uri == "wamp.error.not_authorized");
  return error ? error->message : "";
}

const CallRules here = {.allowed_dirs = {"/srv/torrents", "/data/"}};
const std::string magnet =
    R"("magnet":"magnet:?xt=urn:btih:da39a3ee5e6b4b0d3255bfef95601890afd80709")";

}  // namespace

TEST_CASE("a folder is inside another as text, and never by ..") {
  const std::vector<std::string> allowed = {"/srv/torrents", "/data/"};
  for (const auto* folder : {"/srv/torrents", "/srv/torrents/", "//srv//./torrents/a b", "/data",
                             "/data/x/y", "/srv/torrents/..."}) {
    INFO(folder);
    CHECK(is_inside(folder, allowed));
  }
  for (const auto* folder :
       {"/", "/srv", "/srv/torrents2", "/srv/torrents/../x", "/srv/torrents/..", "/etc",
        "/database", "srv/torrents", "", "/srv/./../srv/torrents", "/SRV/torrents"}) {
    INFO(folder);
    CHECK_FALSE(is_inside(folder, allowed));
  }
  CHECK(is_inside("/anything", {"/"}));
}

TEST_CASE("with allowed folders, every argument that is a folder must be in one") {
  const std::string wrong = R"("/etc")";
  const std::string right = R"("/data/new")";
  std::size_t folders = 0;
  for (const auto& procedure : procedures()) {
    for (const auto& parameter : procedure.parameters) {
      if (parameter.type != ValueType::folder) continue;
      ++folders;
      const std::string name(parameter.name);
      std::string others;
      if (procedure.target == Target::torrents) others = R"("ids":[1],)";
      if (procedure.name == "torrent.add") others = magnet + ",";
      const auto with = [&](const std::string& value) {
        return "{" + others + "\"" + name + "\":" + value + "}";
      };
      const auto told = broken(std::string(procedure.name), with(wrong), here);
      CHECK(told.find("/srv/torrents, /data/ (--allowed-dir)") != std::string::npos);
      CHECK(broken(std::string(procedure.name), with(right), here).empty());
      CHECK(broken(std::string(procedure.name), with(wrong), {}).empty());
    }
  }
  CHECK(folders >= 4);
}

TEST_CASE("what names no folder is not kept from being done") {
  CHECK(broken("torrent.add", "{" + magnet + "}", here).empty());
  CHECK(broken("session.set", R"({"incomplete_dir":null})", here).empty());
  CHECK(broken("torrent.stop", R"({"ids":[1]})", here).empty());
}

TEST_CASE("where no addresses are fetched, none is added in any way") {
  const CallRules rules = {.add_url = false};
  const std::string url = R"("url":"http://169.254.169.254/x")";
  CHECK(broken("torrent.add", "{" + url + "}", rules).find("--no-add-url") != std::string::npos);
  CHECK_FALSE(broken("torrent.add", R"({"many":[{)" + magnet + "},{" + url + "}]}", rules).empty());
  CHECK(broken("torrent.add", "{" + magnet + "}", rules).empty());
  CHECK(broken("torrent.add", R"({"many":[{)" + magnet + "}]}", rules).empty());
  CHECK(broken("torrent.add", "{" + url + "}", {}).empty());
}
