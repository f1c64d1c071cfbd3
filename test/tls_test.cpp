#include "tls/tls.h"

#include <cmath>
#include <ctime>
#include <fstream>

#include "catch.h"
#include "sockets.h"
#include "tls_client.h"

using namespace wst;
using namespace wst::test;

namespace {

struct Handshake {
  std::string version = {};  ///< empty if there was none
  std::string cipher = {};
  std::string protocol = {};
  std::string name = {};
  std::string failure = {};
};

Handshake shake_hands(const TlsContext& context, const TlsOptions& options = {}) {
  auto [near, far] = connected();
  TlsClient client(std::move(near), options);
  const auto server = context.begin(far.get());
  REQUIRE(server);
  while (!client.is_settled()) SSL_do_handshake(server.get());
  if (!client.is_open()) return {.failure = client.failure};
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(client.ssl(), &chosen, &size);
  return {.version = SSL_get_version(client.ssl()),
          .cipher = SSL_get_cipher_name(client.ssl()),
          .protocol = {reinterpret_cast<const char*>(chosen), size},
          .name = client.server_name()};
}

TlsContext load(const Certificate& files) {
  auto context = TlsContext::load(files.cert(), files.key());
  INFO((context ? "" : context.error().message));
  REQUIRE(context);
  return std::move(context).value();
}

std::string refusal(const std::string& cert, const std::string& key) {
  const auto context = TlsContext::load(cert, key);
  return context ? "" : context.error().message;
}

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

TEST_CASE("TLS 1.2 and 1.3 are spoken, the newer if the client can; older ones are not") {
  const Certificate files;
  const auto context = load(files);
  CHECK(shake_hands(context).version == "TLSv1.3");
  CHECK(shake_hands(context, {.most = TLS1_2_VERSION}).version == "TLSv1.2");
  for (const int old : {TLS1_VERSION, TLS1_1_VERSION}) {
    CHECK(shake_hands(context, {.least = TLS1_VERSION, .most = old, .ciphers = "ALL"})
              .failure.find("version") != std::string::npos);
  }
}

TEST_CASE(
    "of the ciphers of TLS 1.2 only those that forget their keys and cannot be tampered with") {
  const Certificate files;
  const auto context = load(files);
  for (const char* good : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"}) {
    CHECK(shake_hands(context, {.most = TLS1_2_VERSION, .ciphers = good}).cipher == good);
  }
  for (const char* bad :
       {"ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA", "AES128-GCM-SHA256",
        "DHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-NULL-SHA", "AECDH-AES128-SHA"}) {
    INFO(bad);
    CHECK(shake_hands(context, {.most = TLS1_2_VERSION, .ciphers = bad}).version.empty());
  }
}

TEST_CASE("HTTP/1.1 is chosen from what a client offers; one that cannot speak it is told so") {
  const Certificate files;
  const auto context = load(files);
  const std::string h1 = "\x08http/1.1";
  const std::string h2 = "\x02h2";
  CHECK(shake_hands(context).protocol.empty());
  CHECK(shake_hands(context, {.offers = h1}).protocol == "http/1.1");
  CHECK(shake_hands(context, {.offers = h2 + h1}).protocol == "http/1.1");
  CHECK(shake_hands(context, {.offers = h2}).failure.find("no application protocol") !=
        std::string::npos);
}

TEST_CASE("what cannot be used is named, with the reason") {
  const Certificate files;
  const Certificate others;
  const auto missing = files.folder.path("missing").string();
  const auto rubbish = files.folder.path("rubbish").string();
  write(rubbish, "rubbish\n");
  struct Case {
    std::string cert, key, named, reason;
  };
  for (const auto& [cert, key, named, reason] :
       {Case{missing, files.key(), missing, "No such file"},
        Case{rubbish, files.key(), rubbish, "no start line"},
        Case{files.cert(), missing, missing, "No such file"},
        Case{files.cert(), rubbish, rubbish, ""},
        Case{files.cert(), others.key(), others.key(), "mismatch"}}) {
    const auto said = refusal(cert, key);
    INFO(said);
    CHECK(said.find(named) != std::string::npos);
    CHECK(said.find(reason) != std::string::npos);
  }
  files.renew("weak", true);
  CHECK(refusal(files.cert(), files.key()).find("too small") != std::string::npos);
}

TEST_CASE("a renewed certificate is for those who come later; a broken one changes nothing") {
  const Certificate files("old");
  auto context = load(files);
  CHECK(!context.reload());
  CHECK(shake_hands(context).name == "old");
  files.renew("new");
  CHECK(shake_hands(context).name == "old");
  CHECK(!context.reload());
  CHECK(shake_hands(context).name == "new");
  write(files.key(), "rubbish\n");
  const auto error = context.reload();
  REQUIRE(error);
  CHECK(error->message.find(files.key()) != std::string::npos);
  CHECK(shake_hands(context).name == "new");
}

TEST_CASE("a key that others may read is refused, one for a group is not") {
  using std::filesystem::perms;
  const Certificate files;
  for (const auto others : {perms::others_read, perms::others_write, perms::others_exec}) {
    Certificate::let_read(files.key(), perms::group_read | others);
    CHECK(refusal(files.cert(), files.key()) ==
          "others may read the key " + files.key() + ": chmod 600 " + files.key() + ", or 640");
  }
  Certificate::let_read(files.key(), perms::group_read);
  auto context = load(files);
  Certificate::let_read(files.key(), perms::others_read);
  CHECK(context.reload());
  CHECK(shake_hands(context).name == "localhost");
}

TEST_CASE("the last 14 days of a certificate are worth a word") {
  const Certificate files;
  files.renew("x", false, 20 * 86'400);
  const auto context = load(files);
  const double end = context.expires();
  CHECK(std::abs(end - static_cast<double>(std::time(nullptr)) - 20 * 86'400) < 100);
  const auto said = [&](double days) { return context.doubt(end - days * 86'400).value_or(""); };
  CHECK(said(14.1).empty());
  CHECK(said(13.9).find(files.cert() + " expires in 13 days; renew it") != std::string::npos);
  CHECK(said(0.5).find(" expires in 0 days; renew it") != std::string::npos);
  CHECK(said(-1) == "the certificate " + files.cert() + " has expired: browsers refuse it");
}

TEST_CASE("nothing is left over that another connection could resume") {
  const Certificate files;
  const auto context = load(files);
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    auto [near, far] = connected();
    TlsClient client(std::move(near), {.most = version});
    const auto server = context.begin(far.get());
    while (!client.is_settled()) SSL_do_handshake(server.get());
    CHECK(!SSL_SESSION_is_resumable(SSL_get_session(client.ssl())));
  }
}
