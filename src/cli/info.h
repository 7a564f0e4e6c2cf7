// --info: what works on this machine, and why the rest does not, on one screen or as JSON. Covered by
// tests/cli/info_test.cpp and tests/run/options.test.
#pragma once

#include <string>
#include <vector>

#include "host/host_view.h"

namespace sonde {

// A line: what somebody may want to know of this machine.
struct InfoEntry {
  std::string name;
  std::string value;  // "yes", "no", a number, a text
  std::string why;    // of a "no"; may be empty
};

struct InfoSection {
  std::string title;
  bool columns = false;  // two entries on a line
  std::vector<InfoEntry> entries;
};

// Asks the machine; `version` is that of sonde.
std::vector<InfoSection> GatherInfo(HostView& host, const std::string& version);

// As cli-and-output.md 8 has it, with a section of reasons at the end.
std::string InfoText(const std::vector<InfoSection>& sections);
// One object: sections, in them names and values, true and false for yes and no; and "reasons" by name.
std::string InfoJson(const std::vector<InfoSection>& sections);

}  // namespace sonde
