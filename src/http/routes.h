// Routes(feed, torrents, status, router, files, probes): what each path answers.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "http/http.h"
#include "http/metrics.h"
#include "http/route.h"
#include "poll/table.h"

namespace wst {

class Feed;
class Probes;
class Router;
class StaticFiles;
class Topic;
struct CallRequest;

class Routes {
 public:
  /// All outlive the routes.
  Routes(Feed& feed, const Topic& torrents, const Topic& status, Router& router, StaticFiles& files,
         Probes& probes);
  /// Asked for the metrics.
  void set_traffic(std::function<Traffic()> traffic) { traffic_ = std::move(traffic); }

  /// Of a request whose visitor is known and may ask it: Access has seen to
  /// that. What it returns is to be called if the client goes before it is answered.
  Abandon handle(const HttpRequest& request, const Respond& respond);

  /// What there is, each with a row of its own in the policy.
  static std::span<const Route<Routes>> table();

 private:
  Abandon torrents(const HttpRequest& request, const Respond& respond);
  Abandon one_torrent(const HttpRequest& request, const Respond& respond);
  Abandon status(const HttpRequest& request, const Respond& respond);
  Abandon session(const HttpRequest& request, const Respond& respond);
  Abandon procedures(const HttpRequest& request, const Respond& respond);
  Abandon health(const HttpRequest& request, const Respond& respond);
  Abandon ready(const HttpRequest& request, const Respond& respond);
  Abandon metrics(const HttpRequest& request, const Respond& respond);
  Abandon websocket(const HttpRequest& request, const Respond& respond);
  Abandon post_call(const HttpRequest& request, const Respond& respond);
  Abandon file(const HttpRequest& request, const Respond& respond);

  [[nodiscard]] Metrics present(bool is_up) const;
  Abandon call(const HttpRequest& request, CallRequest call, const Respond& respond);
  [[nodiscard]] HttpResponse list_response(const Topic& list, const std::string& fields);
  [[nodiscard]] HttpResponse row_response(const std::string& id) const;
  [[nodiscard]] HttpResponse source_failed() const;

  Feed& feed_;
  const Topic& torrents_;
  const Topic& status_;
  Router& router_;
  StaticFiles& files_;
  Probes& probes_;
  std::function<Traffic()> traffic_;
  // By the fields that were named: one body for all who joined the same run.
  std::map<std::string, std::weak_ptr<const std::string>> lists_;
  Version lists_runs_ = 0;
};

/// The status with which HTTP tells an error by its URI; 500 for unknown ones.
int http_status(std::string_view uri);

}  // namespace wst
