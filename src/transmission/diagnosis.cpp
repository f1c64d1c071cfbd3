#include "transmission/diagnosis.h"

#include <algorithm>
#include <array>
#include <optional>

#include "transmission/envelope.h"
#include "transmission/reply.h"
#include "transmission/sanitize.h"

namespace wst {
namespace {

constexpr std::string_view start_it =
    "Start it (systemctl start transmission-daemon) or say where it is with "
    "--transmission HOST:PORT.";
constexpr std::string_view check_host =
    "Check --transmission HOST:PORT: something else may be listening there.";
constexpr std::string_view check_name = "Check the name given with --transmission HOST:PORT.";
constexpr std::string_view give_password =
    "Set TR_AUTH=user:password in wstorrentd's environment, or use ~/.netrc.";
constexpr std::string_view install_it =
    "Install transmission-remote (Debian: apt install transmission-cli) or name it with "
    "--remote-command.";
constexpr std::string_view install_there =
    "Install transmission-remote over there (Debian: apt install transmission-cli), or write its "
    "whole path into --remote-command.";
constexpr std::string_view allow_time =
    "See whether it is overloaded or far away, or allow more with --deadline SECONDS.";
constexpr std::string_view check_tls =
    "See whether it speaks https there; give --transmission a http:// URL if it does not.";
constexpr std::string_view no_https =
    "transmission-daemon at {host} cannot be reached over https: SSL connect error";
constexpr std::string_view check_url =
    "Give --transmission HOST:PORT, or a URL without a final slash, such as "
    "http://HOST:PORT/transmission.";
constexpr std::string_view repair_it =
    "Repair its package where it runs (Debian: apt install --reinstall transmission-cli).";
constexpr std::string_view try_by_hand = "Run the command by hand to see why.";

/// What is printed, what it means. The first that fits counts, so that what
/// the daemon says comes before what curl says on the way. In the texts {host}
/// is the daemon's address, {program} the command, {said} what follows the
/// pattern on its line.
struct Cause {
  std::string_view pattern;
  std::string_view reason;
  std::string_view hint;
};

constexpr auto causes = std::to_array<Cause>({
    {"TR_AUTH environment variable is not set",
     "transmission-remote finds no user name and password in TR_AUTH", give_password},
    {"Too many unsuccessful login attempts",
     "transmission-daemon at {host} is locked after too many wrong passwords",
     "Set the right TR_AUTH=user:password, then restart transmission-daemon."},
    {"401: Unauthorized",
     "transmission-daemon at {host} asks for a user name and password, or refuses the ones it got "
     "(401 Unauthorized)",
     give_password},
    {"403: Forbidden",
     "transmission-daemon at {host} refuses this machine's address (403 Forbidden)",
     "Add the address to rpc-whitelist in the daemon's settings.json."},
    {"421: Misdirected Request",
     "transmission-daemon at {host} does not accept being called by this name (421 Misdirected "
     "Request)",
     "Use its IP address with --transmission, or add the name to rpc-host-whitelist in the "
     "daemon's "
     "settings.json."},
    {"404: Not Found", "no Transmission answers under this address at {host} (404 Not Found)",
     check_url},
    {"Unexpected response: Not Found",
     "no Transmission answers under this address at {host} (404 Not Found)", check_url},
    {"301: Moved Permanently",
     "no Transmission answers under this address at {host} (301 Moved Permanently)", check_url},
    {"Unexpected response:", "{host} does not answer like transmission-daemon: {said}", check_host},
    {"Unable to parse response", "{host} does not answer like transmission-daemon: {said}",
     check_host},
    {"Connection refused", "transmission-daemon at {host} cannot be reached: connection refused",
     start_it},
    {"resolve host", "the host of transmission-daemon at {host} cannot be found: no such name",
     check_name},
    {"No route to host", "transmission-daemon at {host} cannot be reached: no route to host",
     check_name},
    {"Network is unreachable",
     "transmission-daemon at {host} cannot be reached: the network is unreachable", check_name},
    {"SSL certificate problem", "the certificate of transmission-daemon at {host} is not trusted",
     "Add it to this machine's trusted certificates."},
    {"SSL peer certificate", "the certificate of transmission-daemon at {host} is not trusted",
     "Add it to this machine's trusted certificates."},
    {"SSL connect error", no_https, check_tls},
    {"wrong version number", no_https, check_tls},
    {"Timeout was reached", "transmission-daemon at {host} did not answer in time", allow_time},
    {"timed out", "transmission-daemon at {host} did not answer in time", allow_time},
    {"Transferred a partial file", "the answer of {host} ends in the middle", check_host},
    {"transfer closed with", "the answer of {host} ends in the middle", check_host},
    {"Server returned nothing", "{host} closed the connection without an answer", check_host},
    {"Empty reply from server", "{host} closed the connection without an answer", check_host},
    {"Connection reset by peer", "{host} closed the connection without an answer", check_host},
    {"connect to server",
     "transmission-daemon at {host} cannot be reached: Couldn't connect to server", start_it},
    {"/transmission/rpc/) ", "transmission-daemon at {host} cannot be reached: {said}", start_it},
    {"/transmission/rpc/': ", "transmission-daemon at {host} cannot be reached: {said}", start_it},
    {"Error: ", "transmission-daemon at {host} refused: {said}", ""},
});

/// Why a program did not start, as the kernel says.
constexpr auto spawn_causes = std::to_array<Cause>({
    {"Too many open files", "{said}",
     "Allow more open files (ulimit -n, or LimitNOFILE in the unit), or fewer with "
     "--max-connections."},
    {"Resource temporarily unavailable", "{said}",
     "Allow more processes (ulimit -u, or TasksMax in the unit)."},
    {"Cannot allocate memory", "{said}",
     "Free some memory, or allow more (MemoryMax in the unit)."},
    {"Permission denied", "{said}", "Allow its execution (chmod +x) to the account of wstorrentd."},
    {"Argument list too long", "{said}", "Ask for less at once."},
});

/// How a prefix such as ssh, or a shell at its other end, says that it failed.
struct Status {
  int code;
  std::string_view reason;
  std::string_view hint;
};

constexpr auto statuses = std::to_array<Status>({
    {124, "transmission-daemon at {host} did not answer in time", allow_time},
    {126, "{program} cannot be run: {said}", install_it},
    {127, "{program} was not found: {said}", install_it},
    {255, "{program} failed: {said}", try_by_hand},
});

/// A placeholder that gets nothing goes together with the colon before it.
std::string with(std::string text, std::string_view placeholder, std::string_view value) {
  std::size_t at = text.find(placeholder);
  if (at == std::string_view::npos) return text;
  if (value.empty() && text.substr(0, at).ends_with(": ")) return text.erase(at - 2);
  return text.replace(at, placeholder.size(), value);
}

std::string program_of(const Remote& remote) {
  std::string words;
  for (const std::string& word : remote.remote_command) words += words.empty() ? word : ' ' + word;
  return plain_text(words);
}

Diagnosis told(const Remote& remote, std::string_view reason, std::string_view hint,
               std::string_view said = {}) {
  // Last what is not ours, so that no placeholder in it is filled.
  std::string text = with(std::string(reason), "{program}", program_of(remote));
  text = with(std::move(text), "{host}", host_for_people(remote.host));
  return {plain_text(with(std::move(text), "{said}", plain_text(said))), std::string(hint)};
}

std::string_view rest_of_line(std::string_view text, std::size_t from) {
  return text.substr(from, text.find('\n', from) - from);
}

std::optional<Diagnosis> known_cause(const Remote& remote, std::string_view telling) {
  for (const Cause& cause : causes) {
    std::size_t at = telling.find(cause.pattern);
    if (at == std::string_view::npos) continue;
    return told(remote, cause.reason, cause.hint, rest_of_line(telling, at + cause.pattern.size()));
  }
  return std::nullopt;
}

/// What the daemon answered, if a --debug stream holds a refusal.
class RefusalFinder final : public ReplySink {
 public:
  void on_row(std::string_view /*text*/) override {}
  void on_broken_row(std::string_view /*object*/, const std::string& /*why*/) override {}
  [[nodiscard]] std::size_t longest_row() const override { return 0; }
  void on_answer(JsonView envelope) override {
    if (!refusal) refusal = answer_refusal(envelope);
  }
  std::optional<std::string> refusal;
};

std::optional<std::string> refusal_in(std::string_view printed) {
  RefusalFinder finder;
  ReplyReader(Channel::debug_on_stderr, finder).feed(printed);
  return finder.refusal;
}

/// The last line; not one of curl's, which say what went well.
std::string_view last_words(std::string_view telling) {
  if (telling.ends_with('\n')) telling.remove_suffix(1);
  std::string_view last = telling.substr(telling.rfind('\n') + 1);
  return last.starts_with("* ") ? std::string_view() : last;
}

/// What the shell over there says of itself. That it does not find our program
/// is one thing, that it cannot read the command another.
std::optional<Diagnosis> shell_failure(const Remote& remote, int code, std::string_view telling) {
  if (!remote.remote_shell) return std::nullopt;
  const auto said = last_words(telling);
  const bool names_program = said.find(remote.remote_command.back()) != std::string_view::npos;
  if ((code == 126 || code == 127) && names_program) {
    return told(remote, "{program} cannot be run over there: {said}", install_there, said);
  }
  const bool is_syntax = said.find("yntax error") != std::string_view::npos ||
                         said.find("unexpected EOF") != std::string_view::npos;
  if (code != 126 && code != 127 && !is_syntax) return std::nullopt;
  return told(remote, "the shell behind {program} failed: {said}", try_by_hand, said);
}

std::optional<Diagnosis> prefix_failure(const Remote& remote, int code, std::string_view telling) {
  const auto* status = std::ranges::find(statuses, code, &Status::code);
  if (status == statuses.end()) return std::nullopt;
  return told(remote, status->reason, status->hint, last_words(telling));
}

Diagnosis unknown_failure(const Remote& remote, const Exit& exit, std::string_view telling) {
  std::string_view words = last_words(telling);
  if (!words.empty()) return told(remote, "{program} failed: {said}", try_by_hand, words);
  if (exit.success()) {
    return told(remote, "{program} brought no answer of transmission-daemon at {host}", start_it);
  }
  return told(remote, "{program} got no answer of transmission-daemon at {host}: {said}", start_it,
              exit.reason);
}

/// It was found, and is none the better for it.
std::optional<Diagnosis> broken_program(const Remote& remote, std::string_view telling) {
  constexpr std::string_view no_library = "error while loading shared libraries: ";
  const auto at = telling.find(no_library);
  if (at == telling.npos) return std::nullopt;
  return told(remote, "{program} cannot load its libraries: {said}", repair_it,
              rest_of_line(telling, at + no_library.size()));
}

Diagnosis not_started(const Remote& remote, const Exit& exit) {
  const auto* cause = std::ranges::find_if(spawn_causes, [&](const Cause& known) {
    return exit.reason.find(known.pattern) != std::string::npos;
  });
  const bool is_known = cause != spawn_causes.end();
  return told(remote, "{said}", is_known ? cause->hint : install_it, exit.reason);
}

Diagnosis exited(const Remote& remote, const Exit& exit, std::string_view printed) {
  std::string telling = telling_lines(printed);
  if (auto failure = broken_program(remote, telling)) return *failure;
  if (auto failure = shell_failure(remote, exit.code, telling)) return *failure;
  if (auto failure = prefix_failure(remote, exit.code, telling)) return *failure;
  if (auto cause = known_cause(remote, telling)) return *cause;
  if (auto refusal = refusal_in(printed)) {
    return told(remote, "transmission-daemon at {host} refused: {said}", "", *refusal);
  }
  return unknown_failure(remote, exit, telling);
}

}  // namespace

Diagnosis diagnose(const Remote& remote, const Exit& exit, std::string_view printed) {
  if (exit.kind == Exit::Kind::exited) return exited(remote, exit, printed);
  if (exit.kind == Exit::Kind::timed_out) {
    return told(remote, "transmission-daemon at {host} did not answer in time: {said}", allow_time,
                exit.reason);
  }
  if (exit.kind == Exit::Kind::too_verbose) {
    return told(remote, "{program} printed more than is read: {said}", check_host, exit.reason);
  }
  if (exit.kind == Exit::Kind::signalled) {
    return told(remote, "{program} crashed: {said}", check_host, exit.reason);
  }
  return not_started(remote, exit);
}

Diagnosis diagnose_answer(const Remote& remote, const Error& error, std::string_view printed) {
  // What curl says of a run that ended well explains nothing.
  std::string telling = telling_lines(printed);
  if (auto cause = known_cause(remote, last_words(telling))) return *cause;
  return told(remote, "the answer of {host} cannot be used: {said}", check_host, error.message);
}

}  // namespace wst
