#include "http/routes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/ascii.h"
#include "base/json.h"
#include "base/number.h"
#include "base/utf8.h"
#include "feed/feed.h"
#include "http/credentials.h"
#include "http/probes.h"
#include "http/static_files.h"
#include "router/router.h"
#include "transmission/procedures.h"
#include "wire/wamp2.h"

namespace wst {

namespace {

constexpr std::string_view torrent_prefix = "/api/torrents/";
constexpr std::string_view call_prefix = "/api/call/";

constexpr std::array<std::pair<std::string_view, int>, 13> statuses = {{
    {"wamp.error.invalid_argument", 400},
    {"wamp.error.invalid_uri", 400},
    {"wamp.error.not_authorized", 403},
    {"wstorrent.error.read_only", 403},
    {"wamp.error.no_such_procedure", 404},
    {"wstorrent.error.no_such_torrent", 404},
    {"wstorrent.error.no_such_topic", 404},
    {"wamp.error.payload_size_exceeded", 413},
    {"wstorrent.error.unsupported", 501},
    {"wstorrent.error.source_failed", 502},
    {"wstorrent.error.busy", 503},
    {"wamp.error.canceled", 503},
    {"wamp.error.timeout", 504},
}};

HttpResponse plain_text(std::string_view type, std::string text) {
  return {200,
          {{"content-type", std::string(type)}, {"cache-control", "no-store"}},
          std::make_shared<const std::string>(std::move(text))};
}

HttpResponse result_response(const CallResult& result) {
  const auto& error = result.error;
  if (!error) return http_json(one_value(result.payload) + "\n");
  return http_error(http_status(error->uri), error->uri, error->message);
}

/// Of those without users, who have no name, too.
Identity identity_of(const HttpRequest& request) {
  const auto visitor = request.visitor.value_or(Visitor{});
  return {.authid = visitor.user, .role = visitor.role, .login = visitor.login};
}

}  // namespace

int http_status(std::string_view uri) {
  const auto* found = std::find_if(statuses.begin(), statuses.end(),
                                   [&](const auto& known) { return known.first == uri; });
  return found == statuses.end() ? 500 : found->second;
}

Routes::Routes(Feed& feed, const Topic& torrents, const Topic& status, Router& router,
               StaticFiles& files, Probes& probes)
    : feed_(feed),
      torrents_(torrents),
      status_(status),
      router_(router),
      files_(files),
      probes_(probes) {}

std::span<const Route<Routes>> Routes::table() {
  static constexpr std::array<Route<Routes>, 11> routes = {{
      {"/api/torrents", &Routes::torrents},
      {"/api/torrents/*", &Routes::one_torrent},
      {"/api/status", &Routes::status},
      {"/api/session", &Routes::session},
      {"/api/procedures", &Routes::procedures},
      {"/api/call/*", &Routes::post_call, "POST"},
      {"/healthz", &Routes::health},
      {"/readyz", &Routes::ready},
      {"/metrics", &Routes::metrics},
      {"/ws", &Routes::websocket},
      {"*", &Routes::file},
  }};
  return routes;
}

Abandon Routes::handle(const HttpRequest& request, const Respond& respond) {
  return find_route(table(), request.path)->follow(*this, request, respond);
}

// The fields stand once in the query, or nothing does: `?fields=name,eta`.
Abandon Routes::torrents(const HttpRequest& request, const Respond& respond) {
  const auto fields = form_field(request.query, "fields");
  if (!fields && request.query.find("fields=") != std::string::npos) {
    respond(http_error(400, "wamp.error.invalid_argument",
                       "fields must be named once, as in ?fields=name,eta"));
    return nullptr;
  }
  if (!fields) {
    feed_.sample_once([this, respond] { respond(list_response(torrents_, "")); });
    return nullptr;
  }
  std::vector<std::string> names;
  for (const auto name : list_items(*fields)) names.emplace_back(name);
  auto list = torrents_.with_fields(names);
  if (!list) {
    respond(http_error(400, list.error().uri, list.error().message));
    return nullptr;
  }
  feed_.sample_once([this, respond, list = std::move(list).value(), key = *fields] {
    respond(list_response(*list, key));
  });
  return nullptr;
}

Abandon Routes::one_torrent(const HttpRequest& request, const Respond& respond) {
  feed_.sample_once([this, respond, id = request.path.substr(torrent_prefix.size())] {
    respond(row_response(id));
  });
  return nullptr;
}

Abandon Routes::status(const HttpRequest&, const Respond& respond) {
  feed_.sample_once([this, respond] { respond(http_json(status_.payload(0) + "\n")); });
  return nullptr;
}

Abandon Routes::session(const HttpRequest& request, const Respond& respond) {
  return call(request, {.procedure = "session.get"}, respond);
}

Abandon Routes::procedures(const HttpRequest&, const Respond& respond) {
  respond(http_json(procedures_json() + "\n"));
  return nullptr;
}

// Answers for the loop itself, whatever Transmission does.
Abandon Routes::health(const HttpRequest&, const Respond& respond) {
  respond(plain_text("text/plain; charset=utf-8", "ok\n"));
  return nullptr;
}

Abandon Routes::ready(const HttpRequest&, const Respond& respond) {
  probes_.ask([respond](bool is_up) {
    respond(is_up ? plain_text("text/plain; charset=utf-8", "ok\n")
                  : http_error(503, "wstorrent.error.source_failed",
                               "Transmission does not answer; /api/status says why"));
  });
  return nullptr;
}

// A scrape counts as looking.
Abandon Routes::metrics(const HttpRequest&, const Respond& respond) {
  probes_.ask([this, respond](bool is_up) {
    respond(plain_text("text/plain; version=0.0.4; charset=utf-8", metrics_text(present(is_up))));
  });
  return nullptr;
}

Metrics Routes::present(bool is_up) const {
  Metrics now;
  if (traffic_) now.traffic = traffic_();
  now.runs = feed_.runs();
  now.source_ok = is_up;
  if (const auto good = feed_.status().last_good) now.sample_age = feed_.now() - *good;
  now.torrents = feed_.table().size();
  if (const auto& statistics = feed_.statistics()) {
    now.download_speed = statistics->download_speed;
    now.upload_speed = statistics->upload_speed;
    now.downloaded_bytes = statistics->cumulative.downloaded_bytes;
    now.uploaded_bytes = statistics->cumulative.uploaded_bytes;
  }
  now.unreadable = feed_.unreadable();
  now.process = measure_process();
  return now;
}

Abandon Routes::websocket(const HttpRequest&, const Respond& respond) {
  auto refusal = http_invalid(426, "this is the WebSocket; it is opened with Upgrade: websocket");
  refusal.headers.emplace_back("upgrade", "websocket");
  respond(std::move(refusal));
  return nullptr;
}

Abandon Routes::post_call(const HttpRequest& request, const Respond& respond) {
  const std::string kwargs = request.body.empty() ? "{}" : request.body;
  const auto arguments = Json::parse(kwargs);
  if (!arguments || !arguments->view().is_object()) {
    respond(http_error(400, "wamp.error.invalid_argument",
                       "the body must be a JSON object with the arguments, or empty"));
    return nullptr;
  }
  return call(request,
              {.procedure = request.path.substr(call_prefix.size()), .payload = {.kwargs = kwargs}},
              respond);
}

Abandon Routes::file(const HttpRequest& request, const Respond& respond) {
  respond(files_.get(request));
  return nullptr;
}

Abandon Routes::call(const HttpRequest& request, CallRequest call, const Respond& respond) {
  call.on_done = [respond](const CallResult& result) { respond(result_response(result)); };
  const auto id = call.id = router_.dealer().next_id();
  router_.call({identity_of(request)}, std::move(call));
  return [this, id] { router_.dealer().cancel(id, wamp2::CancelMode::skip); };
}

HttpResponse Routes::list_response(const Topic& list, const std::string& fields) {
  if (list.version() == 0) return source_failed();
  if (lists_runs_ != feed_.runs()) lists_.clear();
  lists_runs_ = feed_.runs();
  HttpResponse response = http_json("");
  response.body = lists_[fields].lock();
  if (!response.body) {
    response.body = std::make_shared<const std::string>(list.payload(0) + "\n");
    lists_[fields] = response.body;
  }
  return response;
}

HttpResponse Routes::row_response(const std::string& id) const {
  if (torrents_.version() == 0) return source_failed();
  const auto number = whole_number<std::int64_t>(id);
  const auto row = number ? feed_.table().row(*number) : std::nullopt;
  if (row) return http_json(*row + "\n");
  return http_error(404, "wstorrent.error.no_such_torrent",
                    "there is no torrent " + excerpt(id) + "; /api/torrents lists them by id");
}

HttpResponse Routes::source_failed() const {
  const Diagnosis& trouble = feed_.status().trouble;
  return http_error(502, "wstorrent.error.source_failed", trouble.reason + ". " + trouble.hint);
}

}  // namespace wst
