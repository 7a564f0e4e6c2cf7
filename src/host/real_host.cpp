// RealHost: the machine sonde runs on. Each source is read when it is first asked. Leaves: MakeRealHost.
// Covered by tests/host/real_host_test.cpp.
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "base/environment.h"
#include "base/sha256.h"
#include "host/archives.h"
#include "host/binaries.h"
#include "host/bpf_programs.h"
#include "host/cgroups.h"
#include "host/features.h"
#include "host/files.h"
#include "host/host_view.h"
#include "host/instructions.h"
#include "host/kernel_calls.h"
#include "host/kernel_functions.h"
#include "host/kernel_headers.h"
#include "host/kernel_symbol_table.h"
#include "host/stamps.h"
#include "host/tracefs.h"
#include "host/user_functions.h"
#include "symbols/elf_image.h"
#include "symbols/symbols.h"

namespace sonde {
namespace {

class RealHost final : public HostView {
 public:
  explicit RealHost(HostSettings settings) : settings_(std::move(settings)) {
    functions_are_given_ = settings_.traceable_functions.has_value();
    if (functions_are_given_) given_ = DigestOf(*settings_.traceable_functions);
  }

  Result<Btf*> KernelBtf() override;
  Result<TracepointFormat> Tracepoint(const std::string& category, const std::string& event) override {
    return tracefs_.Format(category, event);
  }
  std::vector<EventName> MatchTracepoints(std::string_view category, std::string_view event) override {
    return tracefs_.Match(category, event);
  }
  std::vector<std::string> MatchRawTracepoints(std::string_view event) override;
  std::vector<KernelFunction> MatchKernelFunctions(std::string_view module,
                                                   std::string_view function) override;
  std::vector<std::string> RepeatedKernelFunctions() override { return Functions().Repeated(); }
  bool ModuleLoaded(std::string_view module) override;
  bool MayTraceKernelFunction(std::string_view function) override;
  std::optional<bool> KernelListsFunction(std::string_view function) override {
    const KernelFunctionList& list = Functions();
    return functions_are_traceable_ ? std::optional(list.Contains(function)) : std::nullopt;
  }
  std::vector<KernelSymbol> FindKernelSymbols(std::string_view function) override {
    return Kallsyms().Find(function);
  }
  Result<InstructionSpan> KernelInstruction(const KernelSymbol& function, uint64_t offset) override {
    return FindInstructionInKernel(function.address, offset);
  }
  std::vector<BpfFunction> BpfFunctions() override {
    if (!bpf_functions_) bpf_functions_ = ReadBpfFunctions();
    return *bpf_functions_;
  }
  Result<Binary> ResolveBinary(std::string_view name, int pid) override {
    return ResolveBinaryPath(name, pid);
  }
  std::vector<std::string> FindOnPath(std::string_view name, int pid) override {
    return FindPathsOnPath(name, pid);
  }
  std::vector<Binary> MatchBinaries(std::string_view pattern, int pid) override {
    return MatchBinaryPaths(pattern, pid);
  }
  Result<FilePart> PartOf(const std::string& path) override { return FindPart(path); }
  Result<std::vector<UserFunction>> MatchUserFunctions(const std::string& path,
                                                       std::string_view function) override;
  Result<UserFunction> FindUserFunction(const std::string& path, std::string_view function) override;
  Result<std::vector<UserFunction>> FindUserFunctions(const std::string& path,
                                                      std::string_view function) override;
  Result<UserFunction> UserFunctionAt(const std::string& path, uint64_t address) override;
  Result<InstructionSpan> UserInstruction(const std::string& path, const UserFunction& function,
                                          uint64_t offset) override {
    return FindInstructionInFile(archives_.Readable(path), function, offset);
  }
  Result<uint64_t> UserFileOffset(const std::string& path, uint64_t address) override;
  Result<std::vector<UserMarker>> UserMarkers(const std::string& path) override;
  Result<UserSymbol> FindUserSymbol(const std::string& path, const std::string& symbol) override {
    auto found = FindElfSymbol(archives_.Readable(path), symbol);
    if (!found) return found.TakeError();
    return UserSymbol{found->address, found->size};
  }
  bool IsGoProgram(const std::string& path) override {
    return HasElfSection(archives_.Readable(path), ".go.buildinfo") ||
           FindUserFunction(path, "runtime.gopanic").ok();
  }
  DebugInfo* DebugInfoOf(const std::string& path) override;
  int CgroupId(const std::string& path, uint64_t& id) override { return FindCgroupId(path.c_str(), id); }
  bool Has(Feature feature) override;
  // Of another kernel than this one nothing is known.
  bool MayCall(const std::string& function, ProgramType program) override {
    return settings_.kernel_btf.empty() && KernelAllowsCall(function, program);
  }
  std::string KernelRelease() override;
  KernelHeaders FindKernelHeaders() override { return LocateKernelHeaders(KernelRelease()); }
  std::string KernelStamp() override;
  std::string FileStamp(const std::string& path) override { return StampOfFile(path); }

 private:
  [[nodiscard]] bool IsSwitchedOff(Feature feature) const {
    const auto& off = settings_.no_features;
    return std::find(off.begin(), off.end(), feature) != off.end();
  }
  bool LimitsReturns();
  KernelFunctionList& Functions();
  const KernelSymbolTable& Kallsyms();
  Result<const std::vector<UserFunction>*> UserFunctions(const std::string& path);

  HostSettings settings_;
  Archives archives_;
  Tracefs tracefs_;
  std::optional<Result<std::unique_ptr<Btf>>> btf_;
  std::optional<KernelFunctionList> functions_;
  std::optional<KernelSymbolTable> kallsyms_;
  std::optional<std::vector<BpfFunction>> bpf_functions_;
  bool functions_are_given_ = false;      // by the settings
  Digest given_{};                        // of their text
  bool functions_are_traceable_ = false;  // from tracefs or as given; false: from BTF
  std::map<Feature, bool> features_;
  std::map<std::string, std::vector<UserFunction>> user_functions_;
  std::map<std::string, std::vector<UserMarker>> user_markers_;
  std::map<std::string, ElfImage> user_segments_;
  std::map<std::string, std::unique_ptr<DebugInfo>> debug_info_;
};

Result<Btf*> RealHost::KernelBtf() {
  if (IsSwitchedOff(Feature::Btf)) {
    return Error("kernel type information is switched off by --no-feature btf");
  }
  if (!btf_) btf_ = settings_.kernel_btf.empty() ? Btf::LoadKernel() : Btf::LoadFile(settings_.kernel_btf);
  if (!btf_->ok()) return btf_->error();
  return (**btf_).get();
}

// BTF has a typedef for each raw tracepoint of the core kernel. Without it the events' names are a guess.
std::vector<std::string> RealHost::MatchRawTracepoints(std::string_view event) {
  std::vector<std::string> names;
  if (auto btf = KernelBtf()) {
    names = (*btf)->RawTracepointNames();
  } else {
    for (auto& [category, name] : tracefs_.Match("*", "*")) {
      if (category != "syscalls") names.push_back(name);
    }
  }
  std::erase_if(names, [event](const std::string& name) { return !WildcardMatch(event, name); });
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

// Names at the ends of the lines of kprobes/blacklist.
std::vector<std::string> Blacklist() {
  std::vector<std::string> names;
  const auto text = ReadTextFile("/sys/kernel/debug/kprobes/blacklist");
  if (!text) return names;
  ForEachLine(*text, [&names](std::string_view line) {
    const auto words = SplitWords(line);
    if (words.size() >= 2) names.emplace_back(words[1]);
  });
  return names;
}

KernelFunctionList& RealHost::Functions() {
  if (functions_) return *functions_;
  functions_.emplace();
  if (settings_.traceable_functions) {
    functions_.emplace(std::move(*settings_.traceable_functions));
    functions_are_traceable_ = true;
    return *functions_;
  }
  if (auto root = tracefs_.Root()) {
    if (auto text = ReadTextFile(*root + "/available_filter_functions")) {
      functions_.emplace(std::move(*text));
      functions_are_traceable_ = !functions_->empty();
    }
  }
  if (!functions_are_traceable_) {
    std::string lines;
    if (auto btf = KernelBtf()) {
      for (const auto& name : (*btf)->FunctionNames())
        lines += name + '\n';
    }
    functions_.emplace(std::move(lines));
  }
  functions_->Remove(Blacklist());
  return *functions_;
}

std::vector<KernelFunction> RealHost::MatchKernelFunctions(std::string_view module,
                                                           std::string_view function) {
  return Functions().Match(module, function);
}

bool RealHost::ModuleLoaded(std::string_view module) {
  if (module == "vmlinux") return true;
  if (module.find('/') != std::string_view::npos || module.empty()) return false;
  return access(("/sys/module/" + std::string(module) + "/initstate").c_str(), F_OK) == 0;
}

// From the cheapest source to the dearest: BTF (0.3 ms), the list of traceable functions, kallsyms (37 ms).
bool RealHost::MayTraceKernelFunction(std::string_view function) {
  if (settings_.traceable_functions) return Functions().Contains(function);
  bool known = false;
  if (auto btf = KernelBtf()) {
    if ((*btf)->FindFunction(function)) return true;
    known = true;
  }
  KernelFunctionList& list = Functions();
  if (functions_are_traceable_) {
    if (list.Contains(function)) return true;
    known = true;
  }
  if (!known || Kallsyms().empty()) return true;
  const auto symbols = Kallsyms().Find(function);
  return !symbols.empty() && symbols[0].name == function;
}

const KernelSymbolTable& RealHost::Kallsyms() {
  if (!kallsyms_) {
    auto text = ReadTextFile("/proc/kallsyms");
    kallsyms_.emplace(text ? std::move(*text) : std::string());
  }
  return *kallsyms_;
}

Result<const std::vector<UserFunction>*> RealHost::UserFunctions(const std::string& path) {
  auto cached = user_functions_.find(path);
  if (cached == user_functions_.end()) {
    auto read = ReadElfFunctions(archives_.Readable(path));
    if (!read) return read.TakeError();
    std::vector<UserFunction> functions;
    functions.reserve(read->size());
    for (auto& f : *read)
      functions.push_back({std::move(f.name), f.address, f.size, f.file_offset});
    cached = user_functions_.emplace(path, std::move(functions)).first;
  }
  return &cached->second;
}

Result<std::vector<UserFunction>> RealHost::MatchUserFunctions(const std::string& path,
                                                               std::string_view function) {
  auto all = UserFunctions(path);
  if (!all) return all.TakeError();
  return FilterUserFunctions(**all, function);
}

Result<UserFunction> RealHost::FindUserFunction(const std::string& path, std::string_view function) {
  auto all = UserFunctions(path);
  if (!all) return all.TakeError();
  return PickUserFunction(**all, function, path);
}

Result<std::vector<UserFunction>> RealHost::FindUserFunctions(const std::string& path,
                                                              std::string_view function) {
  auto all = UserFunctions(path);
  if (!all) return all.TakeError();
  return PickUserFunctions(**all, function, path);
}

Result<UserFunction> RealHost::UserFunctionAt(const std::string& path, uint64_t address) {
  auto all = UserFunctions(path);
  if (!all) return all.TakeError();
  return PickFunctionAt(**all, address, path);
}

// A static probe may be at thousands of places of one file.
Result<uint64_t> RealHost::UserFileOffset(const std::string& path, uint64_t address) {
  auto cached = user_segments_.find(path);
  if (cached == user_segments_.end()) {
    auto read = ElfImage::LoadSegments(archives_.Readable(path));
    if (!read) return read.TakeError();
    cached = user_segments_.emplace(path, std::move(*read)).first;
  }
  return cached->second.FileOffset(address);
}

Result<std::vector<UserMarker>> RealHost::UserMarkers(const std::string& path) {
  if (const auto cached = user_markers_.find(path); cached != user_markers_.end()) return cached->second;
  auto read = ReadElfMarkers(archives_.Readable(path));
  if (!read) return read.TakeError();
  std::vector<UserMarker>& markers = user_markers_[path];
  markers.reserve(read->size());
  for (auto& m : *read)
    markers.push_back(
        {std::move(m.provider), std::move(m.name), std::move(m.arguments), m.address, m.semaphore});
  return markers;
}

DebugInfo* RealHost::DebugInfoOf(const std::string& path) {
  if (!settings_.debug_info) return nullptr;
  auto& info = debug_info_[path];
  if (!info) info = settings_.debug_info(archives_.Readable(path));
  return info.get();
}

bool RealHost::Has(Feature feature) {
  if (IsSwitchedOff(feature)) return false;
  if (feature == Feature::Btf) return KernelBtf().ok();
  const auto known = features_.find(feature);
  if (known != features_.end()) return known->second;
  bool has = KernelHas(feature, tracefs_);
  if (feature == Feature::KprobeSession) has = has && !LimitsReturns();
  return features_[feature] = has;
}

// Linux 6.10 to 6.13 keep a pool of return addresses for such a link, two for each function and CPU. While it
// is empty the kernel calls the program neither at the return nor at the entry: two readers that sleep are
// enough to hide every other call of vfs_read. Without type information nobody knows.
bool RealHost::LimitsReturns() {
  auto btf = KernelBtf();
  const TypePtr fprobe = btf ? (*btf)->FindType("struct fprobe") : nullptr;
  return !fprobe || (*btf)->FindField(*fprobe, "rethook").has_value();
}

std::string RealHost::KernelRelease() {
  utsname names{};
  return uname(&names) == 0 ? names.release : "";
}

std::string RealHost::KernelStamp() {
  std::string stamp = StampOfKernel();
  if (stamp.empty()) return stamp;
  if (const char* chosen = FindSetting("BTF")) stamp += "BTF " + StampOfFile(chosen) + "\n";
  if (!settings_.kernel_btf.empty()) stamp += "types " + StampOfFile(settings_.kernel_btf) + "\n";
  for (const Feature feature : settings_.no_features)
    stamp += "without " + std::to_string(static_cast<int>(feature)) + "\n";
  if (functions_are_given_) stamp += "functions " + std::string(given_.begin(), given_.end()) + "\n";
  return stamp;
}

}  // namespace

std::unique_ptr<HostView> MakeRealHost(HostSettings settings) {
  return std::make_unique<RealHost>(std::move(settings));
}

}  // namespace sonde
