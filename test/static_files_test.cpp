#include "http/static_files.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "catch.h"
#include "gunzip.h"
#include "temporary_folder.h"

using namespace wst;
using namespace wst::test;
namespace fs = std::filesystem;

namespace {

HttpRequest get(std::string path, std::string accept_encoding = "", std::string known = "") {
  HttpRequest request;
  request.method = "GET";
  request.path = std::move(path);
  request.accept_encoding = std::move(accept_encoding);
  request.if_none_match = std::move(known);
  return request;
}

std::string header(const HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace

TEST_CASE("a file is served whole, with the type its name tells") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  for (const auto& [name, type] : std::vector<std::pair<std::string, std::string>>{
           {"a.html", "text/html; charset=utf-8"},
           {"a.css", "text/css; charset=utf-8"},
           {"a.js", "text/javascript; charset=utf-8"},
           {"a.mjs", "text/javascript; charset=utf-8"},
           {"a.json", "application/json"},
           {"a.webmanifest", "application/manifest+json"},
           {"a.svg", "image/svg+xml"},
           {"a.png", "image/png"},
           {"a.ico", "image/x-icon"},
           {"a.woff2", "font/woff2"},
           {"a.txt", "text/plain; charset=utf-8"},
           {"a.unknown", "application/octet-stream"},
           {"name", "application/octet-stream"}}) {
    INFO(name);
    folder.write("www/" + name, "content of " + name);
    const auto response = files.get(get("/" + name));
    CHECK(response.status == 200);
    CHECK(header(response, "content-type") == type);
    CHECK(*response.body == "content of " + name);
  }
  CHECK(*files.get(get("/")).body == folder.page);
  CHECK(*files.get(get("/sub/deep.js")).body == "let a;");
  CHECK(files.get(get("/empty.txt")).body->empty());
}

TEST_CASE("no path leads to a folder, a hidden file or out of the root") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  using namespace std::string_literals;
  for (const auto& path : {""s,
                           "index.html"s,
                           "/nothing"s,
                           "/sub"s,
                           "/sub/"s,
                           "/../secret"s,
                           "/sub/../../secret"s,
                           "/.."s,
                           "/."s,
                           "/./index.html"s,
                           "/.hidden"s,
                           "/sub/../index.html"s,
                           "//index.html"s,
                           "//etc/passwd"s,
                           "/sub//deep.js"s,
                           "/index.html\0"s,
                           "/index.html\0.js"s,
                           "/\0"s,
                           "/index.html/"s,
                           "/%2e%2e/secret"s,
                           "/..\\secret"s,
                           "/" + std::string(9000, 'a')}) {
    INFO(path);
    const auto response = files.get(get(path));
    CHECK(response.status == 404);
    CHECK(header(response, "content-type") == "application/json");
  }
}

TEST_CASE("what is no ordinary file, or too large for memory, is not served") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  REQUIRE(::mkfifo(folder.path("www/pipe").c_str(), 0600) == 0);
  std::ofstream(folder.path("www/large"));
  fs::resize_file(folder.path("www/large"), (8u << 20) + 1);
  CHECK(files.get(get("/pipe")).status == 404);
  CHECK(files.get(get("/large")).status == 404);
}

TEST_CASE("a known ETag gets 304 and no body, another one the file") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  const auto etag = header(files.get(get("/")), "etag");
  REQUIRE(etag.size() > 4);
  CHECK(etag.front() == '"');
  CHECK(etag.back() == '"');
  for (const auto& known : {etag, "W/" + etag, "\"x\", " + etag}) {
    INFO(known);
    const auto response = files.get(get("/", "", known));
    CHECK(response.status == 304);
    CHECK(response.body == nullptr);
    CHECK(header(response, "etag") == etag);
  }
  CHECK(files.get(get("/", "", "\"x\"")).status == 200);
  CHECK(files.get(get("/", "gzip", etag)).status == 200);  // other bytes, so another ETag
}

TEST_CASE("the folder is served although the way to it is closed later") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  fs::rename(folder.path("www"), folder.path("elsewhere"));
  CHECK(*files.get(get("/")).body == folder.page);
  folder.write("elsewhere/index.html", "changed");
  CHECK(*files.get(get("/")).body == "changed");
  CHECK(files.get(get("/../secret")).status == 404);
}

TEST_CASE("where there is no folder there is nothing") {
  StaticFiles files("/no/such/folder");
  CHECK(files.get(get("/")).status == 404);
}

TEST_CASE("a changed file is read again and has another ETag; the same content keeps it") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  const auto before = header(files.get(get("/sub/deep.js")), "etag");
  folder.write("www/sub/deep.js", "let another;");
  const auto changed = files.get(get("/sub/deep.js"));
  CHECK(*changed.body == "let another;");
  CHECK(header(changed, "etag") != before);

  folder.write("www/sub/deep.js", "let a;");
  fs::last_write_time(folder.path("www/sub/deep.js"), fs::file_time_type{});
  CHECK(header(files.get(get("/sub/deep.js")), "etag") == before);
}

TEST_CASE("a file that is gone is gone, one that comes is served") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  REQUIRE(files.get(get("/")).status == 200);
  fs::remove(folder.path("www/index.html"));
  CHECK(files.get(get("/")).status == 404);
  folder.write("www/index.html", "again");
  CHECK(*files.get(get("/")).body == "again");
}

TEST_CASE("gzip is sent to those who accept it and holds the same bytes") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  for (const auto* accepted :
       {"gzip", "GZIP", "deflate, gzip", "gzip, deflate, br", "br,gzip;q=0.5", "gzip ; q=0.001",
        "gzip;q=1", "gzip;q=1.000", "\tgzip\t"}) {
    INFO(accepted);
    const auto response = files.get(get("/", accepted));
    REQUIRE(header(response, "content-encoding") == "gzip");
    CHECK(header(response, "vary") == "accept-encoding");
    CHECK(response.body->size() < folder.page.size());
    CHECK(gunzip(*response.body) == folder.page);
  }
}

TEST_CASE("gzip is not sent to those who do not accept it, nor where it saves nothing") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  for (const auto* refused : {"", "br", "identity", "gzip;q=0", "gzip; q=0", "gzip ;q=0.000",
                              "GZIP;Q=0", "br, gzip;q=0, deflate", "gzipped", "x,,", "gzip;q="}) {
    INFO(refused);
    const auto response = files.get(get("/", refused));
    CHECK(header(response, "content-encoding").empty());
    CHECK(header(response, "vary") == "accept-encoding");
    CHECK(*response.body == folder.page);
  }
  const auto tiny = files.get(get("/sub/deep.js", "gzip"));
  CHECK(header(tiny, "content-encoding").empty());
  CHECK(*tiny.body == "let a;");
}

TEST_CASE("a page names its files below their version; there they may be kept for ever") {
  const PageFolder folder;
  folder.write("www/index.html", R"(<link href="a.css"><script src="sub/deep.js"></script>)"
                                 R"(<a href="login"></a><a href="#a.js"></a><p>src="b.png"</p>)");
  StaticFiles files(folder.path("www").string());
  const std::string below = "v-" + files.version() + "/";
  const auto page = files.get(get("/"));
  CHECK(*page.body == "<link href=\"" + below + "a.css\"><script src=\"" + below +
                          "sub/deep.js\"></script><a href=\"login\"></a><a href=\"#a.js\"></a>"
                          "<p>src=\"b.png\"</p>");
  CHECK(header(page, "cache-control") == "no-cache");
  const auto file = files.get(get("/" + below + "sub/deep.js"));
  CHECK(*file.body == "let a;");
  CHECK(header(file, "cache-control") == "public, max-age=31536000, immutable");
}

TEST_CASE("whatever changes among the files, theirs is another version") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  const auto first = files.version();
  CHECK(files.version() == first);
  folder.write("www/sub/deep.js", "let b = 1;");
  const auto second = files.version();
  CHECK(second != first);
  CHECK(header(files.get(get("/v-" + first + "/sub/deep.js")), "cache-control") == "no-cache");
  CHECK(*files.get(get("/v-" + first + "/sub/deep.js")).body == "let b = 1;");
  folder.write("www/sub/new.js", "");
  CHECK(files.version() != second);
}

TEST_CASE("below a version there is no page, no folder, and nothing outside") {
  const PageFolder folder;
  StaticFiles files(folder.path("www").string());
  const std::string below = "/v-" + files.version();
  for (const std::string& path :
       {below, below + "/", below + "/index.html", below + "/../secret", below + "/.hidden",
        below + "/sub", below + below + "/sub/deep.js", std::string("/v-"),
        std::string("/v-/index.html")}) {
    INFO(path);
    CHECK(files.get(get(path)).status == 404);
  }
}
