// The certificate, its key and the rules of TLS: 1.2 and 1.3, nothing that is
// known to be weak, HTTP/1.1 inside.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

struct ssl_st;
struct ssl_ctx_st;

namespace wst {

struct FreeTls {
  void operator()(ssl_st* connection) const;
  void operator()(ssl_ctx_st* context) const;
};
using TlsConnection = std::unique_ptr<ssl_st, FreeTls>;

class TlsContext {
 public:
  /// PEM files: the certificate with its chain, and its private key, which others may not read. The
  /// error says which of them will not do, and why.
  static Result<TlsContext> load(std::string cert, std::string key);

  /// Reads both again, for connections to come; on an error all stays as it was.
  std::optional<Error> reload();

  /// Until when browsers take the certificate, as unix time.
  [[nodiscard]] double expires() const;
  /// What is to be said of that within the last 14 days; `now` in unix time.
  [[nodiscard]] std::optional<std::string> doubt(double now) const;
  [[nodiscard]] const std::string& cert() const { return cert_; }
  [[nodiscard]] const std::string& key() const { return key_; }

  /// A server's end over `socket`, before its handshake; null if memory is short.
  [[nodiscard]] TlsConnection begin(int socket) const;

 private:
  using Context = std::unique_ptr<ssl_ctx_st, FreeTls>;
  static Result<Context> read(const std::string& cert, const std::string& key);
  TlsContext(std::string cert, std::string key, Context context);

  std::string cert_;
  std::string key_;
  Context context_;
};

}  // namespace wst
