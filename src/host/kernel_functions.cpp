// The list of traceable functions. Leaves: KernelFunctionList, IsDangerousFunction.
// Covered by tests/host/kernel_functions_test.cpp.
#include "host/kernel_functions.h"

#include <algorithm>
#include <unordered_set>

#include "host/files.h"

namespace sonde {
namespace {

// Idle loops and what the BPF machinery itself runs through.
constexpr std::string_view kDangerous[] = {
    "acpi_idle_*",
    "acpi_processor_ffh_cstate_enter",
    "amd_e400_idle",
    "arch_cpu_idle*",
    "cpu_idle_poll*",
    "bpf_dispatcher_xdp_func",
    "do_idle",
    "cpuidle_enter*",
    "default_enter_idle",
    "default_idle*",
    "intel_idle*",
    "mwait_idle*",
    "native_safe_halt",
    "poll_idle",
    "rcu_*",
    "*.part.*",
    "__ftrace_invalid_address__*",
};

bool HasStar(std::string_view text) {
  return text.find('*') != std::string_view::npos;
}

}  // namespace

bool IsDangerousFunction(std::string_view name) {
  return std::any_of(std::begin(kDangerous), std::end(kDangerous),
                     [name](std::string_view pattern) { return WildcardMatch(pattern, name); });
}

KernelFunctionList::KernelFunctionList(std::string text)
    : text_(std::make_unique<const std::string>(std::move(text))) {
  entries_.reserve(text_->size() / 20);
  ForEachLine(*text_, [this](std::string_view line) {
    const size_t end = line.find_first_of(" \t");
    Entry entry{line.substr(0, end), {}};
    const size_t open = end == std::string_view::npos ? end : line.find('[', end);
    const size_t close = open == std::string_view::npos ? open : line.find(']', open);
    if (close != std::string_view::npos) entry.module = line.substr(open + 1, close - open - 1);
    if (!entry.name.empty()) entries_.push_back(entry);
  });
}

bool KernelFunctionList::Contains(std::string_view name) const {
  return std::any_of(entries_.begin(), entries_.end(), [name](const Entry& e) { return e.name == name; });
}

bool KernelFunctionList::HasModule(std::string_view module) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [module](const Entry& e) { return e.module == module; });
}

std::vector<KernelFunction> KernelFunctionList::Match(std::string_view module,
                                                      std::string_view function) const {
  const bool all = HasStar(function);
  std::vector<Entry> found;
  for (const Entry& entry : entries_) {
    if (all ? !WildcardMatch(function, entry.name) : function != entry.name) continue;
    const std::string_view shown = entry.module.empty() ? std::string_view("vmlinux") : entry.module;
    if (!module.empty() && !WildcardMatch(module, shown)) continue;
    if (!IsDangerousFunction(entry.name)) found.push_back(entry);
  }
  const auto key = [](const Entry& e) { return std::pair(e.name, e.module); };
  std::sort(found.begin(), found.end(), [&](const Entry& a, const Entry& b) { return key(a) < key(b); });
  std::vector<KernelFunction> result;
  for (const Entry& entry : found) {
    if (!result.empty() && result.back().name == entry.name && result.back().module == entry.module) continue;
    result.push_back({std::string(entry.name), std::string(entry.module)});
  }
  return result;
}

std::vector<std::string> KernelFunctionList::Repeated() const {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string> names;
  for (const Entry& entry : entries_) {
    if (!seen.insert(entry.name).second) names.emplace_back(entry.name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void KernelFunctionList::Remove(const std::vector<std::string>& names) {
  const std::unordered_set<std::string_view> gone(names.begin(), names.end());
  std::erase_if(entries_, [&](const Entry& e) { return gone.contains(e.name); });
}

}  // namespace sonde
