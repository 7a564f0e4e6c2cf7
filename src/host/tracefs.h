// Tracefs: where it is, which events it has, what their format files say.
// Covered by tests/host/tracefs_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "host/host_view.h"

namespace sonde {

using EventName = std::pair<std::string, std::string>;  // category, event

// The fields of a format file.
Result<TracepointFormat> ParseTracepointFormat(std::string_view text);

// Lines "category:event" that match both patterns, sorted.
std::vector<EventName> MatchEventLines(std::string_view lines, std::string_view category,
                                       std::string_view event);

class Tracefs {
 public:
  Tracefs() = default;
  ~Tracefs();
  Tracefs(const Tracefs&) = delete;
  Tracefs& operator=(const Tracefs&) = delete;

  // /sys/kernel/tracing or /sys/kernel/debug/tracing, whichever is mounted; else a mount of its own that
  // nobody else sees. An error says how to mount it.
  Result<std::string> Root();
  Result<TracepointFormat> Format(const std::string& category, const std::string& event);
  std::vector<EventName> Match(std::string_view category, std::string_view event);

 private:
  std::string root_;
  int detached_ = -1;   // the mount of its own
  std::string events_;  // available_events, once read
};

}  // namespace sonde
