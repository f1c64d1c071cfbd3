// Why a run of transmission-remote failed, for a person: what happened, to
// which thing, what to do.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "process/command_runner.h"
#include "transmission/commands.h"

namespace wst {

struct Diagnosis {
  std::string reason;  ///< one sentence
  std::string hint;    ///< what to do about it; may be empty

  bool operator==(const Diagnosis&) const = default;
};

/// `printed`: what the run wrote to stderr and, if nothing, to stdout; it may
/// be a --debug stream: no header of it is repeated. Says something always.
Diagnosis diagnose(const Source& source, const Exit& exit, std::string_view printed);

/// The run ended well but its answers were no sample; `printed` as above.
Diagnosis diagnose_answer(const Source& source, const Error& error, std::string_view printed);

}  // namespace wst
