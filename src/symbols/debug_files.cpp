// Finding separate debug files. Leaves: FindDebugFile, FindDebugFileIn,
// SetDebugFolders. Covered by tests/symbols/elf_test.cpp.
#include "symbols/debug_files.h"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <vector>

#include "base/file_watch.h"
#include "symbols/elf_reader.h"

namespace sonde {
namespace {

std::array<uint32_t, 256> MakeCrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1) != 0 ? 0xedb88320U ^ (value >> 1) : value >> 1;
    table[i] = value;
  }
  return table;
}

// Larger files would take minutes; their build id tells as well.
constexpr uint64_t kLargestForCrc = uint64_t{1} << 30;

bool HasCrc(const std::string& path, uint32_t wanted) {
  static const std::array<uint32_t, 256> table = MakeCrcTable();
  const auto file = ForeignFile::Open(path, kLargestForCrc);
  if (!file) return false;
  uint32_t crc = 0xffffffffU;
  std::vector<unsigned char> buffer(size_t{1} << 16);
  uint64_t at = 0;
  for (size_t got = 0; at <= kLargestForCrc && (got = file->ReadAt(at, buffer.data(), buffer.size())) > 0;) {
    for (size_t i = 0; i < got; ++i)
      crc = table[(crc ^ buffer[i]) & 0xff] ^ (crc >> 8);
    at += got;
  }
  return (crc ^ 0xffffffffU) == wanted;
}

enum class CrcCheck { WithoutBuildId, Always, Never };

bool Belongs(const std::string& path, const DebugReference& reference,
             CrcCheck check = CrcCheck::WithoutBuildId) {
  FileWatch::Note(path);
  if (access(path.c_str(), R_OK) != 0) return false;
  ElfReader reader;
  if (!reader.Open(path)) return false;
  const std::string own = reader.Debug().build_id;
  const bool identified = !own.empty() && !reference.build_id.empty();
  if (identified && own != reference.build_id) return false;
  const bool wanted = check == CrcCheck::Always || (check == CrcCheck::WithoutBuildId && !identified);
  return !wanted || HasCrc(path, reference.crc);
}

std::string FolderOf(const std::string& path, std::string& real) {
  std::error_code error;
  const std::filesystem::path canonical = std::filesystem::canonical(path, error);
  real = error ? path : canonical.string();
  return std::filesystem::path(real).parent_path().string();
}

// Names that the debug file of `path` may have: that of its link, or those that people give. Without a link
// there is no CRC to tell it by: only a build id.
std::vector<std::string> NamesOf(const std::string& path, const DebugReference& reference, CrcCheck check) {
  if (!reference.file.empty()) return {reference.file};
  if (reference.build_id.empty() && check != CrcCheck::Never) return {};
  const std::string own = std::filesystem::path(path).filename().string();
  return {own + ".debug", own};
}

bool Fits(const std::string& file, const std::string& real, const DebugReference& reference, CrcCheck check) {
  // What has no CRC and is not to be checked for one has been ruled out by its build id.
  if (file == real) return false;
  const CrcCheck needed = reference.file.empty() ? CrcCheck::Never : check;
  return Belongs(file, reference, needed);
}

// ROOT/usr/bin/FILE, ROOT/bin/FILE, ROOT/FILE for a file of /usr/bin.
std::string FindBelow(const std::string& root, std::string_view folder, const std::string& real,
                      const DebugReference& reference, CrcCheck check) {
  for (;;) {
    for (const std::string& name : NamesOf(real, reference, check)) {
      const std::string file = root + std::string(folder) + "/" + name;
      if (Fits(file, real, reference, check)) return file;
    }
    if (folder.empty()) return {};
    const size_t next = folder.find('/', 1);
    folder = next == std::string_view::npos ? std::string_view() : folder.substr(next);
  }
}

std::vector<std::string>& Folders() {
  static std::vector<std::string> folders;
  return folders;
}

}  // namespace

void SetDebugFolders(std::vector<std::string> folders) {
  Folders() = std::move(folders);
}

const std::vector<std::string>& DebugFolders() {
  return Folders();
}

std::string FindDebugFile(const std::string& path, const DebugReference& reference,
                          const std::string& debug_root) {
  const std::string& id = reference.build_id;
  if (id.size() > 2) {
    const std::string file = debug_root + "/.build-id/" + id.substr(0, 2) + "/" + id.substr(2) + ".debug";
    if (Belongs(file, reference)) return file;
  }
  if (reference.file.empty()) return {};
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  const std::string folder = (error ? std::filesystem::path(path) : real).parent_path().string();
  for (const std::string& place : {folder, folder + "/.debug", debug_root + folder}) {
    const std::string file = place + "/" + reference.file;
    if (file != real.string() && Belongs(file, reference)) return file;
  }
  return {};
}

std::string FindDebugFileIn(const std::string& path, const DebugReference& reference,
                            std::string_view folder) {
  CrcCheck check = CrcCheck::WithoutBuildId;
  if (folder.starts_with('+') || folder.starts_with('-')) {
    check = folder[0] == '+' ? CrcCheck::Always : CrcCheck::Never;
    folder.remove_prefix(1);
  }
  std::string real;
  const std::string own = FolderOf(path, real);
  const std::string root(folder);
  const std::string& id = reference.build_id;
  if (root.starts_with('/')) {
    // The name is the check here; a CRC is known of the file that the link names only.
    const std::string file = root + "/.build-id/" + id.substr(0, std::min<size_t>(2, id.size())) + "/" +
                             (id.size() > 2 ? id.substr(2) : "") + ".debug";
    if (id.size() > 2 && Belongs(file, reference)) return file;
    return FindBelow(root, own, real, reference, check);
  }
  for (const std::string& name : NamesOf(real, reference, check)) {
    const std::string file = own + (root.empty() ? "" : "/" + root) + "/" + name;
    if (Fits(file, real, reference, check)) return file;
  }
  return {};
}

}  // namespace sonde
