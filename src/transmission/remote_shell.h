// Commands that a shell at the other end reads once more: ssh joins its words
// with blanks and hands them to the user's shell over there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wst {

/// `word` as a POSIX shell (sh, dash, bash, ksh, zsh) reads it back, whatever it
/// holds but NUL. What needs no quotes gets none.
std::string quoted_for_shell(std::string_view word);

/// Whether words behind `prefix` reach a shell: one of it is ssh, or another
/// program of that kind, by whatever path ("torify /usr/bin/ssh vps ..."). A
/// user, host or file of that name is taken for it, too.
bool reaches_shell(const std::vector<std::string>& prefix);

}  // namespace wst
