// ELF notes as the kernel shows its own. Leaves: BuildIdInNotes, KernelBuildId. Covered by
// tests/symbols/kernel_symbols_test.cpp.
#include "symbols/kernel_build_id.h"

#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace sonde {
namespace {

// The first bytes of a small file; empty if it cannot be read.
std::string Beginning(const std::string& path) {
  constexpr size_t kMost = 4096;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  std::string bytes(kMost, '\0');
  const ssize_t got = read(fd, bytes.data(), bytes.size());
  close(fd);
  bytes.resize(got < 0 ? 0 : static_cast<size_t>(got));
  return bytes;
}

}  // namespace

std::shared_ptr<const std::string> KernelBuildId(const std::string& notes_path) {
  std::string id = BuildIdInNotes(Beginning(notes_path));
  return id.empty() ? nullptr : std::make_shared<const std::string>(std::move(id));
}

std::string BuildIdInNotes(std::string_view notes) {
  constexpr const char* kDigits = "0123456789abcdef";
  const auto padded = [](size_t size) { return (size + 3) & ~size_t{3}; };
  Elf64_Nhdr note{};
  while (notes.size() >= sizeof(note)) {
    std::memcpy(&note, notes.data(), sizeof(note));
    notes.remove_prefix(sizeof(note));
    const size_t name = padded(note.n_namesz);
    if (name > notes.size() || note.n_descsz > notes.size() - name) return {};
    if (note.n_type == NT_GNU_BUILD_ID && notes.starts_with(std::string_view("GNU\0", 4)) &&
        note.n_namesz == 4) {
      std::string text;
      for (const char c : notes.substr(name, note.n_descsz)) {
        text += kDigits[static_cast<unsigned char>(c) >> 4];
        text += kDigits[static_cast<unsigned char>(c) & 15];
      }
      return text;
    }
    notes.remove_prefix(std::min(name + padded(note.n_descsz), notes.size()));
  }
  return {};
}

}  // namespace sonde
