// FakeHost: a machine described by files. Leaves: MakeFakeHost. Covered by tests/host/fake_host_test.cpp.
#include "host/fake_host.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>

#include "base/sha256.h"
#include "host/files.h"
#include "host/kernel_functions.h"
#include "host/kernel_symbol_table.h"
#include "host/stamps.h"
#include "host/tracefs.h"
#include "host/user_functions.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

uint64_t ParseNumber(std::string_view text) {
  uint64_t value = 0;
  const bool hex = text.starts_with("0x");
  if (hex) text.remove_prefix(2);
  std::from_chars(text.data(), text.data() + text.size(), value, hex ? 16 : 10);
  return value;
}

std::set<std::string, std::less<>> WordsOf(const std::string& path) {
  std::set<std::string, std::less<>> words;
  if (auto text = ReadTextFile(path)) {
    ForEachLine(*text, [&words](std::string_view line) {
      for (const auto word : SplitWords(line))
        words.emplace(word);
    });
  }
  return words;
}

class FakeHost final : public HostView {
 public:
  FakeHost(std::string directory, DebugInfoMaker debug_info)
      : directory_(std::move(directory)), make_debug_info_(std::move(debug_info)) {
    raw_tracepoints_ = WordsOf(directory_ + "/rawtracepoints");
    features_ = WordsOf(directory_ + "/features");
    if (auto text = ReadTextFile(directory_ + "/functions"))
      functions_ = KernelFunctionList(std::move(*text));
  }

  Result<Btf*> KernelBtf() override;
  Result<TracepointFormat> Tracepoint(const std::string& category, const std::string& event) override;
  std::vector<EventName> MatchTracepoints(std::string_view category, std::string_view event) override;
  std::vector<std::string> MatchRawTracepoints(std::string_view event) override;
  std::vector<KernelFunction> MatchKernelFunctions(std::string_view module,
                                                   std::string_view function) override {
    return functions_.Match(module, function);
  }
  std::vector<std::string> RepeatedKernelFunctions() override { return functions_.Repeated(); }
  bool ModuleLoaded(std::string_view module) override {
    return module == "vmlinux" || (!module.empty() && functions_.HasModule(module));
  }
  bool MayTraceKernelFunction(std::string_view function) override {
    return functions_.empty() || functions_.Contains(function);
  }
  std::vector<KernelSymbol> FindKernelSymbols(std::string_view function) override {
    auto text = ReadTextFile(directory_ + "/kallsyms");
    if (!text) return {};
    return KernelSymbolTable(std::move(*text)).Find(function);
  }
  // All instructions of this machine have four bytes.
  Result<InstructionSpan> KernelInstruction(const KernelSymbol&, uint64_t offset) override {
    return InstructionSpan{offset & ~uint64_t{3}, (offset & ~uint64_t{3}) + 4, 0};
  }
  // Programs of kprobes may not look up tasks, others may.
  bool MayCall(const std::string& function, ProgramType program) override {
    return function == "bpf_task_from_pid" && program != ProgramType::Kprobe;
  }
  std::vector<BpfFunction> BpfFunctions() override;
  Result<Binary> ResolveBinary(std::string_view name, int pid) override;
  std::vector<std::string> FindOnPath(std::string_view name, int pid) override;
  std::vector<Binary> MatchBinaries(std::string_view pattern, int pid) override;
  Result<std::vector<UserFunction>> MatchUserFunctions(const std::string& path,
                                                       std::string_view function) override;
  Result<UserFunction> FindUserFunction(const std::string& path, std::string_view function) override;
  Result<std::vector<UserFunction>> FindUserFunctions(const std::string& path,
                                                      std::string_view function) override;
  Result<UserFunction> UserFunctionAt(const std::string& path, uint64_t address) override;
  Result<InstructionSpan> UserInstruction(const std::string&, const UserFunction&, uint64_t offset) override {
    return InstructionSpan{offset & ~uint64_t{3}, (offset & ~uint64_t{3}) + 4, 0};
  }
  Result<uint64_t> UserFileOffset(const std::string& path, uint64_t address) override;
  Result<std::vector<UserMarker>> UserMarkers(const std::string& path) override;
  Result<UserSymbol> FindUserSymbol(const std::string& path, const std::string& symbol) override;
  bool IsGoProgram(const std::string& path) override {
    return FindUserFunction(path, "runtime.gopanic").ok();
  }
  DebugInfo* DebugInfoOf(const std::string& path) override;
  std::optional<bool> KernelListsFunction(std::string_view) override { return std::nullopt; }
  Result<FilePart> PartOf(const std::string& path) override { return FilePart{path}; }
  // Of this machine only the root is known.
  int CgroupId(const std::string& path, uint64_t& id) override {
    id = 1;
    return path == "/sys/fs/cgroup" ? 0 : ENOENT;
  }
  bool Has(Feature feature) override {
    return features_.contains(kFeatures[static_cast<size_t>(feature)].name);
  }
  std::string KernelRelease() override {
    const auto words = WordsOf(directory_ + "/release");
    return words.empty() ? "6.12.0-fake" : *words.begin();
  }
  KernelHeaders FindKernelHeaders() override {
    const std::string folder = directory_ + "/headers";
    if (!fs::is_directory(folder)) return {};
    return {folder, folder, "x86"};
  }
  std::string KernelStamp() override;
  std::string FileStamp(const std::string& path) override { return StampOfFile(path); }

 private:
  [[nodiscard]] std::vector<std::string> Binaries() const;
  Result<std::vector<UserFunction>> ReadFunctions(const std::string& path);

  std::string directory_;
  std::set<std::string, std::less<>> raw_tracepoints_;
  std::set<std::string, std::less<>> features_;
  KernelFunctionList functions_;
  std::unique_ptr<Btf> btf_;
  DebugInfoMaker make_debug_info_;
  std::map<std::string, std::unique_ptr<DebugInfo>> debug_info_;
};

Result<Btf*> FakeHost::KernelBtf() {
  if (!Has(Feature::Btf)) return Error("the made-up host has no BTF");
  if (!btf_) {
    auto bytes = ReadTextFile(directory_ + "/btf");
    if (!bytes) return bytes.TakeError();
    auto btf = Btf::FromBytes(std::move(*bytes));
    if (!btf) return btf.TakeError();
    btf_ = Btf::WithModules(std::move(*btf), directory_ + "/modules");
  }
  return btf_.get();
}

std::string FakeHost::KernelStamp() {
  std::string stamp = "made-up";
  std::vector<std::string> names = {"btf", "functions", "features", "kallsyms", "release"};
  std::error_code error;
  for (const auto& file : fs::directory_iterator(directory_ + "/modules", error))
    names.push_back("modules/" + file.path().filename().string());
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    const auto text = ReadTextFile(directory_ + "/" + name);
    const Digest digest = DigestOf(text ? *text : "");
    stamp += "\n" + name + " " + std::string(digest.begin(), digest.end());
  }
  return stamp;
}

std::vector<BpfFunction> FakeHost::BpfFunctions() {
  std::vector<BpfFunction> functions;
  const auto text = ReadTextFile(directory_ + "/bpf_functions");
  if (!text) return functions;
  ForEachLine(*text, [&functions](std::string_view line) {
    const auto words = SplitWords(line);
    if (words.size() != 3) return;
    const std::string_view size = words[2].substr(words[2].find_first_not_of('s'));
    functions.push_back({static_cast<uint32_t>(ParseNumber(words[0])), std::string(words[1]),
                         static_cast<uint32_t>(ParseNumber(size)), size != words[2]});
  });
  return functions;
}

Result<TracepointFormat> FakeHost::Tracepoint(const std::string& category, const std::string& event) {
  auto text = ReadTextFile(directory_ + "/tracepoints/" + category + "/" + event);
  if (!text) return Error("cannot describe tracepoint " + category + ":" + event);
  return ParseTracepointFormat(*text);
}

std::vector<EventName> FakeHost::MatchTracepoints(std::string_view category, std::string_view event) {
  std::string lines;
  std::error_code error;
  for (const auto& folder : fs::directory_iterator(directory_ + "/tracepoints", error)) {
    for (const auto& file : fs::directory_iterator(folder.path(), error)) {
      lines += folder.path().filename().string() + ":" + file.path().filename().string() + "\n";
    }
  }
  return MatchEventLines(lines, category, event);
}

std::vector<std::string> FakeHost::MatchRawTracepoints(std::string_view event) {
  std::vector<std::string> names;
  std::copy_if(raw_tracepoints_.begin(), raw_tracepoints_.end(), std::back_inserter(names),
               [event](const std::string& name) { return WildcardMatch(event, name); });
  return names;
}

std::vector<std::string> FakeHost::Binaries() const {
  std::vector<std::string> paths;
  const std::string root = directory_ + "/binaries";
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(root, error)) {
    if (entry.is_regular_file()) paths.push_back(entry.path().string().substr(root.size()));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// The current folder of this machine is /usr/bin.
Result<Binary> FakeHost::ResolveBinary(std::string_view name, int pid) {
  std::string wanted = name.empty() && pid != 0 ? "/usr/bin/app" : std::string(name);
  const bool relative = wanted.find('/') != std::string::npos && wanted[0] != '/';
  if (relative) wanted = (fs::path("/usr/bin") / wanted).lexically_normal().string();
  for (const std::string& path : Binaries()) {
    const std::string file = fs::path(path).filename().string();
    if (path == wanted || file == wanted || file.starts_with(wanted + ".so")) {
      return Binary{path, relative ? std::string(name) : path};
    }
  }
  return Error("'" + wanted + "' does not exist or is not executable");
}

std::vector<std::string> FakeHost::FindOnPath(std::string_view name, int) {
  auto paths = Binaries();
  std::erase_if(paths, [name](const std::string& path) { return fs::path(path).filename() != name; });
  return paths;
}

std::vector<Binary> FakeHost::MatchBinaries(std::string_view pattern, int) {
  constexpr std::string_view kHere = "/usr/bin/";
  const bool relative = pattern.starts_with("./");
  std::vector<Binary> found;
  for (const std::string& path : Binaries()) {
    std::string shown = path;
    if (relative) {
      if (!path.starts_with(kHere)) continue;
      shown = "./" + path.substr(kHere.size());
    }
    if (WildcardMatch(pattern, shown)) found.push_back({path, shown});
  }
  return found;
}

Result<std::vector<UserFunction>> FakeHost::ReadFunctions(const std::string& path) {
  auto text = ReadTextFile(directory_ + "/binaries" + path);
  if (!text) return Error("cannot read the symbols of " + path);
  std::vector<UserFunction> functions;
  ForEachLine(*text, [&functions](std::string_view line) {
    const auto words = SplitWords(line);
    if (words.size() != 4 || words[0] == "#") return;
    functions.push_back(
        {std::string(words[0]), ParseNumber(words[1]), ParseNumber(words[2]), ParseNumber(words[3])});
  });
  std::sort(functions.begin(), functions.end(),
            [](const UserFunction& a, const UserFunction& b) { return a.name < b.name; });
  return functions;
}

Result<std::vector<UserFunction>> FakeHost::MatchUserFunctions(const std::string& path,
                                                               std::string_view function) {
  auto all = ReadFunctions(path);
  if (!all) return all.TakeError();
  return FilterUserFunctions(*all, function);
}

Result<UserFunction> FakeHost::FindUserFunction(const std::string& path, std::string_view function) {
  auto all = ReadFunctions(path);
  if (!all) return all.TakeError();
  return PickUserFunction(*all, function, path);
}

Result<std::vector<UserFunction>> FakeHost::FindUserFunctions(const std::string& path,
                                                              std::string_view function) {
  auto all = ReadFunctions(path);
  if (!all) return all.TakeError();
  return PickUserFunctions(*all, function, path);
}

Result<UserFunction> FakeHost::UserFunctionAt(const std::string& path, uint64_t address) {
  auto all = ReadFunctions(path);
  if (!all) return all.TakeError();
  return PickFunctionAt(*all, address, path);
}

Result<std::vector<UserMarker>> FakeHost::UserMarkers(const std::string& path) {
  constexpr size_t kBeforeArguments = 4;
  std::vector<UserMarker> markers;
  const auto text = ReadTextFile(directory_ + "/markers" + path);
  if (!text) return markers;
  ForEachLine(*text, [&markers](std::string_view line) {
    const auto words = SplitWords(line);
    if (words.size() < kBeforeArguments) return;
    std::string arguments;
    if (words.size() > kBeforeArguments)
      arguments = line.substr(static_cast<size_t>(words[kBeforeArguments].data() - line.data()));
    markers.push_back({std::string(words[0]), std::string(words[1]), std::move(arguments),
                       ParseNumber(words[2]), ParseNumber(words[3])});
  });
  return markers;
}

Result<UserSymbol> FakeHost::FindUserSymbol(const std::string& path, const std::string& symbol) {
  std::optional<UserSymbol> found;
  if (const auto text = ReadTextFile(directory_ + "/variables" + path)) {
    ForEachLine(*text, [&](std::string_view line) {
      const auto words = SplitWords(line);
      if (words.size() < 2 || words[0] != symbol) return;
      found = UserSymbol{ParseNumber(words[1]), words.size() > 2 ? ParseNumber(words[2]) : 0};
    });
  }
  if (!found) return Error("the file has no symbol " + symbol);
  return *found;
}

DebugInfo* FakeHost::DebugInfoOf(const std::string& path) {
  if (!make_debug_info_ || !fs::is_regular_file(directory_ + "/debug" + path)) return nullptr;
  auto& info = debug_info_[path];
  if (!info) info = make_debug_info_(directory_ + "/debug" + path);
  return info.get();
}

// The whole file counts as mapped at the distance that its functions show.
Result<uint64_t> FakeHost::UserFileOffset(const std::string& path, uint64_t address) {
  auto all = ReadFunctions(path);
  if (!all) return all.TakeError();
  for (const auto& f : *all) {
    if (address >= f.address && address - f.address < std::max<uint64_t>(f.size, 1)) {
      return address - f.address + f.file_offset;
    }
  }
  return Error("address " + std::to_string(address) + " is in no part of the file that is loaded");
}

}  // namespace

std::unique_ptr<HostView> MakeFakeHost(const std::string& directory, DebugInfoMaker debug_info) {
  return std::make_unique<FakeHost>(directory, std::move(debug_info));
}

}  // namespace sonde
