// Certificates, and clients that speak TLS to a server of the test's own.
#pragma once

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/unique_fd.h"
#include "catch.h"
#include "loop.h"
#include "temporary_folder.h"

namespace wst::test {

template <auto release>
struct Release {
  template <typename T>
  void operator()(T* thing) const {
    release(thing);
  }
};

/// A folder with a certificate that vouches for itself, and its key.
class Certificate {
 public:
  explicit Certificate(const std::string& name = "localhost") { renew(name); }

  void renew(const std::string& name, bool weak = false, long seconds = 3600) const {
    const std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>> pair(weak ? EVP_RSA_gen(512)
                                                                      : EVP_EC_gen("P-256"));
    const std::unique_ptr<X509, Release<X509_free>> made(X509_new());
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), seconds);
    X509_set_pubkey(made.get(), pair.get());
    auto* subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(made.get(), subject);
    REQUIRE(X509_sign(made.get(), pair.get(), EVP_sha256()) > 0);
    write(cert(), [&](FILE* file) { return PEM_write_X509(file, made.get()); });
    write(key(), [&](FILE* file) {
      return PEM_write_PrivateKey(file, pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    let_read(key(), std::filesystem::perms::none);
  }

  /// Its owner, and `others`.
  static void let_read(const std::string& path, std::filesystem::perms others) {
    using std::filesystem::perms;
    std::filesystem::permissions(path, perms::owner_read | perms::owner_write | others);
  }

  [[nodiscard]] std::string cert() const { return folder.path("cert.pem"); }
  [[nodiscard]] std::string key() const { return folder.path("key.pem"); }

  const TemporaryFolder folder;

 private:
  static void write(const std::string& path, const std::function<int(FILE*)>& print) {
    const std::unique_ptr<FILE, Release<fclose>> file(fopen(path.c_str(), "w"));
    REQUIRE(file);
    REQUIRE(print(file.get()) == 1);
  }
};

/// How a client shakes hands; what is not said is as the library likes it.
struct TlsOptions {
  int least = 0;
  int most = 0;
  std::string ciphers = {};  ///< of TLS 1.2
  std::string offers = {};   ///< ALPN, each with its length before it
};

/// A client that the test plays over `socket`, which does not block.
class TlsClient {
 public:
  explicit TlsClient(UniqueFd socket, const TlsOptions& options = {})
      : socket_(std::move(socket)), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_min_proto_version(context_.get(), options.least);
    SSL_CTX_set_max_proto_version(context_.get(), options.most);
    SSL_CTX_set_security_level(context_.get(), 0);  // the server is to refuse, not we
    if (!options.ciphers.empty()) SSL_CTX_set_cipher_list(context_.get(), options.ciphers.c_str());
    connection_.reset(SSL_new(context_.get()));
    if (!options.offers.empty()) {
      SSL_set_alpn_protos(connection_.get(),
                          reinterpret_cast<const unsigned char*>(options.offers.data()),
                          static_cast<unsigned>(options.offers.size()));
    }
    SSL_set_mode(connection_.get(),
                 SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_set_fd(connection_.get(), socket_.get());
    SSL_set_connect_state(connection_.get());
  }

  /// Whether the handshake is over, well or not.
  bool is_settled() {
    return settle([&] { return SSL_do_handshake(ssl()); }) != 0;
  }
  [[nodiscard]] bool is_open() const { return SSL_is_init_finished(ssl()) && failure.empty(); }
  void shake_hands() {
    run_until([&] { return is_settled(); });
  }

  /// All of it, while the loop runs.
  void say(std::string_view text) {
    run_until([&] { return (text = say_some(text)).empty(); });
  }
  /// What is left of `text`.
  std::string_view say_some(std::string_view text) {
    if (text.empty()) return text;
    const int said =
        settle([&] { return SSL_write(ssl(), text.data(), static_cast<int>(text.size())); });
    REQUIRE(failure == "");
    return text.substr(said > 0 ? static_cast<std::size_t>(said) : 0);
  }
  /// Hears what there is; whether the server is done.
  bool is_over() {
    std::array<char, 4096> buffer;
    while (!over_ && failure.empty()) {
      const int size =
          settle([&] { return SSL_read(ssl(), buffer.data(), static_cast<int>(buffer.size())); });
      if (size == 0) return false;
      if (size > 0) heard.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return true;
  }
  void hear_to_the_end() {
    run_until([this] { return is_over(); });
  }
  /// As a well-behaved client does that has said all.
  void close_notify() { SSL_shutdown(ssl()); }
  void leave() { socket_.reset(); }

  /// The server's own certificate's name.
  [[nodiscard]] std::string server_name() const {
    const std::unique_ptr<X509, Release<X509_free>> cert(SSL_get1_peer_certificate(ssl()));
    std::array<char, 100> name{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(cert.get()), NID_commonName, name.data(),
                              static_cast<int>(name.size()));
    return name.data();
  }
  [[nodiscard]] SSL* ssl() const { return connection_.get(); }
  [[nodiscard]] int socket() const { return socket_.get(); }

  std::string heard;
  std::string failure;          ///< why there is nothing more
  bool ended_in_order = false;  ///< with a close_notify

 private:
  /// What `act` returned if it went well, 0 if it is to be tried again.
  template <typename Act>
  int settle(Act act) {
    ERR_clear_error();
    const int returned = act();
    if (returned > 0) return returned;
    const int error = SSL_get_error(ssl(), returned);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return 0;
    ended_in_order = error == SSL_ERROR_ZERO_RETURN;
    over_ = true;
    const char* reason = ERR_reason_error_string(ERR_peek_error());
    if (!ended_in_order) failure = reason ? reason : "the connection broke";
    return -1;
  }

  UniqueFd socket_;
  std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>> context_;
  std::unique_ptr<SSL, Release<SSL_free>> connection_;
  bool over_ = false;
};

}  // namespace wst::test
