// What is quoted is read back by real shells as it was.
#include "transmission/remote_shell.h"

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "catch.h"
#include "transmission/commands.h"
#include "transmission/procedures.h"

using namespace wst;

namespace {

const std::vector<std::string> hostile = {"",
                                          " ",
                                          "/tmp/x;touch y",
                                          "$(touch y)",
                                          "`touch y`",
                                          "it's",
                                          "''",
                                          "'\\''",
                                          "a \"quoted\" word",
                                          "back\\slash",
                                          "\\",
                                          "a&b|c>d<e",
                                          "two\nlines",
                                          "\n",
                                          "tab\there",
                                          "~",
                                          "~root",
                                          "a=~/b",
                                          "*",
                                          "[a-z]?",
                                          "{a,b}",
                                          "#comment",
                                          "!history",
                                          "-n",
                                          "--labels=a b",
                                          "\xc3\xa4 \xf0\x9f\x8e\xac",
                                          "\x01\x7f",
                                          "magnet:?xt=urn:btih:da39&dn=a+b"};

/// What `shell` makes of `line`: its words, a line each, hexadecimal.
std::string words_in(const std::string& shell, const std::string& line) {
  const std::string script = "set -- " + line +
                             "\nfor w; do printf %s \"$w\" | od -An -v -tx1 | "
                             "tr -d ' \\n'; echo; done";
  std::string outer;
  for (const char c : script) outer += c == '\'' ? std::string("'\\''") : std::string(1, c);
  FILE* output = popen((shell + " -c '" + outer + "'").c_str(), "r");
  REQUIRE(output);
  std::string read;
  std::array<char, 4096> buffer{};
  while (const auto size = fread(buffer.data(), 1, buffer.size(), output)) {
    read.append(buffer.data(), size);
  }
  CHECK(pclose(output) == 0);
  return read;
}

std::string hexadecimal(const std::vector<std::string>& words) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  for (const auto& word : words) {
    for (const char c : word) {
      text += digits[static_cast<unsigned char>(c) >> 4];
      text += digits[static_cast<unsigned char>(c) & 15];
    }
    text += '\n';
  }
  return text;
}

}  // namespace

TEST_CASE("dash and bash read each word back as it was") {
  std::string line;
  for (const auto& word : hostile) line += quoted_for_shell(word) + " ";
  for (const auto* shell : {"dash", "bash"}) {
    INFO(shell);
    CHECK(words_in(shell, line) == hexadecimal(hostile));
  }
}

TEST_CASE("what needs no quotes has none") {
  for (const std::string word : {"-t", "all", "--debug", "127.0.0.1:9091", "/srv/a_b", "1%"}) {
    CHECK(quoted_for_shell(word) == word);
  }
}

TEST_CASE("a shell is reached through ssh, by whatever way that is called") {
  using Words = std::vector<std::string>;
  for (const auto& prefix :
       {Words{"ssh", "vps", "transmission-remote"}, Words{"torify", "ssh", "vps", "tr"},
        Words{"/usr/bin/ssh", "vps", "tr"}, Words{"sudo", "-u", "x", "ssh", "vps", "tr"},
        Words{"autossh", "vps"}}) {
    CHECK(reaches_shell(prefix));
  }
  for (const auto& prefix :
       {Words{"transmission-remote"},
        Words{"sudo", "-u", "debian-transmission", "transmission-remote"},
        Words{"torify", "transmission-remote"}, Words{"/home/ssh/tr"}, Words{"sshd"}, Words{}}) {
    CHECK_FALSE(reaches_shell(prefix));
  }
}

TEST_CASE("every word of ours is quoted behind ssh, and none of the prefix's") {
  const Remote plain;
  Remote away{.remote_command = {"ssh", "a vps", "tr"}, .host = "h:1/a b", .remote_shell = true};
  const std::vector<std::string> words = {"--labels=a;b", "-t1"};
  CHECK(call_command(away, Channel::json_on_stdout, words) ==
        std::vector<std::string>{"ssh", "a vps", "tr", "'h:1/a b'", "-j", "'--labels=a;b'", "-t1"});
  CHECK(call_command(plain, Channel::json_on_stdout, words).back() == "-t1");
  CHECK(call_command(plain, Channel::json_on_stdout, words)[3] == "--labels=a;b");
}
