// What each path answers.
#pragma once

#include "feed/feed.h"
#include "feed/topics.h"
#include "web/http.h"
#include "web/static_files.h"

namespace wst {

class Routes {
 public:
  /// All outlive the routes.
  Routes(Feed& feed, const Topic& torrents, const Topic& status, StaticFiles& files);

  void handle(const HttpRequest& request, const Respond& respond);

 private:
  void torrents(const HttpRequest& request, const Respond& respond);
  void one_torrent(const HttpRequest& request, const Respond& respond);
  void status(const HttpRequest& request, const Respond& respond);
  void health(const HttpRequest& request, const Respond& respond);
  [[nodiscard]] HttpResponse list_response();
  [[nodiscard]] HttpResponse row_response(const std::string& id) const;
  [[nodiscard]] HttpResponse source_failed() const;

  Feed& feed_;
  const Topic& torrents_;
  const Topic& status_;
  StaticFiles& files_;
  std::weak_ptr<const std::string> list_;  // one body for all who joined the same run
  Version list_runs_ = 0;
};

}  // namespace wst
