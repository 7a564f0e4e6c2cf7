// User symbols: address -> mapping -> file -> ELF symbol, with a cache at each step. Leaves: MakeUserSymbols.
// Covered by tests/symbols/user_symbols_test.cpp.
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/demangle.h"
#include "base/interrupt.h"
#include "symbols/elf_image.h"
#include "symbols/mapped_file.h"
#include "symbols/process_table.h"
#include "symbols/symbols.h"
#include "symbols/zip_member.h"

namespace sonde {
namespace {

using Clock = std::chrono::steady_clock;
using ImagePtr = std::shared_ptr<const ElfImage>;

// A process that loads libraries is looked at again, but not for every address that stays unknown.
constexpr auto kLookAgainAfter = std::chrono::milliseconds(200);

constexpr size_t kMostImages = 16384;
constexpr size_t kMostImageBytes = size_t{512} << 20;  // of all files together
constexpr size_t kMostDemangled = 4096;                // names that are kept, of at most 8 KiB each

// The kernel's code in every process is the same, so that of this one is read.
ImagePtr LoadVdso() {
  const auto copy = CopyVdso();
  if (!copy) return nullptr;
  auto loaded = ElfImage::Load(copy->path());
  return loaded ? *loaded : nullptr;
}

class ProcessSymbols final : public UserSymbols {
 public:
  void Remember(int pid) override { (void)processes_.Look(pid); }
  void Exec(int pid, uint64_t when) override { processes_.Exec(pid, when); }
  void Map(int pid, MappedFile file) override { processes_.Map(pid, std::move(file)); }
  void Fork(int parent, int child, uint64_t when) override { processes_.Fork(parent, child, when); }
  void SetReports(std::function<void()> read) override { read_reports_ = std::move(read); }
  ResolvedSymbol Resolve(int pid, uint64_t address, bool demangle) override;
  std::vector<std::string> TakeWarnings() override { return std::exchange(warnings_, {}); }

 private:
  enum class Limit : uint8_t { Demangled, Symbols, Total, PerfMap };

  struct KnownImage {
    ImagePtr image;
    std::string path;    // where it was read
    int process = 0;     // without an image: nothing leads there by way of this; 0: the file cannot be read
    uint64_t begin = 0;  // the part of the file that it is: all, or a member of an archive
    uint64_t end = UINT64_MAX;
  };
  // By device and inode, and where in the file it begins.
  using Images = std::map<std::tuple<std::string, uint64_t, uint64_t>, KnownImage>;

  const Mapping* Locate(int pid, uint64_t address);
  const KnownImage& ImageOf(int pid, const Mapping& mapping, uint64_t offset);
  const KnownImage* FindKnown(const Mapping& mapping, uint64_t offset) const;
  KnownImage Search(int pid, const Mapping& mapping, uint64_t offset);
  std::optional<KnownImage> LoadMember(const std::string& path, const std::string& shown, uint64_t offset);
  ImagePtr Load(const std::string& path, const std::string& shown);
  ResolvedSymbol FromPerfMap(int pid, uint64_t address);
  std::string Readable(std::string_view name, const std::string& path);
  void Warn(Limit limit, const std::string& text);

  ProcessTable processes_;
  Images images_;
  size_t image_bytes_ = 0;
  std::optional<KnownImage> vdso_;
  std::unordered_map<const char*, std::string> demangled_;  // by the name in its image
  std::function<void()> read_reports_;
  std::set<Limit> warned_;
  std::vector<std::string> warnings_;
};

// Each limit is said once, with the first that met it: who wants to fill a terminal must find another way.
void ProcessSymbols::Warn(Limit limit, const std::string& text) {
  if (warned_.insert(limit).second) warnings_.push_back(text);
}

const Mapping* ProcessSymbols::Locate(int pid, uint64_t address) {
  Process* process = processes_.Find(pid);
  const Mapping* mapping = process != nullptr ? FindMapping(process->mappings, address) : nullptr;
  if (mapping == nullptr && read_reports_) {
    read_reports_();
    process = processes_.Find(pid);
    if (process != nullptr) mapping = FindMapping(process->mappings, address);
  }
  if (mapping != nullptr) return mapping;
  if (process != nullptr && Clock::now() - process->read < kLookAgainAfter) return nullptr;
  if (StopPending()) return nullptr;
  return FindMapping(processes_.Look(pid).mappings, address);
}

// What is known of the byte at `offset` of the mapped file; null if nothing is.
const ProcessSymbols::KnownImage* ProcessSymbols::FindKnown(const Mapping& mapping, uint64_t offset) const {
  const KnownImage* found = nullptr;
  for (auto at = images_.lower_bound({mapping.device, mapping.inode, 0}); at != images_.end(); ++at) {
    const auto& [device, inode, begin] = at->first;
    if (device != mapping.device || inode != mapping.inode) break;
    if (offset >= at->second.begin && offset < at->second.end) found = &at->second;
  }
  return found;
}

const ProcessSymbols::KnownImage& ProcessSymbols::ImageOf(int pid, const Mapping& mapping, uint64_t offset) {
  static const KnownImage kNone;
  if (mapping.path == "[vdso]") {
    if (!vdso_) vdso_ = {LoadVdso(), {}, 0};
    return *vdso_;
  }
  if (mapping.inode == 0) return kNone;
  // One that lives may lead to a file that could not be reached by way of another that has gone.
  if (const KnownImage* known = FindKnown(mapping, offset)) {
    if (known->image || known->process == 0 || known->process == pid || !IsAlive(pid)) return *known;
  }
  // Reading a large file takes a while; who wants to leave gets what is left without its names.
  if (StopPending()) return kNone;
  if (images_.size() >= kMostImages) {
    demangled_.clear();
    images_.clear();
    image_bytes_ = 0;
  }
  KnownImage found = Search(pid, mapping, offset);
  const auto key = std::tuple(mapping.device, mapping.inode, found.begin);
  return images_[key] = std::move(found);
}

// The member of an archive that has the byte at `offset`; nothing if that is none.
std::optional<ProcessSymbols::KnownImage> ProcessSymbols::LoadMember(const std::string& path,
                                                                     const std::string& shown,
                                                                     uint64_t offset) {
  const auto archive = ForeignFile::Open(path, kLargestArchive);
  if (!archive) return std::nullopt;
  const auto member = FindZipMemberAt(*archive, offset);
  if (!member) return std::nullopt;
  const auto copy = CopyZipMember(*archive, *member);
  ImagePtr image = copy ? Load("/proc/self/fd/" + std::to_string(copy->fd()), shown) : nullptr;
  if (!image) return std::nullopt;
  return KnownImage{std::move(image), {}, 0, member->offset, member->offset + member->size};
}

ProcessSymbols::KnownImage ProcessSymbols::Search(int pid, const Mapping& mapping, uint64_t offset) {
  for (const Lead& lead : LeadsTo(pid, mapping)) {
    struct stat file{};
    if (!IsMapped(lead, mapping, file)) continue;
    std::string lasting = LastingPath(lead.path, file, mapping.path);
    if (ImagePtr image = Load(lead.path, mapping.path)) {
      return {std::move(image), std::move(lasting), 0};
    }
    if (auto member = LoadMember(lead.path, mapping.path, offset)) return std::move(*member);
    if (IsMapped(lead, mapping, file)) return {};
  }
  return {nullptr, {}, pid};
}

// `shown`: the path as the process has it.
ImagePtr ProcessSymbols::Load(const std::string& path, const std::string& shown) {
  if (image_bytes_ > kMostImageBytes) {
    Warn(Limit::Total, "the symbols of traced programs take more than " + InWords(kMostImageBytes) +
                           "; those of " + shown + " and of later files are not read");
    return nullptr;
  }
  auto loaded = ElfImage::Load(path);
  if (!loaded) return nullptr;
  if (!(*loaded)->left_out().empty()) {
    Warn(Limit::Symbols, shown + ": " + (*loaded)->left_out() + "; not all of its functions are named");
  }
  image_bytes_ += (*loaded)->MemoryBytes();
  return *loaded;
}

ResolvedSymbol ProcessSymbols::FromPerfMap(int pid, uint64_t address) {
  Process* process = processes_.Find(pid);
  if (process == nullptr) return {};
  if (!process->perf_map) process->perf_map = std::make_unique<PerfMap>(pid, process->owner);
  PerfMap& map = *process->perf_map;
  const size_t before = map.MemoryBytes();
  ResolvedSymbol symbol = map.Resolve(address);
  if (map.truncated()) Warn(Limit::PerfMap, map.path() + " is too large: not all of its names are read");
  if (map.MemoryBytes() != before) processes_.Account(pid);
  return symbol;
}

std::string ProcessSymbols::Readable(std::string_view name, const std::string& path) {
  if (!name.starts_with("_Z")) return std::string(name);
  const auto known = demangled_.find(name.data());
  if (known != demangled_.end()) return known->second;
  Demangled result = Demangle(name);
  if (result.too_long) {
    Warn(Limit::Demangled, "a name in " + path + " stands for more than " + InWords(kLongestDemangled) +
                               " of C++; such names are shown as the file has them");
  }
  if (demangled_.size() >= kMostDemangled) demangled_.clear();
  return demangled_.emplace(name.data(), std::move(result.text)).first->second;
}

ResolvedSymbol ProcessSymbols::Resolve(int pid, uint64_t address, bool demangle) {
  const Mapping* mapping = Locate(pid, address);
  if (mapping == nullptr) return FromPerfMap(pid, address);
  ResolvedSymbol symbol{.name = {}, .offset = 0, .module = mapping->path, .file = {}, .file_address = 0};
  const uint64_t offset = address - mapping->start + mapping->offset;
  const KnownImage& known = ImageOf(pid, *mapping, offset);
  const ElfImage* const image = known.image.get();
  if (image == nullptr) {
    if (mapping->path.starts_with('/') && mapping->inode != 0) return symbol;
    const std::string module = symbol.module;
    symbol = FromPerfMap(pid, address);
    if (symbol.name.empty()) symbol.module = module;
    return symbol;
  }
  uint64_t in_file = 0;
  if (!image->AddressOfOffset(offset - known.begin, in_file)) return symbol;
  symbol.file = known.path;
  symbol.file_address = in_file;
  symbol.build_id = image->build_id();
  if (const ElfSymbol* found = image->Covering(in_file)) {
    const std::string_view name = image->NameOf(*found);
    symbol.name = demangle ? Readable(name, mapping->path) : std::string(name);
    symbol.offset = in_file - found->address;
  }
  return symbol;
}

}  // namespace

std::unique_ptr<UserSymbols> MakeUserSymbols() {
  return std::make_unique<ProcessSymbols>();
}

}  // namespace sonde
