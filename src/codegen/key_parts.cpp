// Keys part by part. Leaves: PartsOfKey, RoundsOf, FrontPlaces. Covered by tests/codegen/fronts_test.cpp.
#include "codegen/key_parts.h"

#include <algorithm>
#include <bit>

#include "defs/map_fronts.h"

namespace sonde::codegen {
namespace {

constexpr uint32_t kWord = 8;
constexpr uint32_t kShortText = 16;  // bytes: comparing all of them costs less than looking for the end

void AddParts(const Type& type, uint32_t offset, std::vector<KeyPart>& parts) {
  if (type.kind == TypeKind::Tuple) {
    const TupleLayout layout = LayOut(type.elements);
    for (size_t i = 0; i < type.elements.size(); ++i)
      AddParts(*type.elements[i], offset + layout.offsets[i], parts);
  } else if (type.kind == TypeKind::String && !type.whole && type.size > kShortText && offset % kWord == 0) {
    parts.push_back({KeyPart::Kind::Text, offset, type.size / kWord * kWord});  // the rest is plain
  } else if (type.kind == TypeKind::KernelStack || type.kind == TypeKind::UserStack) {
    const uint32_t frames = kWord * type.count;  // the last words; the number of frames is before them
    if (frames > 0) parts.push_back({KeyPart::Kind::Stack, offset + type.size - frames, frames});
  }
}

}  // namespace

std::vector<KeyPart> PartsOfKey(const Type& type, uint32_t bytes) {
  std::vector<KeyPart> special, parts;
  AddParts(type, 0, special);
  uint32_t at = 0;
  for (const KeyPart& part : special) {
    if (part.offset > at) parts.push_back({KeyPart::Kind::Plain, at, part.offset - at});
    parts.push_back(part);
    at = part.offset + part.bytes;
  }
  if (bytes > at) parts.push_back({KeyPart::Kind::Plain, at, bytes - at});
  return parts;
}

uint32_t RoundsOf(const Type& type) {
  uint32_t rounds = 0;
  for (const KeyPart& part : PartsOfKey(type, type.size))
    rounds += part.kind == KeyPart::Kind::Plain ? 0 : part.bytes / kWord;
  return rounds;
}

uint32_t FrontPlaces(const std::vector<KeyPart>& parts, uint32_t key, uint32_t value) {
  constexpr uint32_t kMostPlain = 64;         // bytes: they are compared in a row
  constexpr uint32_t kMostMemory = 64 << 10;  // bytes of a CPU
  constexpr uint32_t kMostPlaces = 128, kLeast = 16;
  uint32_t plain = 0;
  for (const KeyPart& part : parts)
    plain += part.kind == KeyPart::Kind::Plain ? part.bytes : 0;
  const uint64_t place = uint64_t{FrontValueOffset(key)} + value;
  const auto places = static_cast<uint32_t>(std::bit_floor(kMostMemory / place));
  return plain > kMostPlain || places < kLeast ? 0 : std::min(places, kMostPlaces);
}

}  // namespace sonde::codegen
