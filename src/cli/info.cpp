// What this machine can do. Leaves: GatherInfo.
#include "cli/info.h"

#include <sys/utsname.h>

#include <string_view>
#include <utility>

#include "codegen/codegen.h"
#include "defs/features.h"
#include "defs/probe_types.h"
#include "host/kernel_abilities.h"
#include "plan/choose.h"
#include "runtime/privileges.h"

namespace sonde {
namespace {

InfoEntry YesNo(std::string name, bool yes, std::string why = "") {
  return {std::move(name), yes ? "yes" : "no", yes ? "" : std::move(why)};
}

InfoSection System() {
  utsname name{};
  uname(&name);
  const std::string os = std::string(name.sysname) + " " + name.release + " " + name.version;
  const Status rights = runtime::CheckPrivileges();
  return {"System",
          false,
          {{"OS", os, ""},
           {"Arch", name.machine, ""},
           YesNo("may trace", rights.ok(), rights ? "" : rights.error().Text())}};
}

InfoSection Build(const std::string& version) {
  return {"Build",
          false,
          {{"version", "v" + version, ""},
           {"LLVM", LlvmVersion(), ""},
           YesNo("libdw (DWARF support)", true),
           YesNo("dwunwind (DWARF stack unwinding)", kHasStackWalk, "on x86-64 only"),
           YesNo("libsystemd (systemd notify support)", false, "sonde does not use it"),
           YesNo("blazesym (advanced symbolization)", false, "sonde has its own")}};
}

InfoSection Helpers(HostView& host) {
  constexpr std::pair<std::string_view, std::string_view> kHelpers[] = {
      {"dpath", "BPF_FUNC_d_path"},
      {"get_tai_ns", "BPF_FUNC_ktime_get_tai_ns"},
      {"get_func_ip", "BPF_FUNC_get_func_ip"},
      {"lookup_percpu_elem", "BPF_FUNC_map_lookup_percpu_elem"},
      {"loop", "BPF_FUNC_loop"},
      {"find_vma", "BPF_FUNC_find_vma"}};
  auto types = host.KernelBtf();
  InfoSection section{"Kernel helpers", true, {}};
  for (const auto& [name, enumerator] : kHelpers) {
    const bool known = types && (*types)->FindEnumerator(enumerator);
    section.entries.push_back(
        YesNo(std::string(name), known, types ? "the kernel has no such helper" : types.error().Text()));
  }
  return section;
}

InfoSection Features(HostView& host) {
  InfoSection section{
      "Kernel features", true, {{"Instruction limit", std::to_string(InstructionLimit()), ""}}};
  section.entries.push_back(
      YesNo("module btf", HasModuleBtf(), "/sys/kernel/btf has the core kernel at most"));
  for (const FeatureRow& row : kFeatures) {
    section.entries.push_back(
        YesNo(std::string(row.name), host.Has(row.feature), "this kernel has no " + std::string(row.lack)));
  }
  return section;
}

// Of kinds that need a feature, whether it is there; of those that need the processor, what that says.
InfoEntry KindInfo(const ProbeTypeRow& row, HostView& host) {
  std::string name(row.name);
  if (row.kind == ProbeKind::Hardware)
    return YesNo(name, HasProcessorCounters(), "this machine has no counters of the processor (PMU)");
  if (row.kind == ProbeKind::Watchpoint)
    return YesNo(name, HasBreakpoints(), "this machine has no breakpoints of the processor");
  plan::Demand demand{row.kind};
  const auto missing = plan::FindMissing(plan::NeededFeatures(demand), host);
  if (!missing) return YesNo(name, true);
  demand.trampoline_will_do = true;
  const bool instead = !plan::FindMissing(plan::NeededFeatures(demand), host);
  return YesNo(name, false,
               "this kernel has no " + std::string(RowOf(*missing).lack) +
                   (instead ? "; blocks that only use parameters and results run as fentry, fexit" : ""));
}

InfoSection Kinds(HostView& host) {
  InfoSection section{"Probe types", true, {}};
  for (const ProbeTypeRow& row : kProbeTypes) {
    if ((row.flags & Special) == 0) section.entries.push_back(KindInfo(row, host));
  }
  return section;
}

}  // namespace

std::vector<InfoSection> GatherInfo(HostView& host, const std::string& version) {
  return {System(), Build(version), Helpers(host), Features(host), Kinds(host)};
}

}  // namespace sonde
