// Counting and measuring for limits of a run. Leaves: Limits.
#include "runtime/limits.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "host/files.h"

namespace sonde::runtime {
namespace {

constexpr uint64_t kLookEveryNs = 100000000;
constexpr uint64_t kMs = 1000000;

// The number behind the first `name` of a text; 0: there is none.
uint64_t FieldOf(std::string_view text, std::string_view name) {
  const size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  const char* begin = text.data() + at + name.size();
  const char* end = text.data() + text.size();
  while (begin != end && (*begin == ' ' || *begin == '\t'))
    ++begin;
  uint64_t number = 0;
  std::from_chars(begin, end, number);
  return number;
}

std::string InfoOf(int fd) {
  auto text = ReadTextFile("/proc/self/fdinfo/" + std::to_string(fd));
  return text ? std::move(*text) : "";
}

std::vector<int> OpenMaps() {
  std::vector<int> maps;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fdinfo"), closedir);
  if (folder == nullptr) return maps;
  while (const dirent* entry = readdir(folder.get())) {
    const int fd = std::atoi(entry->d_name);
    if (fd > 0 && FieldOf(InfoOf(fd), "map_id:") != 0) maps.push_back(fd);
  }
  return maps;
}

// What the kernel keeps for the script and what the script sends.
bool IsShown(EventKind kind) {
  switch (kind) {
    case EventKind::Exit:
    case EventKind::ClearMap:
    case EventKind::ZeroMap:
    case EventKind::Watch:
    case EventKind::Unwatch:
    case EventKind::SpanBegin:
      return false;
    default:
      return true;
  }
}

}  // namespace

bool Limits::Count(EventKind kind) {
  if (options_.events == 0 || !IsShown(kind) || ++events_ < options_.events) return false;
  what_ = "--max-events";
  return true;
}

bool Limits::Reached(uint64_t now) {
  if (reached()) return true;
  if (options_.nanoseconds != 0 && now - began_ >= options_.nanoseconds) {
    what_ = kTime;
  } else if (options_.bytes != 0 && now >= next_look_) {
    next_look_ = now + kLookEveryNs;
    if (MemoryNow() > options_.bytes) what_ = "--max-memory";
  }
  return reached();
}

int Limits::Wait(uint64_t now, int most) const {
  if (options_.nanoseconds == 0) return most;
  const uint64_t end = began_ + options_.nanoseconds;
  const uint64_t left = end > now ? (end - now) / kMs + 1 : 0;
  return static_cast<int>(std::min<uint64_t>(left, static_cast<uint64_t>(most)));
}

uint64_t Limits::MemoryNow() {
  if (!maps_known_) maps_ = OpenMaps();
  maps_known_ = true;
  uint64_t bytes = 0;
  for (const int fd : maps_)
    bytes += FieldOf(InfoOf(fd), "memlock:");
  const auto pages = ReadTextFile("/proc/self/statm");
  if (!pages) return bytes;
  // Its second number: pages in memory.
  return bytes + FieldOf(*pages, " ") * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace sonde::runtime
