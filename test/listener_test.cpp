// What a listener does where a connection cannot be taken. The limit is the process's own.
#include "http/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "catch.h"
#include "loop.h"
#include "temporary_folder.h"

using namespace wst;
using namespace wst::test;

namespace {

/// None can be opened, not even in the place of one that is closed.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{3, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit before_ = {};
};

UniqueFd client_of(const std::string& where) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port =
      htons(static_cast<std::uint16_t>(std::stoi(where.substr(where.find(':') + 1))));
  UniqueFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return client;
}

/// No other timer wakes the loop.
void run_for(double seconds) {
  struct End {
    void on_time() { ev::default_loop().break_loop(); }
  } end;
  ev::timer timer{ev::default_loop()};
  timer.set<End, &End::on_time>(&end);
  timer.start(seconds);
  ev::default_loop().run();
}

}  // namespace

TEST_CASE("a connection that cannot be taken waits, and the loop rests") {
  const TemporaryFolder nothing;
  Reserve reserve(nothing.path().string() + "/");
  ev::default_loop loop;
  auto listener = Listener::open(loop, "127.0.0.1", "0");
  REQUIRE(listener);
  int taken = 0;
  const auto take = [&taken](UniqueFd, const Peer&) { ++taken; };
  listener.value()->start(reserve, take, [&take](UniqueFd socket, const Peer& peer, Shortage) {
    take(std::move(socket), peer);
  });
  const UniqueFd client = client_of(listener.value()->where());

  std::optional<NoDescriptors> none(std::in_place);
  const unsigned before = loop.iteration();
  run_for(0.35);
  const unsigned turns = loop.iteration() - before;
  none.reset();
  CHECK(taken == 0);
  CHECK(turns < 20);

  run_until([&taken] { return taken == 1; });
}

TEST_CASE("a listener that rests stops as any other does") {
  const TemporaryFolder nothing;
  Reserve reserve(nothing.path().string() + "/");
  auto listener = Listener::open(ev::default_loop(), "127.0.0.1", "0");
  REQUIRE(listener);
  listener.value()->start(
      reserve, [](UniqueFd, const Peer&) {}, [](UniqueFd, const Peer&, Shortage) {});
  const UniqueFd client = client_of(listener.value()->where());
  {
    const NoDescriptors none;
    run_for(0.05);
  }
  listener.value()->stop();
  CHECK(loop_is_idle());
}
