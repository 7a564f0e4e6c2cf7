// What a function of a kprobe is called in messages. Covered by tests/run/kprobes.test.
#pragma once

#include <string>

#include "bundle/metadata.h"

namespace sonde::runtime::attach {

// A probe for one function has its own name, unless the script gave it another; those of a wildcard are named
// one by one.
inline std::string KprobeName(const bundle::ProbeMeta& probe, const bundle::KernelTarget& target) {
  std::string name(RowOf(probe.kind).name);
  if (!probe.multi && probe.name.starts_with(name + ":")) return probe.name;
  if (!target.module.empty()) name += ":" + target.module;
  return name + ":" + target.function;
}

}  // namespace sonde::runtime::attach
