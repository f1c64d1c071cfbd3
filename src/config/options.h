// The command line and its mirror in the environment, from one table.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace wst {

/// One of the addresses to serve at.
struct ListenAddress {
  enum class Scheme { usual, http, https };  ///< usual: https where there is a certificate

  std::string host = "127.0.0.1";
  std::string port = "9095";
  std::string path = {};  ///< of a unix socket, instead of the two above; empty: none
  Scheme scheme = Scheme::usual;
};

struct Options {
  std::vector<ListenAddress> listen;  ///< empty: the usual one
  unsigned socket_mode = 0660;        ///< of unix sockets
  std::string socket_group;           ///< of unix sockets; empty: that of the account
  std::string www;                    ///< empty: the folder www beside the program
  double interval = 2;
  double deadline = 15;
  std::string transmission = "127.0.0.1:9091";
  std::vector<std::string> remote_command = {"transmission-remote"};
  std::optional<bool>
      remote_shell;  ///< whether a shell reads its words again; nothing: as it seems
  std::vector<std::string> pass_environment;  ///< variables that children get besides the usual
  std::vector<std::string> on_done;           ///< program and leading words; empty: none
  double idle_interval = 30;                  ///< seconds between samples for on_done alone
  std::string workers;                        ///< file of those who may publish; empty: none
  std::string users;                          ///< file of people who may log in; empty: none
  std::string add_user;                       ///< name of one to write into it
  std::string remove_user;                    ///< name of one to take out of it
  bool list_users = false;
  std::string role;                       ///< of add_user: "viewer", "administrator" or empty
  bool read_only = false;                 ///< everybody is a viewer
  bool metrics_for_nobody = false;        ///< /metrics without a login
  std::vector<std::string> allowed_dirs;  ///< where torrents may be put or moved to; empty: any
  bool no_add_url = false;                ///< the daemon is made to fetch no address
  double login_idle = 12 * 3600;
  double login_lifetime = 30 * 86400;
  std::string cert;  ///< PEM file of the certificate and its chain; empty: no TLS
  std::string key;
  std::vector<std::string> trusted_proxies;  ///< addresses or networks, "10.0.0.0/8"
  std::string auth_header;                   ///< in which a trusted proxy names the user
  bool insecure = false;                     ///< serves others without users or TLS
  std::string user;                          ///< account to become when started as root
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> allowed_origins;
  std::size_t max_connections = 4096;
  std::size_t max_connections_per_address = 1024;
  std::size_t max_subscriptions = 1024;
  std::size_t max_details = 64;
  std::size_t max_calls = 128;
  std::size_t max_queued_calls = 256;
  std::size_t max_unread_bytes = 1u << 20;
  std::size_t max_message_bytes = 12u << 20;
  std::size_t max_body_bytes = 12u << 20;
  std::size_t max_header_bytes = 32u << 10;
  double header_timeout = 10;
  double ping_interval = 25;
  std::size_t max_control_frames = 20;  ///< pings and the like that a client may send per second
  std::size_t max_torrents = 100'000;
  std::size_t max_output_bytes = 64u << 20;
  bool test_echo = false;
  bool check_password = false;
  bool show_procedures = false;
  bool show_help = false;
  bool show_version = false;
};

using Getenv = std::function<const char*(const char*)>;

/// The command line, and for what it does not name, the environment. The error
/// is one line and names the option. Changes nothing but what it returns.
Result<Options> parse_options(int argc, char** argv, const Getenv& getenv);

/// Variables of `environment` (as environ has them, ended by null) that look like ours and
/// that no option reads: a misspelt one would be passed over in silence.
std::vector<std::string> unknown_variables(const char* const* environment);

/// What of `options` does not go together, in one line; nothing if all does.
std::optional<Error> contradiction(const Options& options);

/// What --help prints: every option with its meaning, default and variable.
std::string options_help();

}  // namespace wst
