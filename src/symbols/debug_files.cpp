// Finding separate debug files. Leaves: FindDebugFile, FindDebugFileIn. Covered by
// tests/symbols/elf_test.cpp.
#include "symbols/debug_files.h"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

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

bool HasCrc(const std::string& path, uint32_t wanted) {
  static const std::array<uint32_t, 256> table = MakeCrcTable();
  std::ifstream file(path, std::ios::binary);
  uint32_t crc = 0xffffffffU;
  std::array<char, 65536> buffer{};
  while (file.read(buffer.data(), buffer.size()) || file.gcount() > 0) {
    for (std::streamsize i = 0; i < file.gcount(); ++i) {
      crc = table[(crc ^ static_cast<unsigned char>(buffer[static_cast<size_t>(i)])) & 0xff] ^ (crc >> 8);
    }
  }
  return (crc ^ 0xffffffffU) == wanted;
}

enum class CrcCheck { WithoutBuildId, Always, Never };

bool Belongs(const std::string& path, const DebugReference& reference,
             CrcCheck check = CrcCheck::WithoutBuildId) {
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

// ROOT/usr/bin/FILE, ROOT/bin/FILE, ROOT/FILE for a file of /usr/bin.
std::string FindBelow(const std::string& root, std::string_view folder, const DebugReference& reference,
                      CrcCheck check) {
  for (;;) {
    const std::string file = root + std::string(folder) + "/" + reference.file;
    if (Belongs(file, reference, check)) return file;
    if (folder.empty()) return {};
    const size_t next = folder.find('/', 1);
    folder = next == std::string_view::npos ? std::string_view() : folder.substr(next);
  }
}

}  // namespace

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
    return reference.file.empty() ? std::string() : FindBelow(root, own, reference, check);
  }
  if (reference.file.empty()) return {};
  const std::string file = own + (root.empty() ? "" : "/" + root) + "/" + reference.file;
  return file != real && Belongs(file, reference, check) ? file : std::string();
}

}  // namespace sonde
