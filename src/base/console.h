// The one way to the user's terminal for all that sonde says itself: listings, dumps, messages. (What a
// script prints goes through writers, output::Sink, which know what is the script's own text and what was
// traced.) Leaves: Tell, TellError, TellRendered, FlushConsole. Covered by tests/base/console_test.cpp and
// tests/run/terminal.test.
#pragma once

#include <cstdio>
#include <string_view>

namespace sonde {

// Writes `text` to `stream`. If a terminal is behind it, what could command it is shown as \xNN; newlines and
// tabs stay.
void Tell(std::FILE* stream, std::string_view text);
// Tell on standard error, after what was written to standard output; errors and warnings in their colours.
void TellError(std::string_view text);
// Writes text as it is: colours are in it, and whoever made it has escaped the rest (RenderText with colour).
void TellRendered(std::FILE* stream, std::string_view text);

// Writes out what standard output still holds. False if that or any earlier write failed; errno says why.
bool FlushConsole();

}  // namespace sonde
