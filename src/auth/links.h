// Read-only links: whoever holds one may look, until it expires or is ended.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wst {

using LinkId = std::uint64_t;

struct Link {
  LinkId id = 0;      ///< random, no secret
  std::string label;  ///< what it is for, as its maker says; may be empty
  std::string maker;  ///< the user who made it
  double made = 0;
  double expires = 0;
};

/// Times are unix seconds. Kept in memory: a restart ends all links.
class Links {
 public:
  using OnEnd = std::function<void(LinkId)>;
  static constexpr std::size_t most = 256;

  /// `on_end`: the logins that came by the link are to be ended.
  explicit Links(OnEnd on_end) : on_end_(std::move(on_end)) {}

  struct Made {
    LinkId id;
    std::string secret;  ///< 128 bits and more, hexadecimal, with the id before it
  };
  /// Nothing if there are too many.
  std::optional<Made> make(const std::string& label, const std::string& maker, double seconds,
                           double now);
  /// Whose secret it is; null if it is nobody's or over.
  const Link* use(std::string_view secret, double now);
  [[nodiscard]] const Link* find(LinkId id, double now);
  /// The first to expire first.
  [[nodiscard]] std::vector<Link> all(double now);

  bool end(LinkId id);
  void end_all_of(std::string_view maker);
  /// Ends those whose time is over. Returns when the next one's is.
  std::optional<double> end_expired(double now);

 private:
  struct Entry {
    Link link;
    std::string secret_digest;
  };
  void end_those(const std::function<bool(const Link&)>& meant);

  OnEnd on_end_;
  std::map<LinkId, Entry> entries_;
};

}  // namespace wst
