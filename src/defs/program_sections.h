// The sections of the ELF that programs lie in: codegen writes them, runtime compares them.
#pragma once

#include <string_view>

#include "defs/attach.h"

namespace sonde {

// Names that libbpf maps to program types; the runtime attaches by itself.
constexpr std::string_view SectionOf(ProgramType type) {
  switch (type) {
    case ProgramType::RawTracepoint:
      return "raw_tp";
    case ProgramType::PerfEvent:
      return "perf_event";
    case ProgramType::Tracepoint:
      return "tracepoint";
    case ProgramType::Kprobe:
      return "kprobe";
    case ProgramType::Tracing:
      return "fentry";
  }
  return "";
}

}  // namespace sonde
