#include "web/routes.h"

#include <array>
#include <charconv>

namespace wst {

namespace {

constexpr std::string_view torrent_prefix = "/api/torrents/";

std::optional<std::int64_t> read_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return id;
}

}  // namespace

Routes::Routes(Feed& feed, const Topic& torrents, const Topic& status, StaticFiles& files)
    : feed_(feed), torrents_(torrents), status_(status), files_(files) {}

void Routes::handle(const HttpRequest& request, const Respond& respond) {
  if (request.method != "GET" && request.method != "HEAD") {
    auto refusal = http_error(405, "method_not_allowed", "only GET and HEAD are answered here");
    refusal.headers.emplace_back("allow", "GET, HEAD");
    return respond(std::move(refusal));
  }
  struct Route {
    std::string_view path;
    void (Routes::*answer)(const HttpRequest&, const Respond&);
  };
  static constexpr std::array<Route, 3> routes = {{
      {"/api/torrents", &Routes::torrents},
      {"/api/status", &Routes::status},
      {"/healthz", &Routes::health},
  }};
  for (const auto& route : routes) {
    if (request.path == route.path) return (this->*route.answer)(request, respond);
  }
  if (request.path.starts_with(torrent_prefix)) return one_torrent(request, respond);
  respond(files_.get(request));
}

void Routes::torrents(const HttpRequest&, const Respond& respond) {
  feed_.sample_once([this, respond] { respond(list_response()); });
}

void Routes::one_torrent(const HttpRequest& request, const Respond& respond) {
  feed_.sample_once([this, respond, id = request.path.substr(torrent_prefix.size())] {
    respond(row_response(id));
  });
}

void Routes::status(const HttpRequest&, const Respond& respond) {
  feed_.sample_once([this, respond] { respond(http_json(status_.payload(0) + "\n")); });
}

// Answers for the loop itself, whatever Transmission does.
void Routes::health(const HttpRequest&, const Respond& respond) {
  respond({200,
           {{"content-type", "text/plain; charset=utf-8"}, {"cache-control", "no-store"}},
           std::make_shared<const std::string>("ok\n")});
}

HttpResponse Routes::list_response() {
  if (torrents_.version() == 0) return source_failed();
  HttpResponse response = http_json("");
  response.body = list_.lock();
  if (!response.body || list_runs_ != feed_.runs()) {
    response.body = std::make_shared<const std::string>(torrents_.payload(0) + "\n");
    list_ = response.body;
    list_runs_ = feed_.runs();
  }
  return response;
}

HttpResponse Routes::row_response(const std::string& id) const {
  if (torrents_.version() == 0) return source_failed();
  const auto number = read_id(id);
  const auto row = number ? feed_.table().row(*number) : std::nullopt;
  if (row) return http_json(*row + "\n");
  return http_error(404, "wstorrent.error.no_such_torrent",
                    "there is no torrent \"" + id + "\"; /api/torrents lists them by id");
}

HttpResponse Routes::source_failed() const {
  const Diagnosis& trouble = feed_.status().trouble;
  return http_error(502, "wstorrent.error.source_failed", trouble.reason + ". " + trouble.hint);
}

}  // namespace wst
