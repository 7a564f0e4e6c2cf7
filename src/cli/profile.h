// sonde --profile: what the CPUs execute, by stacks, as a picture and a few lines. It is a script like any
// other, with the outputs that -f and -o would ask for. Covered by tests/cli/options_test.cpp and
// tests/run/profile.test.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"

namespace sonde {

// What the script's source is called, in messages and as the title of a picture.
inline constexpr std::string_view kProfileName = "sonde --profile";

// -F, a number of samples a second.
void ParseRate(const char* text, Options& options, UsageError& error);

// Makes of --profile and the words behind the options a script and its outputs.
void ApplyProfile(const std::vector<std::string>& words, Options& options, UsageError& error);

// For people, when the run begins: what is sampled, and for how long.
std::string ProfileBegins(const Options& options);

// For standard output after the run: where the picture is.
std::string ProfileWritten(const Options& options);

}  // namespace sonde
