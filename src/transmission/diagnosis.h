// Why a run of transmission-remote failed, for a person: what happened, to
// which thing, what to do.
#pragma once

#include <string>
#include <string_view>

#include "base/diagnosis.h"
#include "base/result.h"
#include "process/command_runner.h"
#include "transmission/commands.h"

namespace wst {

/// `printed`: what the run wrote to stderr and, if nothing, to stdout; it may
/// be a --debug stream: no header of it is repeated. Says something always.
Diagnosis diagnose(const Remote& remote, const Exit& exit, std::string_view printed);

/// The run ended well but its answers were no sample; `printed` as above.
Diagnosis diagnose_answer(const Remote& remote, const Error& error, std::string_view printed);

}  // namespace wst
