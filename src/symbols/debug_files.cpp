// Finding separate debug files. Leaves: FindDebugFile. Covered by tests/symbols/elf_test.cpp.
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

bool Belongs(const std::string& path, const DebugReference& reference) {
  if (access(path.c_str(), R_OK) != 0) return false;
  ElfReader reader;
  if (!reader.Open(path)) return false;
  const std::string own = reader.Debug().build_id;
  if (!own.empty() && !reference.build_id.empty()) return own == reference.build_id;
  return HasCrc(path, reference.crc);
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

}  // namespace sonde
