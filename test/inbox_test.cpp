#include "websocket/inbox.h"

#include "catch.h"

using namespace wst;

TEST_CASE("a message is what came of it, in whichever pieces, and the next is another") {
  Budget budget(1u << 20);
  Inbox inbox(300'000, budget);
  for (const std::size_t size : {0, 10, 100'000, 300'000}) {
    const std::string text(size, 'x');
    for (std::size_t at = 0; at < size; at += 7'000)
      inbox.take(std::string_view(text).substr(at, 7'000));
    CHECK(!inbox.flaw());
    CHECK(inbox.message() == text);
  }
}

TEST_CASE("of a message that is too long the beginning and the short members are kept") {
  Budget budget(1u << 20);
  Inbox inbox(100'000, budget);
  const std::string text = R"({"call":"torrent.add","args":{"metainfo":")" +
                           std::string(200'000, 'A') + R"("},"id":"x"})";
  for (const char c : text) inbox.take({&c, 1});
  REQUIRE(inbox.flaw());
  CHECK(inbox.flaw()->uri == "wamp.error.payload_size_exceeded");
  CHECK(inbox.flaw()->message == "the message is longer than 100000 bytes (--max-message-bytes)");
  CHECK(!inbox.is_hopeless());
  CHECK(inbox.begin() == text.substr(0, 256));
  CHECK(inbox.members() == R"({"call":"torrent.add","id":"x"})");
  inbox.clear();
  inbox.take("{}");
  CHECK(inbox.message() == "{}");
}

TEST_CASE("nothing is hoped for of a message that is no JSON, or goes on and on") {
  Budget budget(1u << 20);
  Inbox inbox(1'000, budget);
  inbox.take(std::string(1'001, 'x'));
  CHECK(inbox.is_hopeless());
  inbox.clear();
  inbox.take("[" + std::string(1'001, ' '));
  CHECK(!inbox.is_hopeless());
  inbox.take(std::string(4'000, ' '));
  CHECK(inbox.is_hopeless());
}

TEST_CASE("large messages share what there is, and give it back") {
  Budget budget(250'000);
  Inbox one(200'000, budget);
  const std::string text = "[" + std::string(150'000, ' ') + "]";
  {
    Inbox two(200'000, budget);
    two.take(text);
    CHECK(!two.flaw());
    one.take(text);
    REQUIRE(one.flaw());
    CHECK(one.flaw()->uri == "wstorrent.error.busy");
    one.clear();
    one.take("small");
    CHECK(one.message() == "small");
  }
  one.take(text);
  CHECK(!one.flaw());
  CHECK(one.message() == text);
  one.take(text);
  CHECK(!one.flaw());
}
