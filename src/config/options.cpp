#include "config/options.h"

#include <getopt.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "config/option_values.h"

namespace wst {

namespace {

using namespace option_values;

constexpr std::size_t million = 1'000'000;

struct Spec {
  const char* name;
  const char* value;  // its name in the help; null for a switch
  const char* standard;
  const char* meaning;
  Problem (*set)(Options&, const std::string&);
};

constexpr auto specs = std::to_array<Spec>({
    {"listen", "[http[s]://]ADDR:PORT,...", "127.0.0.1:9095",
     "where to serve, https where there is a certificate; port 0 takes a free one; or unix:/PATH",
     [](Options& o, const std::string& v) { return add_listens(o.listen, v); }},
    {"socket-mode", "MODE", "660", "of the files of unix sockets, octal",
     [](Options& o, const std::string& v) { return set_mode(o.socket_mode, v); }},
    {"socket-group", "NAME", "none", "whose group may open them, in place of the account's own",
     [](Options& o, const std::string& v) { return set_name(o.socket_group, v); }},
    {"www", "DIR", "www beside the program", "the page's files",
     [](Options& o, const std::string& v) { return set_text(o.www, v, "a folder"); }},
    {"interval", "SECONDS", "2", "between two samples while somebody watches",
     [](Options& o, const std::string& v) { return set_seconds(o.interval, v, 0.1); }},
    {"deadline", "SECONDS", "15", "for one run of transmission-remote",
     [](Options& o, const std::string& v) { return set_seconds(o.deadline, v, 0.1); }},
    {"transmission", "HOST:PORT", "127.0.0.1:9091", "the daemon, as transmission-remote names it",
     [](Options& o, const std::string& v) { return set_text(o.transmission, v, "HOST:PORT"); }},
    {"remote-command", "WORDS", "transmission-remote",
     "the program that asks it, with words before its own",
     [](Options& o, const std::string& v) { return set_words(o.remote_command, v); }},
    {"remote-shell", "KIND", "auto",
     "whether a shell over there reads the words again: posix, none, or auto (behind ssh)",
     [](Options& o, const std::string& v) { return set_shell(o.remote_shell, v); }},
    {"pass-environment", "NAME,...", "none",
     "variables that the programs it runs get besides the usual (docs/operations.md)",
     [](Options& o, const std::string& v) { return add_to_list(o.pass_environment, v); }},
    {"on-done", "WORDS", "none",
     "a program to run when a torrent is complete; TR_TORRENT_* tell which",
     [](Options& o, const std::string& v) { return set_words(o.on_done, v); }},
    {"idle-interval", "SECONDS", "30", "between samples for --on-done while nobody watches",
     [](Options& o, const std::string& v) { return set_seconds(o.idle_interval, v, 1); }},
    {"workers", "FILE", "none", "programs that may publish: NAME TICKET PREFIX on each line",
     [](Options& o, const std::string& v) { return set_text(o.workers, v, "a file"); }},
    {"users", "FILE", "none", "people who may log in: NAME:HASH:ROLE on each line",
     [](Options& o, const std::string& v) { return set_text(o.users, v, "a file"); }},
    {"add-user", "NAME", "none", "asks for a password, writes both to the file of --users and ends",
     [](Options& o, const std::string& v) { return set_name(o.add_user, v); }},
    {"remove-user", "NAME", "none", "takes the name out of the file of --users and ends",
     [](Options& o, const std::string& v) { return set_name(o.remove_user, v); }},
    {"list-users", nullptr, nullptr, "prints who may log in, and as what",
     [](Options& o, const std::string&) { return o.list_users = true, Problem(); }},
    {"role", "ROLE", "what it was, and first administrator",
     "of --add-user: viewer or administrator",
     [](Options& o, const std::string& v) { return set_role(o.role, v); }},
    {"read-only", nullptr, nullptr, "lets nobody act, only watch",
     [](Options& o, const std::string&) { return o.read_only = true, Problem(); }},
    {"metrics-for", "WHOM", "viewer", "who may read /metrics: nobody (no login) or viewer",
     [](Options& o, const std::string& v) { return set_open(o.metrics_for_nobody, v); }},
    {"allowed-dir", "DIR:...", "none",
     "where torrents may be put or moved to, and below it; may be given again; none: anywhere",
     [](Options& o, const std::string& v) { return add_folders(o.allowed_dirs, v); }},
    {"no-add-url", nullptr, nullptr, "lets nobody make the daemon fetch an address",
     [](Options& o, const std::string&) { return o.no_add_url = true, Problem(); }},
    {"login-idle", "SECONDS", "43200", "until a login that is not used ends",
     [](Options& o, const std::string& v) { return set_seconds(o.login_idle, v, 1, 365 * day); }},
    {"login-lifetime", "SECONDS", "2592000", "until every login ends",
     [](Options& o, const std::string& v) {
       return set_seconds(o.login_lifetime, v, 1, 365 * day);
     }},
    {"cert", "FILE", "none", "certificate and its chain (PEM), for https",
     [](Options& o, const std::string& v) { return set_text(o.cert, v, "a file"); }},
    {"key", "FILE", "none", "its private key (PEM)",
     [](Options& o, const std::string& v) { return set_text(o.key, v, "a file"); }},
    {"trusted-proxy", "ADDR[/BITS],...", "none", "proxies whose X-Forwarded-* are believed",
     [](Options& o, const std::string& v) { return add_to_list(o.trusted_proxies, v); }},
    {"auth-header", "NAME", "none", "header in which such a proxy names who has logged in",
     [](Options& o, const std::string& v) { return set_name(o.auth_header, v); }},
    {"insecure", nullptr, nullptr, "serves other machines without users or without https",
     [](Options& o, const std::string&) { return o.insecure = true, Problem(); }},
    {"user", "NAME", "wstorrentd", "account to become when started as root, where there is one",
     [](Options& o, const std::string& v) { return set_name(o.user, v); }},
    {"allowed-host", "NAME,...", "none", "further names this server answers to",
     [](Options& o, const std::string& v) { return add_hosts(o.allowed_hosts, v); }},
    {"allowed-origin", "ORIGIN,...", "none",
     "further origins whose pages may open the WebSocket and call",
     [](Options& o, const std::string& v) { return add_origins(o.allowed_origins, v); }},
    {"max-connections", "N", "4096", "open at once",
     [](Options& o, const std::string& v) { return set_count(o.max_connections, v, 1, million); }},
    {"max-connections-per-address", "N", "1024", "open at once from one address",
     [](Options& o, const std::string& v) {
       return set_count(o.max_connections_per_address, v, 1, million);
     }},
    {"max-subscriptions", "N", "1024", "per connection",
     [](Options& o, const std::string& v) { return set_count(o.max_subscriptions, v, 1, 10'000); }},
    {"max-details", "N", "64", "torrents whose details are sampled at once",
     [](Options& o, const std::string& v) { return set_count(o.max_details, v, 1, 1'000); }},
    {"max-calls", "N", "128", "in flight, per connection",
     [](Options& o, const std::string& v) { return set_count(o.max_calls, v, 1, 10'000); }},
    {"max-queued-calls", "N", "256", "in flight, of everybody",
     [](Options& o, const std::string& v) { return set_count(o.max_queued_calls, v, 1, 100'000); }},
    {"max-unread-bytes", "N", "1048576", "of answers that a client has not read yet",
     [](Options& o, const std::string& v) {
       return set_count(o.max_unread_bytes, v, 1024, 16u << 20);
     }},
    {"max-message-bytes", "N", "12582912", "of one WebSocket message from a client",
     [](Options& o, const std::string& v) {
       return set_count(o.max_message_bytes, v, 128, 16u << 20);
     }},
    {"max-body-bytes", "N", "12582912", "of one HTTP request",
     [](Options& o, const std::string& v) {
       return set_count(o.max_body_bytes, v, 1024, 64u << 20);
     }},
    {"max-header-bytes", "N", "32768", "of one request's head",
     [](Options& o, const std::string& v) {
       return set_count(o.max_header_bytes, v, 1024, 60u << 10);
     }},
    {"header-timeout", "SECONDS", "10",
     "for a request's head to arrive, and between bytes of its body",
     [](Options& o, const std::string& v) { return set_seconds(o.header_timeout, v, 1); }},
    {"ping-interval", "SECONDS", "25", "between pings of a silent WebSocket; two unanswered end it",
     [](Options& o, const std::string& v) { return set_seconds(o.ping_interval, v, 1); }},
    {"max-control-frames", "N", "20", "pings and the like from a WebSocket per second",
     [](Options& o, const std::string& v) {
       return set_count(o.max_control_frames, v, 1, 100'000);
     }},
    {"max-torrents", "N", "100000", "shown; a daemon that tells of more is an error",
     [](Options& o, const std::string& v) { return set_count(o.max_torrents, v, 1, 10'000'000); }},
    {"max-output-bytes", "N", "67108864", "of one run of transmission-remote",
     [](Options& o, const std::string& v) {
       return set_count(o.max_output_bytes, v, 4096, std::size_t{4} << 30);
     }},
    {"test-echo", nullptr, nullptr, "answers every message at /echo with itself; loopback only",
     [](Options& o, const std::string&) { return o.test_echo = true, Problem(); }},
    {"check-password", nullptr, nullptr,
     "for wstorrentd itself: compares what it reads, HASH NUL PASSWORD, and ends",
     [](Options& o, const std::string&) { return o.check_password = true, Problem(); }},
    {"procedures", nullptr, nullptr, "prints what can be called, and with which arguments",
     [](Options& o, const std::string&) { return o.show_procedures = true, Problem(); }},
    {"help", nullptr, nullptr, "prints this",
     [](Options& o, const std::string&) { return o.show_help = true, Problem(); }},
    {"version", nullptr, nullptr, "prints the version",
     [](Options& o, const std::string&) { return o.show_version = true, Problem(); }},
});

constexpr std::string_view variable_prefix = "WSTORRENTD_";

std::string variable_of(const Spec& spec) {
  std::string name(variable_prefix);
  for (const char* c = spec.name; *c; ++c) {
    name += *c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(*c)));
  }
  return name;
}

std::optional<Error> set(Options& options, const Spec& spec, const std::string& value,
                         const std::string& called) {
  const auto problem = spec.set(options, value);
  if (!problem) return std::nullopt;
  return Error{called + " must be " + *problem + ", not \"" + value + "\""};
}

struct Given {
  const Spec* spec;
  std::string value;
};

// Only what the command line leaves open: what it says is said instead.
std::optional<Error> read_environment(Options& options, const Getenv& getenv,
                                      const std::vector<Given>& arguments) {
  for (const auto& spec : specs) {
    const std::string variable = variable_of(spec);
    const char* value = spec.value ? getenv(variable.c_str()) : nullptr;
    const bool overruled = std::any_of(arguments.begin(), arguments.end(),
                                       [&](const Given& given) { return given.spec == &spec; });
    if (!value || overruled) continue;
    if (auto error = set(options, spec, value, variable)) return error;
  }
  return std::nullopt;
}

// Beyond every character, and different for each: getopt takes options that
// differ in nothing but their names for one, and a common beginning for its name.
constexpr int first_known = 256;

std::vector<option> long_options() {
  std::vector<option> list;
  for (const auto& spec : specs) {
    const int known = first_known + static_cast<int>(list.size());
    list.push_back({spec.name, spec.value ? required_argument : no_argument, nullptr, known});
  }
  list.push_back({nullptr, 0, nullptr, 0});
  return list;
}

const Spec* spec_named(std::string_view name) {
  const auto found = std::ranges::find(specs, name, &Spec::name);
  return found == specs.end() ? nullptr : &*found;
}

/// What getopt has found; null: there is no such option.
const Spec* spec_of(int got) {
  if (got >= first_known) return &specs[static_cast<std::size_t>(got - first_known)];
  return got == 'h' ? spec_named("help") : got == 'V' ? spec_named("version") : nullptr;
}

Result<std::vector<Given>> read_arguments(int argc, char** argv) {
  std::vector<Given> arguments;
  const auto list = long_options();
  optind = 0;  // begins anew, also in tests
  opterr = 0;
  for (;;) {
    const int shown = std::max(1, optind);
    const int got = getopt_long(argc, argv, "+:hV", list.data(), nullptr);
    if (got == -1) break;
    const std::string word = shown < argc ? argv[shown] : "";
    if (got == ':') return Error{word + " needs a value"};
    const Spec* spec = spec_of(got);
    if (!spec) return Error{"there is no option " + word};
    arguments.push_back({spec, optarg ? optarg : ""});
  }
  if (optind < argc) return Error{std::string("\"") + argv[optind] + "\" is not an option"};
  return arguments;
}

}  // namespace

Result<Options> parse_options(int argc, char** argv, const Getenv& getenv) {
  Options options;
  const auto arguments = read_arguments(argc, argv);
  if (!arguments) return arguments.error();
  if (auto error = read_environment(options, getenv, arguments.value())) return *error;
  for (const auto& [spec, value] : arguments.value()) {
    if (auto error = set(options, *spec, value, std::string("--") + spec->name)) return *error;
  }
  return options;
}

std::vector<std::string> unknown_variables(const char* const* environment) {
  std::vector<std::string> unknown;
  for (; *environment; ++environment) {
    const std::string_view entry = *environment;
    const std::string name(entry.substr(0, entry.find('=')));
    const bool is_ours = name.starts_with(variable_prefix);
    const bool is_read = std::ranges::any_of(
        specs, [&](const Spec& spec) { return spec.value && variable_of(spec) == name; });
    if (is_ours && !is_read) unknown.push_back(name);
  }
  return unknown;
}

std::optional<Error> contradiction(const Options& options) {
  if (options.cert.empty() != options.key.empty()) {
    return Error{"--cert and --key are of use only together"};
  }
  const bool wants_https = std::ranges::any_of(options.listen, [](const ListenAddress& address) {
    return address.scheme == ListenAddress::Scheme::https;
  });
  if (wants_https && options.cert.empty()) {
    return Error{"--listen https://... needs a certificate: --cert and --key"};
  }
  const bool edits = !options.add_user.empty() || !options.remove_user.empty();
  if (options.users.empty() && (edits || options.list_users)) {
    return Error{
        "--add-user, --remove-user and --list-users need --users FILE, the file they mean"};
  }
  if (options.users.empty() && !options.auth_header.empty()) {
    return Error{"--auth-header needs --users FILE: it says who may act and who may only watch"};
  }
  return std::nullopt;
}

std::string options_help() {
  std::string help =
      "Usage: wstorrentd [OPTIONS]\n"
      "A live window onto a Transmission daemon, through transmission-remote.\n\n";
  for (const auto& spec : specs) {
    help += std::string("  --") + spec.name + (spec.value ? std::string("=") + spec.value : "") +
            "\n      " + spec.meaning;
    if (spec.value)
      help += std::string("\n      default: ") + spec.standard + "; or " + variable_of(spec);
    help += "\n";
  }
  return help +
         "\nA daemon with a password: set TR_AUTH=user:password in the environment, or put it\n"
         "into ~/.netrc. It is never put on a command line.\n";
}

}  // namespace wst
