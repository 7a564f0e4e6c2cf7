// Making and keeping unwind tables in the kernel. Leaves: Unwinder.
#include "runtime/unwinder.h"

#include <bpf/bpf.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>

#include "base/foreign_file.h"
#include "host/binaries.h"
#include "runtime/kernel.h"
#include "symbols/mapped_file.h"
#include "symbols/needed.h"

namespace sonde::runtime {
namespace {

constexpr size_t kMostBytes = size_t{64} << 20U;  // of rows
constexpr size_t kMostKnown = UNWIND_MOST_PROCESSES / 2;
constexpr size_t kMostExpected = 64;  // files of one program
constexpr UnwindFile kNoRows{};

// Cuts the next word off; empty at the end.
std::string_view TakeWord(std::string_view& text) {
  constexpr std::string_view kBlanks = " \t";
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

// What runs in the place of a script, by its line with #!, and what env starts by its name; else the file
// itself.
std::string ProgramOf(const std::string& path) {
  constexpr size_t kLongest = 256;  // the kernel reads no more
  constexpr std::string_view kMark = "#!";
  std::string bytes(kLongest, '\0');
  const auto file = ForeignFile::Open(path, uint64_t{1} << 32U);
  bytes.resize(file ? file->ReadAt(0, bytes.data(), bytes.size()) : 0);
  if (!bytes.starts_with(kMark)) return path;
  std::string_view words = std::string_view(bytes).substr(0, bytes.find('\n'));
  words.remove_prefix(kMark.size());
  const std::string program(TakeWord(words));
  std::string_view started = TakeWord(words);
  if (started == "-S") started = TakeWord(words);
  if (!program.ends_with("/env") || started.empty()) return program;
  const auto found = ResolveBinaryPath(std::string(started), 0);
  return found ? found->path : program;
}

Result<UniqueFd> Make(bpf_map_type type, const char* name, uint32_t key, uint32_t value, uint32_t most,
                      uint32_t flags = 0, int inner = -1) {
  LIBBPF_OPTS(bpf_map_create_opts, options);
  options.map_flags = flags;
  if (inner >= 0) options.inner_map_fd = static_cast<uint32_t>(inner);
  const int fd = bpf_map_create(type, name, key, value, most, &options);
  if (fd < 0) return Error::FromErrno("memory for unwind tables", fd);
  return UniqueFd(fd);
}

Result<UniqueFd> MakeRows(uint32_t chunks) {
  return Make(BPF_MAP_TYPE_ARRAY, "unwind_rows", sizeof(uint32_t), sizeof(UnwindChunk), chunks,
              BPF_F_INNER_MAP);
}

// Bits that numbers below `count` have.
uint8_t BitsOf(size_t count) {
  return static_cast<uint8_t>(count <= 1 ? 0 : std::bit_width(count - 1));
}

std::vector<UnwindChunk> Chunks(const unwind::UnwindTable& table, const std::vector<uint16_t>& numbers) {
  std::vector<UnwindChunk> chunks((table.offsets.size() + UNWIND_CHUNK_ROWS - 1) / UNWIND_CHUNK_ROWS);
  for (UnwindChunk& chunk : chunks)
    std::memset(&chunk, 0xff, sizeof(chunk.offset));
  for (size_t i = 0; i < table.offsets.size(); ++i) {
    chunks[i / UNWIND_CHUNK_ROWS].offset[i % UNWIND_CHUNK_ROWS] = table.offsets[i];
    chunks[i / UNWIND_CHUNK_ROWS].rule[i % UNWIND_CHUNK_ROWS] = numbers[table.rules[i]];
  }
  return chunks;
}

// The elements [0, count) of an array.
bool WriteArray(int fd, const void* values, uint32_t count, size_t size) {
  std::vector<uint32_t> keys(count);
  for (uint32_t i = 0; i < count; ++i)
    keys[i] = i;
  uint32_t written = count;
  LIBBPF_OPTS(bpf_map_batch_opts, options);
  if (bpf_map_update_batch(fd, keys.data(), values, &written, &options) == 0) return true;
  for (uint32_t i = 0; i < count; ++i) {
    if (bpf_map_update_elem(fd, &i, static_cast<const char*>(values) + i * size, BPF_ANY) != 0) return false;
  }
  return true;
}

// "08:01" as the kernel numbers devices.
uint64_t KernelDevice(const std::string& device) {
  unsigned major_number = 0, minor_number = 0;
  if (std::sscanf(device.c_str(), "%x:%x", &major_number, &minor_number) != 2) return 0;  // NOLINT: checked
  return uint64_t{major_number} << 20U | minor_number;
}

// A file that this process maps for a moment. The kernel says of mappings on which device their file is; of
// the file itself some file systems say another.
class MappedHere {
 public:
  explicit MappedHere(const std::string& path) {
    auto file = ForeignFile::Open(path, UINT64_MAX);
    if (file) memory_ = mmap(nullptr, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE, file->fd(), 0);
  }
  MappedHere(const MappedHere&) = delete;
  MappedHere& operator=(const MappedHere&) = delete;
  ~MappedHere() {
    if (memory_ != MAP_FAILED) munmap(memory_, 1);
  }

  [[nodiscard]] std::optional<Mapping> Find() const {
    if (memory_ == MAP_FAILED) return std::nullopt;
    const auto mappings = ReadMappings(getpid());
    const Mapping* mapping = FindMapping(mappings, reinterpret_cast<uint64_t>(memory_));
    return mapping == nullptr ? std::nullopt : std::optional(*mapping);
  }

 private:
  void* memory_ = MAP_FAILED;
};

}  // namespace

Result<std::unique_ptr<Unwinder>> Unwinder::Create() {
  std::unique_ptr<Unwinder> made(new Unwinder);
  Maps& maps = made->maps_;
  auto rows = MakeRows(1);
  if (!rows) return rows.TakeError();
  const auto make = [&](UniqueFd& fd, auto&&... how) -> Status {
    auto map = Make(how...);
    if (!map) return map.TakeError();
    fd = std::move(*map);
    return Status::Ok();
  };
  constexpr uint32_t kWord = sizeof(uint32_t);
  Status status = make(maps.processes, BPF_MAP_TYPE_HASH, "unwind_procs", kWord, sizeof(UnwindProcess),
                       UNWIND_MOST_PROCESSES, BPF_F_NO_PREALLOC);
  if (status) {
    status = make(maps.files, BPF_MAP_TYPE_ARRAY_OF_MAPS, "unwind_files", kWord, kWord, UNWIND_MOST_FILES, 0U,
                  rows->get());
  }
  if (status) {
    status =
        make(maps.rules, BPF_MAP_TYPE_ARRAY, "unwind_rules", kWord, sizeof(UnwindRule), UNWIND_MOST_RULES);
  }
  if (status) {
    status = make(maps.inodes, BPF_MAP_TYPE_HASH, "unwind_inodes", sizeof(UnwindInode), sizeof(UnwindFile),
                  UNWIND_MOST_FILES, BPF_F_NO_PREALLOC);
  }
  if (status) {
    status = make(maps.wanted, BPF_MAP_TYPE_LRU_HASH, "unwind_wanted", kWord, sizeof(uint64_t),
                  UNWIND_MOST_WANTED);
  }
  if (status) {
    status = make(maps.counts, BPF_MAP_TYPE_PERCPU_ARRAY, "unwind_counts", kWord, sizeof(UnwindCounts), 1U);
  }
  if (!status) return status.TakeError();
  return made;
}

std::vector<SharedMap> Unwinder::maps() const {
  return {{"unwind_procs", maps_.processes.get()}, {"unwind_files", maps_.files.get()},
          {"unwind_rules", maps_.rules.get()},     {"unwind_inodes", maps_.inodes.get()},
          {"unwind_wanted", maps_.wanted.get()},   {"unwind_counts", maps_.counts.get()}};
}

// The first is none: a search ends there for what lies in front of all others.
void Unwinder::LearnOf(int pid, uint64_t mm) {
  const std::vector<Mapping> mappings = ReadMappings(pid);
  if (mappings.empty()) return Forget(pid);
  auto process = std::make_unique<UnwindProcess>();
  size_t count = 1;
  for (const Mapping& mapping : mappings) {
    if (mapping.path == "[vsyscall]" || mapping.path == "[uprobes]") continue;
    if (count == UNWIND_MOST_MAPPINGS) {
      warnings_.push_back("process " + std::to_string(pid) + " has more than " + std::to_string(count - 1) +
                          " mappings with code: its stacks end where they come to others");
      break;
    }
    UnwindMapping& place = process->mappings[count++];
    place = {mapping.start, mapping.end, mapping.offset, FileOf(pid, mapping)};
  }
  for (size_t i = count; i < UNWIND_MOST_MAPPINGS; ++i)
    process->mappings[i].start = UNWIND_UNUSED;
  Publish();
  process->version = ++version_;
  process->mm = mm;
  process->bits = BitsOf(count);
  if (known_.size() >= kMostKnown) ForgetEnded();
  const auto key = static_cast<uint32_t>(pid);
  if (bpf_map_update_elem(maps_.processes.get(), &key, process.get(), BPF_ANY) == 0) known_[pid] = mm;
}

void Unwinder::Forget(int pid) {
  const auto key = static_cast<uint32_t>(pid);
  bpf_map_delete_elem(maps_.processes.get(), &key);
  known_.erase(pid);
}

void Unwinder::ForgetEnded() {
  std::vector<int> ended;
  for (const auto& [pid, mm] : known_) {
    if (!IsAlive(pid)) ended.push_back(pid);
  }
  for (const int pid : ended)
    Forget(pid);
}

// Whose memory it is by now, the next walk will say.
void Unwinder::Changed(int pid) {
  if (known_.contains(pid)) LearnOf(pid, 0);
}

void Unwinder::LearnMet() {
  uint32_t pid = 0, next = 0;
  std::vector<std::pair<int, uint64_t>> met;
  const void* from = nullptr;
  while (bpf_map_get_next_key(maps_.wanted.get(), from, &next) == 0 && met.size() < UNWIND_MOST_WANTED) {
    uint64_t mm = 0;
    pid = next;
    from = &pid;
    if (bpf_map_lookup_elem(maps_.wanted.get(), &pid, &mm) == 0) met.emplace_back(static_cast<int>(pid), mm);
  }
  for (const auto& [process, mm] : met) {
    const auto key = static_cast<uint32_t>(process);
    bpf_map_delete_elem(maps_.wanted.get(), &key);
    LearnOf(process, mm);
  }
}

// Its libraries' libraries as well, as the loader would look for them but for what is set at run time.
void Unwinder::Expect(const std::string& path) {
  std::vector<std::string> paths = {ProgramOf(path)};
  for (size_t i = 0; i < paths.size() && paths.size() < kMostExpected; ++i) {
    const MappedHere here(paths[i]);
    if (const auto mapping = here.Find()) FileOf(getpid(), *mapping);
    for (const std::string& name : NeededFiles(paths[i])) {
      auto found = ResolveBinaryPath(name, 0);
      if (found && std::find(paths.begin(), paths.end(), found->path) == paths.end())
        paths.push_back(found->path);
    }
  }
  Publish();
}

UnwindFile Unwinder::FileOf(int pid, const Mapping& mapping) {
  const bool is_vdso = mapping.path == "[vdso]";
  if (mapping.inode == 0 && !is_vdso) return kNoRows;  // made by the program itself
  const auto key = std::pair(is_vdso ? mapping.path : mapping.device, mapping.inode);
  const auto known = files_.find(key);
  if (known != files_.end()) return known->second;
  UnwindFile file = kNoRows;
  if (is_vdso) {
    if (const auto copy = CopyVdso()) file = Take(copy->path(), mapping.path);
  } else if (const auto path = FindMappedFile(pid, mapping)) {
    file = Take(*path, mapping.path);
    Show(KernelDevice(mapping.device), mapping.inode, file);
  } else {
    return kNoRows;  // another process may lead there
  }
  return files_[key] = file;
}

UnwindFile Unwinder::Take(const std::string& path, const std::string& shown) {
  const auto table = unwind::ReadUnwindTable(path);
  if (!table) {
    warnings_.push_back(shown + ": " + table.error().Text() + "; its frames are found by frame pointers");
    return kNoRows;
  }
  return table->offsets.empty() ? kNoRows : Add(*table, shown);
}

UnwindFile Unwinder::Add(const unwind::UnwindTable& table, const std::string& shown) {
  std::vector<uint16_t> numbers;
  const size_t chunk_count = (table.offsets.size() + UNWIND_CHUNK_ROWS - 1) / UNWIND_CHUNK_ROWS;
  const size_t bytes = chunk_count * sizeof(UnwindChunk);
  const bool fits = file_count_ < UNWIND_MOST_FILES && chunk_count <= UNWIND_MOST_CHUNKS &&
                    bytes_ + bytes <= kMostBytes && AddRules(table.rule_list, numbers);
  if (!fits) {
    warnings_.push_back(shown +
                        ": there is no room for its unwind tables; its frames are found by frame pointers");
    return kNoRows;
  }
  const std::vector<UnwindChunk> chunks = Chunks(table, numbers);
  auto rows = MakeRows(static_cast<uint32_t>(chunks.size()));
  if (!rows ||
      !WriteArray(rows->get(), chunks.data(), static_cast<uint32_t>(chunks.size()), sizeof(UnwindChunk)))
    return kNoRows;
  bytes_ += bytes;
  UnwindFile file = kNoRows;
  file.index = file_count_++;
  file.rows = 1;
  file.bits = BitsOf(chunks.size());
  unpublished_.emplace_back(file.index, std::move(*rows));
  return file;
}

// `numbers`: of each rule of the file among those of all.
bool Unwinder::AddRules(const std::vector<UnwindRule>& rules, std::vector<uint16_t>& numbers) {
  for (const UnwindRule& rule : rules) {
    const std::string bytes(reinterpret_cast<const char*>(&rule), sizeof(rule));
    const auto known = rules_.find(bytes);
    if (known != rules_.end()) {
      numbers.push_back(known->second);
      continue;
    }
    const auto number = static_cast<uint32_t>(rules_.size());
    if (number >= UNWIND_MOST_RULES || bpf_map_update_elem(maps_.rules.get(), &number, &rule, BPF_ANY) != 0)
      return false;
    rules_.emplace(bytes, static_cast<uint16_t>(number));
    numbers.push_back(static_cast<uint16_t>(number));
  }
  return true;
}

// Walks that meet the file in a process that is not known yet find it by its inode.
void Unwinder::Show(uint64_t device, uint64_t inode, const UnwindFile& file) {
  const UnwindInode key{device, inode};
  bpf_map_update_elem(maps_.inodes.get(), &key, &file, BPF_ANY);
}

// The kernel waits for a grace period after each call that changes a map of maps, so there is one for all.
void Unwinder::Publish() {
  if (unpublished_.empty()) return;
  std::vector<uint32_t> keys;
  std::vector<uint32_t> descriptors;
  for (const auto& [index, fd] : unpublished_) {
    keys.push_back(index);
    descriptors.push_back(static_cast<uint32_t>(fd.get()));
  }
  auto count = static_cast<uint32_t>(keys.size());
  LIBBPF_OPTS(bpf_map_batch_opts, options);
  if (bpf_map_update_batch(maps_.files.get(), keys.data(), descriptors.data(), &count, &options) != 0) {
    for (size_t i = 0; i < keys.size(); ++i)
      bpf_map_update_elem(maps_.files.get(), &keys[i], &descriptors[i], BPF_ANY);
  }
  unpublished_.clear();
}

UnwindCounts Unwinder::Counts() const {
  UnwindCounts sum{};
  const auto cpus = PossibleCpuCount();
  if (!cpus) return sum;
  std::vector<UnwindCounts> each(static_cast<size_t>(*cpus));
  const uint32_t zero = 0;
  if (bpf_map_lookup_elem(maps_.counts.get(), &zero, each.data()) != 0) return sum;
  for (const UnwindCounts& one : each) {
    sum.whole += one.whole;
    sum.full += one.full;
    sum.broken += one.broken;
    sum.unknown += one.unknown;
  }
  return sum;
}

}  // namespace sonde::runtime
