// The first byte chooses the channel and whether the sample is full, the second
// how the stream is cut into pieces; the stream follows.
#include "transmission/reply.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/json.h"
#include "law.h"
#include "transmission/sample.h"

using namespace wst;
using wst::fuzz::must;

namespace {

struct Kept final : ReplySink {
  void on_row(std::string_view text) override { said.emplace_back(text); }
  void on_broken_row(std::string_view object, const std::string& why) override {
    must(Json::parse(object).has_value(), "what is salvaged is JSON");
    said.push_back(why + std::string(object));
  }
  [[nodiscard]] std::size_t longest_row() const override { return 256; }
  void on_answer(JsonView envelope) override { said.push_back(envelope.text()); }
  std::vector<std::string> said;
};

template <typename Reader>
void feed(Reader& reader, std::string_view stream, unsigned seed) {
  std::minstd_rand random(seed);
  std::uniform_int_distribution<std::size_t> piece(1, 1 + seed * seed / 16);
  while (!stream.empty()) {
    const auto size = std::min(stream.size(), piece(random));
    reader.feed(stream.substr(0, size));
    stream.remove_prefix(size);
  }
}

void cut_does_not_matter(Channel channel, std::string_view stream, unsigned seed) {
  Kept whole, pieces;
  ReplyReader one(channel, whole), other(channel, pieces);
  one.feed(stream);
  feed(other, stream, seed);
  must(one.finish().has_value() == other.finish().has_value(), "an error depends on the cuts");
  must(whole.said == pieces.said, "an answer depends on the cuts");
}

std::vector<std::int64_t> sorted(std::vector<std::int64_t> ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

void check_sample(const Sample& sample) {
  for (const auto& row : sample.changed) {
    must(std::count(sample.seen.begin(), sample.seen.end(), row.id) > 0, "changed, but not seen");
    for (const auto& cell : row.cells)
      must(Json::parse(cell.json).has_value(), "a cell is no JSON");
  }
  for (const auto& [hash, details] : sample.details) {
    for (const auto* json : {&details.files, &details.peers, &details.trackers, &details.pieces}) {
      must(json->empty() || Json::parse(*json), "details are not JSON");
    }
  }
  if (sample.settings) must(Json::parse(sample.settings->json()).has_value(), "settings: no JSON");
  must(Json::parse(statistics_json(sample.statistics)).has_value(), "statistics are not JSON");
}

Result<Sample> sampled(SampleReader& reader, Channel channel, bool full, std::string_view stream,
                       unsigned seed) {
  reader.begin(channel, full);
  feed(reader, stream, seed);
  return reader.finish();
}

// What was read once must be read alike when it comes again, remembered or not.
void again_is_alike(Channel channel, bool full, std::string_view stream, unsigned seed) {
  SampleReader reader(500);
  const auto first = sampled(reader, channel, full, stream, seed);
  if (first) check_sample(first.value());
  for (const bool forgotten : {false, true}) {
    if (forgotten) reader.forget();
    const auto again = sampled(reader, channel, full, stream, seed + 1);
    must(again.ok() == first.ok(), "a sample is one only once");
    if (!again) continue;
    must(sorted(again->seen) == sorted(first->seen), "the same stream has other torrents");
    must(again->removed == first->removed, "the same stream has others removed");
    if (forgotten) must(again->changed.size() == first->changed.size(), "a row is not forgotten");
  }
}

// Of whatever object: the stream's first row, where there is one.
void details_are_alike(std::string_view stream, unsigned seed) {
  DetailsStream whole, pieces;
  whole.feed(stream);
  feed(pieces, stream, seed);
  const auto one = whole.finish(4), other = pieces.finish(4);
  must(one == other, "details depend on the cuts");
  if (!one) return;
  for (const auto* json : {&one->files, &one->peers, &one->trackers, &one->pieces}) {
    must(json->empty() || Json::parse(*json), "streamed details are not JSON");
  }
  whole.feed(stream);
  must(whole.finish(4) == one, "the same details are others the second time");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto channel = data[0] & 1 ? Channel::debug_on_stderr : Channel::json_on_stdout;
  const bool full = data[0] & 2;
  const auto stream = wst::fuzz::text_of(data + 2, size - 2);
  cut_does_not_matter(channel, stream, data[1]);
  again_is_alike(channel, full, stream, data[1]);
  details_are_alike(stream.substr(std::min(stream.size(), stream.find("{\"files"))), data[1]);
  return 0;
}
