// Reading perf maps. Leaves: PerfMap. Covered by tests/symbols/perf_map_test.cpp.
#include "symbols/perf_map.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>

namespace sonde {
namespace {

constexpr uint64_t kLargestFile = uint64_t{64} << 20;  // anyone can write one

// The process id as the process itself sees it: the last one of the line NSpid.
int OwnPid(int pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with("NSpid:")) continue;
    const size_t last = line.find_last_of("\t ") + 1;
    int own = pid;
    std::from_chars(line.data() + last, line.data() + line.size(), own);
    return own;
  }
  return pid;
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
  return {found->name, address - found->address, path_};
}

const PerfMap::Entry* PerfMap::Find(uint64_t address) const {
  const auto next = std::upper_bound(entries_.begin(), entries_.end(), address,
                                     [](uint64_t a, const Entry& e) { return a < e.address; });
  if (next == entries_.begin()) return nullptr;
  const Entry& entry = *std::prev(next);
  return address - entry.address < entry.size ? &entry : nullptr;
}

void PerfMap::Refresh() {
  if (path_.empty()) path_ = "/tmp/perf-" + std::to_string(OwnPid(pid_)) + ".map";
  std::string path = "/proc/" + std::to_string(pid_) + "/root" + path_;
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) fd = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return;
  struct stat info{};
  const bool grown =
      fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && static_cast<uint64_t>(info.st_size) != read_size_;
  if (grown) {
    read_size_ = static_cast<uint64_t>(info.st_size);
    std::string text(std::min(read_size_, kLargestFile), '\0');
    const ssize_t got = pread(fd, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<size_t>(got) : 0);
    Parse(text);
  }
  close(fd);
}

void PerfMap::Parse(std::string_view text) {
  entries_.clear();
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    Entry entry;
    if (!TakeHex(line, entry.address) || !TakeHex(line, entry.size) || line.empty()) continue;
    entry.name = line;
    entries_.push_back(std::move(entry));
  }
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return a.address < b.address; });
  // Code is moved and its place used again: of lines with one address the last stays.
  std::reverse(entries_.begin(), entries_.end());
  const auto same = [](const Entry& a, const Entry& b) { return a.address == b.address; };
  entries_.erase(std::unique(entries_.begin(), entries_.end(), same), entries_.end());
  std::reverse(entries_.begin(), entries_.end());
}

}  // namespace sonde
