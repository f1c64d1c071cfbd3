#include "transmission/sources.h"

#include "catch.h"

using namespace wst;

TEST_CASE("a magnet tells the host of its first tracker, and nothing else of it") {
  struct Row {
    const char* magnet;
    const char* host;
  };
  for (const Row& row :
       {Row{"magnet:?xt=urn:btih:ab&tr=http%3A%2F%2FTracker.Example.org%3A80%2Fsecret%2Fannounce",
            "tracker.example.org"},
        Row{"magnet:?xt=x&dn=a%26tr%3Db&tr=udp%3A%2F%2Fa.b%3A1337&tr=udp%3A%2F%2Fc.d", "a.b"},
        Row{"magnet:?xt=x&tr=https://plain.example/announce?passkey=1", "plain.example"},
        Row{"magnet:?xt=x&tr=http%3A%2F%2F%5B2001%3Adb8%3A%3A1%5D%3A80%2Fa", "[2001:db8::1]"},
        Row{"magnet:?xt=x&tr=http%3A%2F%2Fme%3Apass%40host%2Fa", "host"},
        Row{"magnet:?xt=x&tr=http%3A%2F%2Fevil%22%3Cb%3E%2F", ""},
        Row{"magnet:?xt=x&tr=nonsense", ""}, Row{"magnet:?xt=x&tr=http%3A%2F%2", ""},
        Row{"magnet:?xt=x&tr=", ""}, Row{"magnet:?xt=x", ""}, Row{"", ""}}) {
    INFO(row.magnet);
    CHECK(tracker_host(row.magnet) == row.host);
  }
}
