#include "http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

#include "base/ascii.h"

namespace wst {

namespace {

constexpr std::size_t least_bytes = 1024;       // of an answer that is worth it
constexpr std::size_t slice_bytes = 64u << 10;  // 1 to 2 ms of work
constexpr int level = 6;

// Of "gzip" or "gzip;q=0.5", without blanks: anything but a weight of zero.
bool is_gzip(std::string_view coding) {
  constexpr std::string_view name = "gzip";
  if (!coding.starts_with(name)) return false;
  coding.remove_prefix(name.size());
  if (!coding.starts_with(";q=")) return coding.empty();
  return coding.find_first_of("123456789") != std::string_view::npos;
}

class Deflater {
 public:
  explicit Deflater(int strength) {
    constexpr int gzip_format = 15 + 16;
    ready_ =
        deflateInit2(&stream_, strength, Z_DEFLATED, gzip_format, 9, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  ~Deflater() {
    if (ready_) deflateEnd(&stream_);
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  /// False if it does not work, for lack of memory.
  bool add(std::string_view bytes, bool last) {
    if (!ready_) return false;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    int result = Z_OK;
    do {  // zlib keeps back what it may write later, more than a slice's worth
      constexpr std::size_t room = 32u << 10;
      out_.resize(out_.size() + room);
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data() + out_.size() - room);
      stream_.avail_out = room;
      result = deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
      out_.resize(out_.size() - stream_.avail_out);
    } while (result == Z_OK && stream_.avail_out == 0);
    return result == (last ? Z_STREAM_END : Z_OK) || (result == Z_BUF_ERROR && !last);
  }
  std::string take() { return std::move(out_); }

 private:
  z_stream stream_{};
  bool ready_ = false;
  std::string out_;
};

bool is_text(const HttpResponse& response) {
  for (const auto& [name, value] : response.headers) {
    if (name == "content-encoding") return false;
    if (name == "content-type" && !value.starts_with("text/") && !value.ends_with("json")) {
      return false;
    }
  }
  return true;
}

void use(HttpResponse& response, std::shared_ptr<const std::string> zipped) {
  response.headers.emplace_back("content-encoding", "gzip");
  response.body = std::move(zipped);
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  std::string header = lower_case(accept_encoding);
  std::erase_if(header, [](char c) { return c == ' ' || c == '\t'; });
  const auto codings = list_items(header);
  return std::any_of(codings.begin(), codings.end(), is_gzip);
}

std::shared_ptr<const std::string> gzip(const std::string& bytes) {
  Deflater deflater(Z_BEST_COMPRESSION);
  if (!deflater.add(bytes, true)) return nullptr;
  auto zipped = deflater.take();
  if (zipped.size() >= bytes.size()) return nullptr;
  return std::make_shared<const std::string>(std::move(zipped));
}

// ---- bit by bit ----

struct Compressor::Job {
  std::shared_ptr<const std::string> plain;
  Deflater deflater{level};
  std::size_t done = 0;
  std::vector<std::pair<HttpResponse, Respond>> waiting = {};

  /// Whether there is more to do.
  bool step() {
    const auto slice = std::string_view(*plain).substr(done, slice_bytes);
    done += slice.size();
    failed = !deflater.add(slice, done == plain->size());
    return !failed && done < plain->size();
  }
  bool failed = false;
};

Compressor::Compressor(ev::loop_ref loop) : turn_(loop) {
  turn_.set<Compressor, &Compressor::on_turn>(this);
}

Compressor::~Compressor() = default;

void Compressor::pass(HttpResponse response, std::string_view accept_encoding,
                      const Respond& respond) {
  const bool worth = response.body && response.body->size() >= least_bytes && is_text(response);
  if (!worth) return respond(std::move(response));
  const auto is_vary = [](const auto& header) { return header.first == "vary"; };
  if (std::none_of(response.headers.begin(), response.headers.end(), is_vary)) {
    response.headers.emplace_back("vary", "accept-encoding");
  }
  if (!accepts_gzip(accept_encoding)) return respond(std::move(response));
  if (auto zipped = find(response.body)) {
    use(response, std::move(zipped));
    return respond(std::move(response));
  }
  const auto same = std::find_if(jobs_.begin(), jobs_.end(),
                                 [&](const auto& job) { return job->plain == response.body; });
  auto& job = same != jobs_.end() ? *same : jobs_.emplace_back(new Job{response.body});
  job->waiting.emplace_back(std::move(response), respond);
  if (!turn_.is_active()) turn_.start(0);
}

std::shared_ptr<const std::string> Compressor::find(
    const std::shared_ptr<const std::string>& plain) const {
  const auto found = std::find_if(known_.begin(), known_.end(),
                                  [&](const Known& known) { return known.plain.lock() == plain; });
  return found == known_.end() ? nullptr : found->zipped;
}

// One slice, of each in turn.
void Compressor::on_turn() noexcept {
  auto job = std::move(jobs_.front());
  jobs_.pop_front();
  if (job->step()) {
    jobs_.push_back(std::move(job));
  } else {
    finish(*job);
  }
  if (!jobs_.empty() && !turn_.is_active()) turn_.start(0);
}

void Compressor::finish(Job& job) {
  std::erase_if(known_, [](const Known& known) { return known.plain.expired(); });
  const auto zipped =
      job.failed ? nullptr : std::make_shared<const std::string>(job.deflater.take());
  if (zipped) known_.push_back({job.plain, zipped});
  for (auto& [response, respond] : job.waiting) {
    if (zipped) use(response, zipped);
    respond(std::move(response));
  }
}

}  // namespace wst
