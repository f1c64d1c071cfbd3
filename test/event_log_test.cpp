#include "poll/event_log.h"

#include "catch.h"

using namespace wst;

namespace {

/// All that a reader at `from` is told.
std::string read(const EventLog& log, Version from) {
  std::string told;
  while (from < log.version()) {
    told += log.payload(from);
    from = log.next(from);
  }
  CHECK(from == log.version());
  return told;
}

}  // namespace

TEST_CASE("a log tells what comes after, each entry once and in order") {
  EventLog log;
  CHECK(log.version() == 0);
  CHECK(!log.tells_present());
  CHECK(log.incremental());
  const Version early = log.position("");
  for (const char* entry : {"1", "2", "3"}) log.append(entry);
  const Version late = log.position("whatever");
  CHECK(read(log, early) == "123");
  CHECK(read(log, late).empty());
  log.append("4");
  CHECK(read(log, early) == "1234");
  CHECK(read(log, late) == "4");
  for (Version from = 0; from <= 4; ++from) CHECK(read(log, from).size() == 4 - from);
}

TEST_CASE("a log keeps no more than its limits, and the newest entry whatever its size") {
  EventLog log({.entries = 3, .bytes = 10});
  for (const char* entry : {"1", "2", "3", "4"}) log.append(entry);
  CHECK(read(log, 0) == "234");
  CHECK(log.next(0) == 2);
  log.append("12345678");
  CHECK(read(log, 0) == "3412345678");
  log.append("9");
  CHECK(read(log, 0) == "4123456789");
  log.append(std::string(50, 'x'));
  CHECK(read(log, 0) == std::string(50, 'x'));
  log.append("y");
  CHECK(read(log, 0) == "y");
  CHECK(log.version() == 8);
}
