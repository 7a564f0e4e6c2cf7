// Reading maps files. Leaves: ParseMappings, ReadMappings, InsertMapping, FindMapping.
// Covered by tests/symbols/process_maps_test.cpp.
#include "symbols/process_maps.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "base/foreign_file.h"

namespace sonde {
namespace {

constexpr std::string_view kDeleted = " (deleted)";

// Cuts the text up to the next `stop` off the front of `line`.
std::string_view Take(std::string_view& line, char stop) {
  const size_t end = line.find(stop);
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return word;
}

bool Number(std::string_view text, int base, uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size();
}

// The kernel writes newlines of names as \012.
std::string Unescape(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 4) == "\\012") {
      result += '\n';
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

// "55d0-55e0 r-xp 00001000 08:01 1234    /usr/bin/app"
bool ParseMapping(std::string_view line, Mapping& mapping) {
  const std::string_view start = Take(line, '-');
  const std::string_view end = Take(line, ' ');
  const std::string_view mode = Take(line, ' ');
  const std::string_view offset = Take(line, ' ');
  mapping.device = Take(line, ' ');
  const std::string_view inode = Take(line, ' ');
  if (!Number(start, 16, mapping.start) || !Number(end, 16, mapping.end) || mapping.start >= mapping.end) {
    return false;
  }
  if (mode.size() < 3 || mode[2] != 'x') return false;
  if (!Number(offset, 16, mapping.offset) || !Number(inode, 10, mapping.inode)) return false;
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  mapping.deleted = line.ends_with(kDeleted);
  if (mapping.deleted) line.remove_suffix(kDeleted.size());
  mapping.path = Unescape(line);
  return true;
}

}  // namespace

std::vector<Mapping> ParseMappings(std::string_view text) {
  std::vector<Mapping> mappings;
  while (!text.empty()) {
    Mapping mapping;
    const bool valid = ParseMapping(Take(text, '\n'), mapping);
    if (valid && (mappings.empty() || mapping.start >= mappings.back().end)) {
      mappings.push_back(std::move(mapping));
    }
  }
  return mappings;
}

// A process may have 65,530 mappings of files with names of 4 KiB; one that has a megabyte of them is rare.
bool IsAlive(int pid) {
  return access(("/proc/" + std::to_string(pid)).c_str(), F_OK) == 0;
}

std::vector<Mapping> ReadMappings(int pid) {
  constexpr uint64_t kMost = uint64_t{16} << 20;
  auto text = ReadForeign("/proc/" + std::to_string(pid) + "/maps", kMost);
  return text ? ParseMappings(*text) : std::vector<Mapping>();
}

void InsertMapping(std::vector<Mapping>& mappings, Mapping mapping) {
  if (mapping.start >= mapping.end) return;
  const auto begins_before = [](const Mapping& m, uint64_t end) { return m.start < end; };
  const auto behind = std::lower_bound(mappings.begin(), mappings.end(), mapping.end, begins_before);
  if (behind == mappings.begin() || std::prev(behind)->end <= mapping.start) {  // it lies over nothing
    mappings.insert(behind, std::move(mapping));
    return;
  }
  std::vector<Mapping> result;
  for (Mapping& old : mappings) {
    if (old.end <= mapping.start || old.start >= mapping.end) {
      result.push_back(std::move(old));
      continue;
    }
    if (old.start < mapping.start) {
      result.push_back(old);
      result.back().end = mapping.start;
    }
    if (old.end > mapping.end) {
      old.offset += mapping.end - old.start;
      old.start = mapping.end;
      result.push_back(std::move(old));
    }
  }
  const auto place = std::upper_bound(result.begin(), result.end(), mapping.start,
                                      [](uint64_t start, const Mapping& m) { return start < m.start; });
  result.insert(place, std::move(mapping));
  mappings = std::move(result);
}

const Mapping* FindMapping(const std::vector<Mapping>& mappings, uint64_t address) {
  const auto next = std::upper_bound(mappings.begin(), mappings.end(), address,
                                     [](uint64_t a, const Mapping& m) { return a < m.start; });
  if (next == mappings.begin() || address >= std::prev(next)->end) return nullptr;
  return &*std::prev(next);
}

}  // namespace sonde
