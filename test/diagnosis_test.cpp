#include "transmission/diagnosis.h"

#include <algorithm>

#include "base/utf8.h"
#include "recordings.h"
#include "transmission/sanitize.h"

using namespace wst;
using wst::test::contains;

namespace {

const Remote remote{.host = "10.0.0.7:9091"};
const Remote through_ssh{{"ssh", "vps", "transmission-remote"}, "127.0.0.1:9091", false, true};

Exit failed(int code) { return {Exit::Kind::exited, code, "it exited with status 1"}; }

Diagnosis recorded(const std::string& version, const std::string& name) {
  std::string printed = recording(version, name + ".stderr");
  if (printed.empty()) printed = recording(version, name + ".stdout");
  int code = std::stoi(recording(version, name + ".exit"));
  return diagnose(remote, {Exit::Kind::exited, code, code == 0 ? "" : "exit status 1"}, printed);
}

}  // namespace

TEST_CASE("every recorded failure has a reason that names it and a hint that helps") {
  struct Known {
    const char* name;
    const char* reason;
    const char* hint;
  };
  const std::vector<Known> known = {
      {"err-down", "transmission-daemon at 10.0.0.7:9091 cannot be reached: Couldn't connect",
       "systemctl start"},
      {"err-dns", "10.0.0.7:9091 cannot be found: no such name", "--transmission"},
      {"err-ssl", "SSL connect error", "https"},
      {"err-hang", "did not answer in time", "--deadline"},
      {"err-trunc", "ends in the middle", "--transmission"},
      {"err-emptyreply", "closed the connection without an answer", "--transmission"},
      {"auth-none", "user name and password", "TR_AUTH=user:password"},
      {"auth-bad", "user name and password", "~/.netrc"},
      {"auth-after", "user name and password", "~/.netrc"},
      {"err-whitelist", "refuses this machine's address", "rpc-whitelist"},
      {"err-hostwhitelist", "this name (421", "rpc-host-whitelist"},
      {"err-404", "(404 Not Found)", "final slash"},
      {"url-ok", "(404 Not Found)", "final slash"},
      {"err-badpath", "(301 Moved Permanently)", "final slash"},
      {"err-redirect", "10.0.0.7:9091 does not answer like transmission-daemon", "--transmission"},
      {"err-authenv-unset", "no user name and password in TR_AUTH", "TR_AUTH=user:password"},
  };
  for (const std::string version : versions) {
    for (const Known& expected : known) {
      INFO(version << " " << expected.name);
      Diagnosis diagnosis = recorded(version, expected.name);
      INFO(diagnosis.reason);
      if (recording(version, std::string(expected.name) + ".stderr").empty()) {
        CHECK(version == "4.0.6");  // says nothing; a --debug run is to follow
        CHECK(diagnosis.reason ==
              "transmission-remote got no answer of transmission-daemon at 10.0.0.7:9091: exit "
              "status 1");
        continue;
      }
      CHECK_THAT(diagnosis.reason, contains(expected.reason));
      CHECK_THAT(diagnosis.hint, contains(expected.hint));
    }
  }
}

TEST_CASE("in a --debug stream curl says it") {
  struct Known {
    const char* line;
    const char* reason;
  };
  for (const Known& known :
       {Known{"* connect to 127.0.0.1 port 29299 failed: Connection refused", "connection refused"},
        Known{"* Could not resolve host: nowhere.invalid", "no such name"},
        Known{"* Failed to connect to x port 9 after 0 ms: Could not connect to server",
              "connect to server"},
        Known{"* Empty reply from server", "closed the connection"},
        Known{"* transfer closed with 35 bytes remaining to read", "ends in the middle"},
        Known{"* Operation timed out after 60001 milliseconds", "did not answer in time"},
        Known{"* SSL certificate problem: self-signed certificate", "not trusted"},
        Known{"* OpenSSL/3.0.15: error:0A00010B:SSL routines::wrong version number", "SSL"}}) {
    INFO(known.line);
    std::string printed = "posting:\n--------\n{}\n--------\n*   Trying x...\n" +
                          std::string(known.line) + "\n* Closing connection 0\n";
    CHECK_THAT(diagnose(remote, failed(1), printed).reason, contains(known.reason));
  }
  CHECK(recorded("3.00", "err-down-json").reason ==
        "transmission-daemon at 10.0.0.7:9091 cannot be reached: connection refused");
  CHECK_THAT(recorded("3.00", "err-html").reason,
             contains("does not answer like transmission-daemon"));
  CHECK(recorded("3.00", "err-rpcerr-json").reason ==
        "transmission-daemon at 10.0.0.7:9091 refused: method name not recognized");
}

TEST_CASE("no header and no credentials are ever repeated, wherever the stream is cut") {
  for (const std::string version : versions) {
    for (const char* name : {"auth-debug-ne", "auth-bad"}) {
      std::string printed = recording(version, std::string(name) + ".stderr");
      std::size_t leaks = 0;
      for (std::size_t begin = 0; begin < printed.size(); ++begin) {
        std::string_view tail = std::string_view(printed).substr(begin);
        std::string_view cut = tail.substr(0, begin % 3 == 0 ? tail.size() : 600);
        std::string said = diagnose(remote, failed(static_cast<int>(begin % 2) * 255), cut).reason;
        said += diagnose_answer(remote, {"the answer holds no list"}, cut).reason;
        for (const char* secret : {"Ym9", "iOnBAc3M6", "p@ss:w0rd", "wrong", "Basic", "bob",
                                   "Session-Id", "HTTP/1.1", "User-Agent"}) {
          if (said.find(secret) != std::string::npos) ++leaks;
        }
      }
      INFO(version << " " << name);
      CHECK(leaks == 0);
    }
  }
  const Remote with_password{.host = "http://bob:p@ss:w0rd@box:9091/transmission"};
  std::string said = diagnose(with_password, failed(1), "").reason;
  CHECK_THAT(said, contains("http://box:9091/transmission"));
  CHECK_THAT(said, !contains("w0rd"));
  CHECK_THAT(diagnose({.host = "bob:x@box:9091"}, failed(1), "").reason, contains(" box:9091"));
}

TEST_CASE("a prefix that fails is named, not the daemon") {
  Diagnosis missing = diagnose(through_ssh, failed(127), "sh: 1: transmission-remote: not found\n");
  CHECK(missing.reason ==
        "ssh vps transmission-remote cannot be run over there: sh: 1: transmission-remote: not "
        "found");
  CHECK_THAT(missing.hint, contains("over there"));
  for (const auto& [code, said] :
       {std::pair(127, "bash: line 1: y: command not found"),
        {126, "sh: 1: /tmp: Permission denied"},
        {2, "dash: 1: Syntax error: Unterminated quoted string"},
        {1, "bash: -c: line 1: syntax error near unexpected token `('"}}) {
    const auto shell = diagnose(through_ssh, failed(code), said + std::string("\n"));
    CHECK(shell.reason ==
          "the shell behind ssh vps transmission-remote failed: " + std::string(said));
    CHECK_THAT(shell.hint, !contains("Install"));
  }
  CHECK(
      diagnose(through_ssh, failed(255), "ssh: connect to host vps port 22: Connection refused\r\n")
          .reason ==
      "ssh vps transmission-remote failed: ssh: connect to host vps port 22: Connection refused");
  const Remote through_sudo{{"sudo", "transmission-remote"}, "127.0.0.1:9091", false};
  CHECK_THAT(diagnose(through_sudo, failed(126), "").reason, contains("cannot be run"));
  CHECK_THAT(diagnose(through_ssh, failed(124), "").reason, contains("did not answer in time"));
}

TEST_CASE("each way to end has a reason and the hint that belongs to it") {
  auto ended = [](Exit::Kind kind, const std::string& reason) {
    return diagnose(remote, {kind, 11, reason}, "");
  };
  Diagnosis missing = ended(Exit::Kind::not_started, "cannot run transmission-remote: none");
  CHECK(missing.reason == "cannot run transmission-remote: none");
  CHECK_THAT(missing.hint, contains("transmission-cli"));
  CHECK_THAT(ended(Exit::Kind::timed_out, "after 15 s").reason,
             contains("did not answer in time: after 15 s"));
  CHECK_THAT(ended(Exit::Kind::too_verbose, "").reason, contains("printed more than is read"));
  CHECK_THAT(ended(Exit::Kind::signalled, "Segmentation fault").reason,
             contains("crashed: Segmentation fault"));
  CHECK_THAT(diagnose(remote, {}, "").reason, contains("brought no answer"));
  CHECK(diagnose(remote, failed(1), "Unknown option: -j\n").reason ==
        "transmission-remote failed: Unknown option: -j");
}

TEST_CASE("answers that were no sample are told with what they were") {
  Diagnosis html = diagnose_answer(remote, {"the answer is not JSON but a web page"}, "");
  CHECK_THAT(html.reason,
             contains("the answer of 10.0.0.7:9091 cannot be used: the answer is not JSON"));
  CHECK_THAT(html.hint, contains("--transmission"));
  CHECK_THAT(diagnose_answer(remote, {"transmission-remote printed nothing"},
                             "The TR_AUTH environment variable is not set\n")
                 .reason,
             contains("no user name and password in TR_AUTH"));
}

TEST_CASE("a reason is one short line of valid text whatever was printed") {
  std::mt19937 random(11);
  for (int i = 0; i < 300; ++i) {
    std::string printed = "Unexpected response: ";
    if (i % 3 == 1) printed = "";
    if (i % 3 == 2) printed = "Error: {host} {said} {program} ";
    for (auto size = random() % 900; size > 0; --size) printed += static_cast<char>(random());
    std::string reason = diagnose(remote, failed(1), printed).reason;
    INFO(reason);
    CHECK(utf8_valid(reason));
    CHECK(reason.size() <= 300);
    CHECK_FALSE(reason.empty());
    CHECK(std::ranges::none_of(reason, [](char c) { return static_cast<unsigned char>(c) < ' '; }));
  }
}

TEST_CASE("plain text has no tags and single spaces") {
  CHECK(plain_text("<h1>401: Unauthorized</h1><p>No\tway.\x1B[31m</p>") ==
        "401: Unauthorized No way. [31m");
  CHECK(plain_text("a < b > c <3") == "a < b > c <3");
  CHECK(plain_text("<unfinished") == "<unfinished");
  std::string cut = plain_text(std::string(299, 'a') + "éé");
  CHECK(cut.size() <= 300);
  CHECK(cut.ends_with("…"));
}

TEST_CASE("what keeps a program from starting has its own words and remedy") {
  struct Case {
    std::string why, remedy;
  };
  const auto [why, remedy] =
      GENERATE(Case{"No such file or directory", "Install transmission-remote"},
               Case{"Too many open files", "LimitNOFILE"},
               Case{"Resource temporarily unavailable", "TasksMax"},
               Case{"Cannot allocate memory", "memory"}, Case{"Permission denied", "chmod +x"});
  const Exit exit{Exit::Kind::not_started, 0, "cannot run transmission-remote: " + why};
  const Diagnosis told = diagnose({}, exit, "");
  CHECK(told.reason == exit.reason);
  CHECK(told.hint.find(remedy) != std::string::npos);
}

TEST_CASE("a client that cannot load its libraries is to be repaired, not installed") {
  for (const bool has_shell : {false, true}) {
    const Remote remote{.remote_shell = has_shell};
    const Exit exit{Exit::Kind::exited, 127, "transmission-remote exited with status 127"};
    const Diagnosis told = diagnose(remote, exit,
                                    "transmission-remote: error while loading shared libraries: "
                                    "libevent-2.1.so.7: cannot open shared object file\n");
    CHECK(told.reason ==
          "transmission-remote cannot load its libraries: libevent-2.1.so.7: cannot open shared "
          "object file");
    CHECK(told.hint.find("--reinstall") != std::string::npos);
  }
}
