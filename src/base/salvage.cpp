#include "base/salvage.h"

#include "base/ascii.h"
#include "base/json.h"

namespace wst {

namespace {

constexpr std::size_t longest_member = std::size_t{16} << 10;
constexpr std::size_t most_of_all = std::size_t{256} << 10;

}  // namespace

void Salvage::feed(std::string_view bytes) {
  for (const char c : bytes) in_string_ ? take_of_string(c) : take(c);
}

void Salvage::take(char c) {
  if (c == '{' || c == '[') {
    if (depth_++ > 0) is_lost_ = true;
  } else if (c == '}' || c == ']') {
    if (depth_ == 1) end_member();
    if (depth_ > 0) --depth_;
  } else if (c == ',' && depth_ == 1) {
    end_member();
  } else {
    in_string_ = c == '"';
    if (!is_json_space(c)) keep(c);
  }
}

void Salvage::take_of_string(char c) {
  keep(c);
  if (!escaped_ && c == '"') in_string_ = false;
  escaped_ = !escaped_ && c == '\\';
}

void Salvage::keep(char c) {
  if (depth_ != 1 || is_lost_) return;
  member_ += c;
  is_lost_ = member_.size() > longest_member;
}

void Salvage::end_member() {
  const std::string member = repair_(member_);
  const bool fits = members_.size() + member.size() <= most_of_all;
  if (!is_lost_ && fits && Json::parse('{' + member + '}')) {
    if (!members_.empty() && !member.empty()) members_ += ',';
    members_ += member;
  }
  member_.clear();
  is_lost_ = false;
}

}  // namespace wst
