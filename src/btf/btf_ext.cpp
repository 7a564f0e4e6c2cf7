// The header of .BTF.ext. Leaves: ReadBtfExt. Covered by tests/btf/bpf_object_test.cpp and
// core_types_test.cpp.
#include "btf/btf_ext.h"

#include <string>

#include "base/byte_reader.h"

namespace sonde {
namespace {

constexpr uint16_t kMagic = 0xeb9f;

struct Header {
  uint16_t magic;
  uint8_t version;
  uint8_t flags;
  uint32_t length;
};
struct Extent {
  uint32_t offset;  // from the end of the header
  uint32_t size;
};

Error Bad(std::string_view what) {
  return Error("its .BTF.ext is damaged: " + std::string(what));
}

}  // namespace

Result<BtfExt> ReadBtfExt(std::string_view bytes) {
  ByteReader reader(bytes);
  const auto header = reader.Get<Header>();
  const auto functions = reader.Get<Extent>(), lines = reader.Get<Extent>();
  if (!reader.ok() || header.magic != kMagic || header.version != 1) return Bad("it has no header");
  constexpr uint32_t kWithoutRelocations = sizeof(Header) + 2 * sizeof(Extent);
  if (header.length < kWithoutRelocations || header.length % 4 != 0) return Bad("it has no header");
  Extent relocations{};
  if (header.length >= kWithoutRelocations + sizeof(Extent)) relocations = reader.Get<Extent>();
  if (!reader.ok()) return Bad("it has no header");
  BtfExt parts;
  for (const auto& [extent, part] :
       {std::pair{functions, &parts.functions}, {lines, &parts.lines}, {relocations, &parts.relocations}}) {
    if (extent.size == 0) continue;
    const auto piece = reader.Piece(uint64_t{header.length} + extent.offset, extent.size);
    if (!piece || extent.offset % 4 != 0) return Bad("a part lies outside of it");
    *part = *piece;
  }
  return parts;
}

}  // namespace sonde
