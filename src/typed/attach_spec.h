// AttachSpec and ExpandedProbe: attach points, checked and expanded, as values. Made by src/probes. Covered
// by tests/probes/*.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/source.h"
#include "defs/probe_types.h"

namespace sonde {

// A checked attach point.
struct AttachSpec {
  ProbeKind kind = ProbeKind::Begin;
  std::string user_name;  // of a name= prefix
  std::string module;     // kernel module, or user binary (once expanded the path to open; may hold *)
  std::string shown;      // of an expanded uprobe: its target in names and messages, as it was written
  std::string category;   // of a tracepoint
  std::string function;   // function, event (software: the name without alias); may hold *
  std::string language;   // uprobe: "cpp" when demangled names are matched
  uint64_t offset = 0;    // after a function
  uint64_t address = 0;
  bool has_address = false;
  uint64_t code_size = 0;   // uprobe: bytes from its function's start to the place, when an instruction was
  uint64_t code_hash = 0;   // found to begin there, and their hash
  std::string source_file;  // uprobe at a source line, which expansion turns into an address
  uint32_t source_line = 0;
  uint32_t source_column = 0;  // 0: any
  uint64_t period = 0;         // interval, profile: ns; software: events (default filled in)
  uint64_t frequency = 0;      // hz
  bool has_wildcard = false;
  std::string name;  // normalised: "kprobe:vfs_read", "interval:s:1" (language.md 7.6)
  SourceRange range;
};

// What one attach point stands for after expansion: one BPF program each.
struct ExpandedProbe {
  AttachSpec spec;  // without wildcards, unless `multi`
  // The functions, when one program serves them all (kprobe and uprobe wildcards).
  std::vector<std::string> functions;
  bool multi = false;
};

}  // namespace sonde
