// Slips in the headers of probes that come from other tools, and the text helpers they share with
// probe_slips.cpp. Covered by tests/golden/diag-syntax/slips/err.headers.* and tests/messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/source.h"
#include "defs/probe_types.h"
#include "parser/slips.h"

namespace sonde {

bool IsBlank(char c);
std::string Trimmed(std::string_view text);
// The row of a probe type by its name, in any case, or its short one; null if there is none.
const ProbeTypeRow* FindType(std::string_view word);
// Whether attach points of the type have parts behind it.
bool TakesParts(const ProbeTypeRow* row);
// Up to where the header of a probe would end: the block, or the end of the text.
uint32_t HeaderEnd(std::string_view text, uint32_t at);
// The parenthesis that closes the one at `at`; 0 if there is none.
uint32_t CloseOf(std::string_view text, uint32_t at);
// What stands in quotes or parentheses: function("vfs_read") has vfs_read.
std::string Inside(std::string_view text, std::string_view behind);

// The rules: of what stands between the attach point and `at`, where a block should begin.
std::optional<Slip> BccMap(std::string_view text, SourceRange point, uint32_t at);
std::optional<Slip> SectionOfC(std::string_view text, SourceRange point, uint32_t at);
std::optional<Slip> GlobalVariable(std::string_view text, SourceRange point, uint32_t at);
std::optional<Slip> TimerWords(std::string_view text, SourceRange point, uint32_t at);

// kprobe:vfs_{read,write} of a shell: at `brace` a block seems to begin. `end`: behind what is meant.
std::optional<Slip> BracedProbe(std::string_view text, SourceRange point, uint32_t brace, uint32_t& end);

// A predicate behind which the block has no braces. `open`: its first slash.
std::optional<Slip> BareBody(std::string_view text, SourceRange open);

// A `//` that is meant as a division behind the operand that ends at `last`, so that a block has no end.
std::optional<Slip> CommentInBlock(std::string_view text, SourceRange last);

// Whether a text compares anything.
bool Compares(std::string_view text);
// comm == "sshd" {, comm ~ /ssh/ {, PROBE, pid > 5 {
std::optional<Slip> LoneCondition(std::string_view text, SourceRange point, uint32_t at);
// b main of gdb; SELECT ... of SQL; other words that are no probe.
std::optional<Slip> Breakpoint(std::string_view text, SourceRange point, uint32_t at);
std::optional<Slip> Query(std::string_view text, SourceRange point, uint32_t at);
std::optional<Slip> NoProbe(std::string_view text, SourceRange point, uint32_t at);
// } | head: what a shell should read behind the block that begins at `block`.
std::optional<Slip> ShellBehind(std::string_view text, uint32_t at, uint32_t block);

}  // namespace sonde
