// User symbols: address -> mapping -> file -> ELF symbol, with a cache at each step. Leaves: MakeUserSymbols.
// Covered by tests/symbols/user_symbols_test.cpp.
#include <cxxabi.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <unordered_map>

#include "symbols/elf_image.h"
#include "symbols/perf_map.h"
#include "symbols/process_maps.h"
#include "symbols/symbols.h"

namespace sonde {
namespace {

using Clock = std::chrono::steady_clock;
using ImagePtr = std::shared_ptr<const ElfImage>;

// A process that loads libraries is looked at again, but not for every address that stays unknown.
constexpr auto kLookAgainAfter = std::chrono::milliseconds(200);
constexpr size_t kMostProcesses = 16384;

struct Process {
  std::vector<Mapping> mappings;
  Clock::time_point read;
  PerfMap perf_map;
};

std::string Demangle(std::string_view name) {
  if (!name.starts_with("_Z")) return std::string(name);
  int status = 0;
  const std::string mangled(name);
  const std::unique_ptr<char, decltype(&std::free)> text(
      abi::__cxa_demangle(mangled.c_str(), nullptr, nullptr, &status), &std::free);
  return status == 0 && text ? std::string(text.get()) : mangled;
}

bool HasInode(const std::string& path, uint64_t inode) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && info.st_ino == inode;
}

// Where the mapped file can be opened: through the process' own root, by its plain path once the process is
// gone, or through the mapping itself when the file has been deleted or replaced. Empty: nowhere.
std::string PathOf(int pid, const Mapping& mapping) {
  const std::string process = "/proc/" + std::to_string(pid);
  for (const std::string& path : {process + "/root" + mapping.path, mapping.path}) {
    if (HasInode(path, mapping.inode)) return path;
  }
  char range[64];
  std::snprintf(range, sizeof(range), "/map_files/%lx-%lx", static_cast<unsigned long>(mapping.start),
                static_cast<unsigned long>(mapping.end));
  return HasInode(process + range, mapping.inode) ? process + range : std::string();
}

// The kernel's code in every process is the same, so that of this one is read, by way of a file in memory.
ImagePtr LoadVdso() {
  const auto address = static_cast<uint64_t>(getauxval(AT_SYSINFO_EHDR));
  const auto mappings = ReadMappings(getpid());
  const Mapping* mapping = FindMapping(mappings, address);
  const int fd = mapping != nullptr ? memfd_create("vdso", MFD_CLOEXEC) : -1;
  if (fd < 0) return nullptr;
  ImagePtr image;
  const size_t size = mapping->end - mapping->start;
  const auto* bytes = reinterpret_cast<const void*>(mapping->start);  // NOLINT: an address of this process
  if (write(fd, bytes, size) == static_cast<ssize_t>(size)) {
    auto loaded = ElfImage::Load("/proc/self/fd/" + std::to_string(fd));
    if (loaded) image = *loaded;
  }
  close(fd);
  return image;
}

class ProcessSymbols final : public UserSymbols {
 public:
  void Remember(int pid) override { (void)Look(pid); }
  void Exec(int pid) override { Known(pid) = Process{{}, {}, PerfMap(pid)}; }
  void Map(int pid, MappedFile file) override;
  ResolvedSymbol Resolve(int pid, uint64_t address, bool demangle) override;

 private:
  Process& Known(int pid);
  Process& Look(int pid);
  const Mapping* Locate(Process& process, int pid, uint64_t address);
  ImagePtr ImageOf(int pid, const Mapping& mapping);

  std::unordered_map<int, Process> processes_;
  std::map<std::pair<std::string, uint64_t>, ImagePtr> images_;  // by device and inode; null: unreadable
  std::optional<ImagePtr> vdso_;
};

// The record of a process, made empty if there is none: then the first miss looks into /proc.
Process& ProcessSymbols::Known(int pid) {
  if (processes_.size() >= kMostProcesses && !processes_.contains(pid)) processes_.clear();
  return processes_.try_emplace(pid, Process{{}, {}, PerfMap(pid)}).first->second;
}

void ProcessSymbols::Map(int pid, MappedFile file) {
  char device[32];
  std::snprintf(device, sizeof(device), "%02x:%02x", file.device_major, file.device_minor);
  if (file.path == "//anon") file.path.clear();
  InsertMapping(Known(pid).mappings, {file.start, file.start + file.size, file.file_offset, device,
                                      file.inode, std::move(file.path), false});
}

// A process that has gone keeps what was seen of it.
Process& ProcessSymbols::Look(int pid) {
  Process& process = Known(pid);
  auto mappings = ReadMappings(pid);
  if (!mappings.empty()) process.mappings = std::move(mappings);
  process.read = Clock::now();
  return process;
}

const Mapping* ProcessSymbols::Locate(Process& process, int pid, uint64_t address) {
  const Mapping* mapping = FindMapping(process.mappings, address);
  if (mapping != nullptr || Clock::now() - process.read < kLookAgainAfter) return mapping;
  return FindMapping(Look(pid).mappings, address);
}

ImagePtr ProcessSymbols::ImageOf(int pid, const Mapping& mapping) {
  if (mapping.path == "[vdso]") {
    if (!vdso_) vdso_ = LoadVdso();
    return *vdso_;
  }
  if (mapping.inode == 0) return nullptr;
  const auto key = std::pair(mapping.device, mapping.inode);
  const auto cached = images_.find(key);
  if (cached != images_.end()) return cached->second;
  ImagePtr image;
  const std::string path = PathOf(pid, mapping);
  if (!path.empty()) {
    if (auto loaded = ElfImage::Load(path)) image = *loaded;
  }
  return images_[key] = image;
}

ResolvedSymbol ProcessSymbols::Resolve(int pid, uint64_t address, bool demangle) {
  const auto known = processes_.find(pid);
  Process& process = known != processes_.end() ? known->second : Look(pid);
  const Mapping* mapping = Locate(process, pid, address);
  if (mapping == nullptr) return process.perf_map.Resolve(address);
  ResolvedSymbol symbol{"", 0, mapping->path};
  const ImagePtr image = ImageOf(pid, *mapping);
  if (!image) {
    if (mapping->path.starts_with('/') && mapping->inode != 0) return symbol;
    const std::string module = symbol.module;
    symbol = process.perf_map.Resolve(address);
    if (symbol.name.empty()) symbol.module = module;
    return symbol;
  }
  uint64_t in_file = 0;
  if (!image->AddressOfOffset(address - mapping->start + mapping->offset, in_file)) return symbol;
  if (const ElfSymbol* found = image->Covering(in_file)) {
    symbol.name = demangle ? Demangle(image->NameOf(*found)) : std::string(image->NameOf(*found));
    symbol.offset = in_file - found->address;
  }
  return symbol;
}

}  // namespace

std::unique_ptr<UserSymbols> MakeUserSymbols() {
  return std::make_unique<ProcessSymbols>();
}

}  // namespace sonde
