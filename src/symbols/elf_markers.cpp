// The notes of static probes (USDT) in ELF files. Leaves: ReadElfMarkers. Covered by
// tests/symbols/elf_markers_test.cpp.
#include <algorithm>
#include <optional>
#include <tuple>

#include "base/byte_reader.h"
#include "symbols/elf_reader.h"
#include "symbols/symbols.h"

namespace sonde {
namespace {

constexpr uint64_t kLargestNotes = uint64_t{16} << 20;  // libjvm has 60 KiB
constexpr std::string_view kOwner = "stapsdt";
constexpr uint32_t kNoteType = 3;  // NT_STAPSDT
constexpr uint64_t kAlignment = 4;

uint64_t Padded(uint64_t size) {
  return (size + kAlignment - 1) & ~(kAlignment - 1);
}

uint64_t TakeAddress(ByteReader& reader, uint32_t size) {
  return size == 4 ? reader.Get<uint32_t>() : reader.Get<uint64_t>();
}

class Notes {
 public:
  // `base`: address of .stapsdt.base, if the file has that section.
  Notes(uint32_t address_size, std::optional<uint64_t> base) : address_size_(address_size), base_(base) {}

  // False where the bytes are not notes to their end.
  bool Read(std::string_view section) {
    ByteReader reader(section);
    while (!reader.empty()) {
      const auto name_size = reader.Get<uint32_t>();
      const auto text_size = reader.Get<uint32_t>();
      const auto type = reader.Get<uint32_t>();
      const std::string_view owner = reader.Take(name_size);
      reader.Skip(Padded(name_size) - name_size);
      const std::string_view text = reader.Take(text_size);
      // The last one may end without its padding.
      reader.Skip(std::min(Padded(text_size) - text_size, reader.left()));
      if (!reader.ok()) return false;
      if (type != kNoteType || owner.substr(0, owner.find('\0')) != kOwner) continue;
      if (!Add(text)) return false;
    }
    return reader.ok();
  }

  std::vector<ElfMarker> Take() {
    const auto key = [](const ElfMarker& m) {
      return std::tie(m.provider, m.name, m.address, m.arguments, m.semaphore);
    };
    std::sort(markers_.begin(), markers_.end(),
              [&](const ElfMarker& a, const ElfMarker& b) { return key(a) < key(b); });
    markers_.erase(std::unique(markers_.begin(), markers_.end(),
                               [&](const ElfMarker& a, const ElfMarker& b) { return key(a) == key(b); }),
                   markers_.end());
    return std::move(markers_);
  }

 private:
  // Three addresses and three texts. Prelink moves code without touching notes: that the section of the base
  // is not where the note says tells how far.
  bool Add(std::string_view text) {
    ByteReader reader(text);
    ElfMarker marker;
    marker.address = TakeAddress(reader, address_size_);
    const uint64_t base = TakeAddress(reader, address_size_);
    marker.semaphore = TakeAddress(reader, address_size_);
    marker.provider = reader.Text();
    marker.name = reader.Text();
    marker.arguments = reader.Text();
    if (!reader.ok()) return false;
    if (marker.address == 0 || marker.name.empty()) return true;  // the linker has left out its code
    const uint64_t moved = base_ && base != 0 ? *base_ - base : 0;
    marker.address += moved;
    if (marker.semaphore != 0) marker.semaphore += moved;
    markers_.push_back(std::move(marker));
    return true;
  }

  uint32_t address_size_;
  std::optional<uint64_t> base_;
  std::vector<ElfMarker> markers_;
};

}  // namespace

Result<std::vector<ElfMarker>> ReadElfMarkers(const std::string& path) {
  const std::string doing = "cannot read the USDT probes of " + path;
  ElfReader reader;
  if (auto opened = reader.Open(path); !opened) return opened.TakeError().While(doing);
  std::optional<uint64_t> base;
  reader.ForEachNamed(".stapsdt.base", 0, [&](const GElf_Shdr& header, std::string_view) {
    if (!base) base = header.sh_addr;
  });
  Notes notes(reader.AddressSize(), base);
  bool sound = true;
  bool small = true;
  reader.ForEachNamed(".note.stapsdt", kLargestNotes, [&](const GElf_Shdr& header, std::string_view bytes) {
    if (header.sh_type != SHT_NOTE) return;
    small &= header.sh_size <= kLargestNotes;
    sound = sound && notes.Read(bytes);
  });
  if (!small) return Error("its notes are larger than " + InWords(kLargestNotes)).While(doing);
  if (!sound) return Error("its notes (.note.stapsdt) are damaged").While(doing);
  return notes.Take();
}

}  // namespace sonde
