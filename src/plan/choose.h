// ChooseWay: how a kernel is to run the program of one probe. The one place of these rules: sema's program is
// planned by them where it is compiled, and a bundle once more where it is loaded. Covered by
// tests/plan/choose_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "defs/attach.h"

namespace sonde {

class HostView;

namespace plan {

struct Demand {
  ProbeKind kind = ProbeKind::Begin;
  bool several = false;  // one program is for several functions
  // Once compiled: a way whose program and context the chosen one must have. Null: any.
  const Way* compiled_for = nullptr;
  // Of a probe on registers: its program could do with what a trampoline has of them (substitute.h).
  bool trampoline_will_do = false;
  // Of a probe on registers: its program reads others than those of parameters, or may.
  bool named_registers = false;
  // Of a raw tracepoint: its program hands arguments to functions of the kernel that look at their types.
  bool typed_arguments = false;
  // Once compiled: what its ways need (NeededFeatures); 0: any.
  uint32_t features = 0;
  // It is one half of a session (session.h).
  bool session = false;
};

struct Choice {
  const Way* way = nullptr;
  std::string reason;  // for -v: why this, and what the kernel lacks of what would have been cheaper
};

// The first row of attach.def that serves the demand and whose feature `host` has. Where it has none of them
// the last that would do and is no substitute: attaching then says what is missing, as the script's
// `missing_probes` wants. A feature is asked for only if the choice depends on it.
Choice ChooseWay(const Demand& demand, HostView& host);

// The features, one of which a kernel must have to run a program of this demand (BitOf); 0: none of them.
uint32_t NeededFeatures(const Demand& demand);

// Nothing if `host` has one of `needed` or if that is 0; else the first of them.
std::optional<Feature> FindMissing(uint32_t needed, HostView& host);

}  // namespace plan
}  // namespace sonde
