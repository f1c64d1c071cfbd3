#include "tls/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <ctime>
#include <string_view>
#include <utility>

namespace wst {

namespace {

// Of TLS 1.2; those of 1.3 are all good. Each connection has a key of its own,
// so that what was recorded stays secret if the certificate's key gets out.
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view spoken = "http/1.1";
constexpr double seconds_a_day = 86'400;
constexpr double days_of_warning = 14;

// Of what OpenSSL has noted, the first thing is the cause.
std::string reason() {
  const auto code = ERR_peek_error();
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code)) return std::string(": ") + std::strerror(ERR_GET_REASON(code));
  const char* text = ERR_reason_error_string(code);
  return text ? std::string(": ") + text : "";
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  std::string_view rest(reinterpret_cast<const char*>(offered), offered_size);
  while (!rest.empty()) {
    const auto length = static_cast<unsigned char>(rest.front());
    if (rest.substr(1, length) == spoken) {
      *chosen = reinterpret_cast<const unsigned char*>(rest.data()) + 1;
      *size = length;
      return SSL_TLSEXT_ERR_OK;
    }
    rest.remove_prefix(std::min<std::size_t>(rest.size(), length + 1u));
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

// Somebody who must type a passphrase is not there when the program runs.
int no_passphrase(char*, int, int, void*) { return -1; }

// Sessions are not resumed: their tickets would outlive the keys they rest on.
void set_rules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, ciphers);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
}

using FileInfo = struct stat;

bool is_open_to_others(const std::string& path) {
  FileInfo file{};
  return stat(path.c_str(), &file) == 0 && (file.st_mode & S_IRWXO) != 0;
}

}  // namespace

void FreeTls::operator()(ssl_st* connection) const { SSL_free(connection); }
void FreeTls::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

Result<TlsContext> TlsContext::load(std::string cert, std::string key) {
  auto context = read(cert, key);
  if (!context) return context.error();
  return TlsContext(std::move(cert), std::move(key), std::move(context).value());
}

TlsContext::TlsContext(std::string cert, std::string key, Context context)
    : cert_(std::move(cert)), key_(std::move(key)), context_(std::move(context)) {}

std::optional<Error> TlsContext::reload() {
  auto context = read(cert_, key_);
  if (!context) return context.error();
  context_ = std::move(context).value();
  return std::nullopt;
}

Result<TlsContext::Context> TlsContext::read(const std::string& cert, const std::string& key) {
  if (is_open_to_others(key)) {
    return Error{"others may read the key " + key + ": chmod 600 " + key + ", or 640"};
  }
  ERR_clear_error();
  Context context(SSL_CTX_new(TLS_server_method()));
  if (!context) return Error{"OpenSSL does not start" + reason()};
  set_rules(context.get());
  if (SSL_CTX_use_certificate_chain_file(context.get(), cert.c_str()) != 1) {
    return Error{"cannot use the certificate " + cert + reason()};
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return Error{"cannot use the key " + key + " with the certificate " + cert + reason()};
  }
  return context;
}

double TlsContext::expires() const {
  tm time{};
  const X509* certificate = SSL_CTX_get0_certificate(context_.get());
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) != 1) return 0;
  return static_cast<double>(timegm(&time));
}

std::optional<std::string> TlsContext::doubt(double now) const {
  const double days = std::floor((expires() - now) / seconds_a_day);
  if (days >= days_of_warning) return std::nullopt;
  if (days < 0) return "the certificate " + cert_ + " has expired: browsers refuse it";
  return "the certificate " + cert_ + " expires in " + std::to_string(std::lround(days)) +
         " days; renew it, and it is read again by itself";
}

TlsConnection TlsContext::begin(int socket) const {
  TlsConnection connection(SSL_new(context_.get()));
  if (!connection || SSL_set_fd(connection.get(), socket) != 1) return nullptr;
  SSL_set_accept_state(connection.get());
  return connection;
}

}  // namespace wst
