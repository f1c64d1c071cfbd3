// What somebody may do; the table of procedures names one for each.
#pragma once

namespace wst {

enum class Role {
  viewer,         ///< may look
  administrator,  ///< may look and act
  worker,         ///< a program that publishes and answers calls under its own prefixes
};

}  // namespace wst
