// Reading perf maps. Leaves: PerfMap. Covered by tests/symbols/perf_map_test.cpp.
#include "symbols/perf_map.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace sonde {
namespace {

// Looking costs at most a twentieth of the time, whoever makes the file grow.
constexpr int kRestFactor = 20;
constexpr size_t kLongestName = 4096;
constexpr size_t kPiece = size_t{1} << 20;  // bytes read at once

// The process id as the process itself sees it: the last one of the line NSpid.
int OwnPid(int pid) {
  constexpr std::string_view kKey = "\nNSpid:";
  constexpr uint64_t kMost = 1 << 16;
  const auto status = ReadForeign("/proc/" + std::to_string(pid) + "/status", kMost);
  const size_t at = status ? status->find(kKey) : std::string::npos;
  if (at == std::string::npos) return pid;
  const std::string_view line = std::string_view(*status).substr(at + 1, status->find('\n', at + 1) - at - 1);
  const size_t last = line.find_last_of("\t ") + 1;
  int own = pid;
  std::from_chars(line.data() + last, line.data() + line.size(), own);
  return own;
}

bool TakeHex(std::string_view& line, uint64_t& value) {
  if (line.starts_with("0x")) line.remove_prefix(2);
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value, 16);
  line.remove_prefix(static_cast<size_t>(end - line.data()));
  if (error != std::errc() || !line.starts_with(' ')) return false;
  line.remove_prefix(1);
  return true;
}

}  // namespace

ResolvedSymbol PerfMap::Resolve(uint64_t address) {
  const Entry* found = Find(address);
  if (found == nullptr) {
    Refresh();
    found = Find(address);
  }
  if (found == nullptr) return {};
  return {.name = names_.data() + found->name,
          .offset = address - found->address,
          .module = path_,
          .jit = true,
          .file = {}};
}

const PerfMap::Entry* PerfMap::Find(uint64_t address) const {
  const auto next = std::upper_bound(entries_.begin(), entries_.end(), address,
                                     [](uint64_t a, const Entry& e) { return a < e.address; });
  if (next == entries_.begin()) return nullptr;
  const Entry& entry = *std::prev(next);
  return address - entry.address < entry.size ? &entry : nullptr;
}

// In the process' own /tmp first: a container has one of its own. No link is followed to the file: in a
// folder for all it could lead to a file of somebody else.
Result<ForeignFile> PerfMap::Open() const {
  const std::string root = "/proc/" + std::to_string(pid_) + "/root";
  OpenRules rules{uint64_t{1} << 40, true, root};
  auto file = ForeignFile::Open(path_, rules);
  rules.root = {};
  return file ? std::move(file) : ForeignFile::Open(path_, rules);
}

void PerfMap::Refresh() {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  if (owner_ < 0 || truncated_ || begin < next_look_) return;
  Look();
  const auto end = Clock::now();
  next_look_ = end + kRestFactor * (end - begin);
}

void PerfMap::Look() {
  if (path_.empty()) path_ = "/tmp/perf-" + std::to_string(OwnPid(pid_)) + ".map";
  const auto file = Open();
  if (!file) return;
  // Root's own is believed where the process could have read it, too: agents write maps for other processes.
  const struct stat& info = file->info();
  const bool of_root = info.st_uid == 0 && (info.st_mode & S_IROTH) != 0;
  if (info.st_uid != owner_ && !of_root) return;
  if (info.st_ino != inode_ || file->size() < read_to_) {  // another file
    inode_ = info.st_ino;
    read_to_ = 0;
    entries_.clear();
    names_.clear();
  }
  ReadOn(*file);
}

// From where the last look ended to the end of the last whole line.
void PerfMap::ReadOn(const ForeignFile& file) {
  std::string piece(kPiece, '\0');
  for (;;) {
    if (read_to_ >= kLargestFile) truncated_ = file.size() > read_to_;
    if (read_to_ >= kLargestFile || truncated_) return;
    piece.resize(std::min<uint64_t>(kPiece, kLargestFile - read_to_));
    const size_t got = file.ReadAt(read_to_, piece.data(), piece.size());
    const size_t used = Parse(std::string_view(piece).substr(0, got));
    // A line that fills all of the piece is none.
    read_to_ += used == 0 && got == piece.size() ? got : used;
    if (got < piece.size()) return;
  }
}

void PerfMap::Add(std::string_view line, std::vector<Entry>& fresh) {
  Entry entry;
  uint64_t size = 0;
  if (!TakeHex(line, entry.address) || !TakeHex(line, size) || line.empty()) return;
  entry.size = static_cast<uint32_t>(std::min<uint64_t>(size, std::numeric_limits<uint32_t>::max()));
  entry.name = static_cast<uint32_t>(names_.size());
  names_.append(line.substr(0, kLongestName));
  names_ += '\0';
  fresh.push_back(entry);
}

size_t PerfMap::Parse(std::string_view text) {
  std::vector<Entry> fresh;
  size_t used = 0;
  for (size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', used)) {
    if (entries_.size() + fresh.size() >= kMostEntries) {
      truncated_ = true;
      break;
    }
    Add(text.substr(used, end - used), fresh);
    used = end + 1;
  }
  Merge(std::move(fresh));
  return used;
}

// Code is moved and its place used again: of entries with one address the last stays.
void PerfMap::Merge(std::vector<Entry> fresh) {
  const auto before = [](const Entry& a, const Entry& b) { return a.address < b.address; };
  std::stable_sort(fresh.begin(), fresh.end(), before);
  const auto middle = static_cast<ptrdiff_t>(entries_.size());
  entries_.insert(entries_.end(), fresh.begin(), fresh.end());
  std::inplace_merge(entries_.begin(), entries_.begin() + middle, entries_.end(), before);
  std::reverse(entries_.begin(), entries_.end());
  const auto same = [](const Entry& a, const Entry& b) { return a.address == b.address; };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
  std::reverse(entries_.begin(), entries_.end());
}

size_t PerfMap::MemoryBytes() const {
  return entries_.capacity() * sizeof(Entry) + names_.capacity();
}

}  // namespace sonde
