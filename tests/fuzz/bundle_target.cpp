// Fuzz target: entries of the compile cache, and bundles. The input is the size of the ELF (4 bytes), the ELF
// and the metadata; the header, whose checksum no mutation would find, is made here. What is accepted can be
// written and read again.
#include <zlib.h>

#include <cstdlib>
#include <cstring>

#include "base/byte_reader.h"
#include "bundle/bundle.h"
#include "cache/entry.h"
#include "host/fake_host.h"

namespace {

// As an entry whose checksum is right, and its questions to a host that has nothing.
void TryEntry(std::string_view input) {
  using namespace sonde;
  const Digest key{};
  (void)cache::Open(input, key);
  std::string bytes = cache::Serialize({}, key);
  constexpr size_t kHeader = 16, kSum = 12;
  bytes.resize(kHeader);
  bytes += input;
  const auto sum = static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data() + kHeader), bytes.size() - kHeader));
  std::memcpy(bytes.data() + kSum, &sum, sizeof sum);
  const auto opened = cache::Open(bytes, key);
  if (!opened) return;
  static const auto host = MakeFakeHost("/no/such/folder");
  (void)FirstChange(opened->questions, *host);
  (void)bundle::Deserialize(opened->bundle);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sonde;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  (void)bundle::Deserialize(input);
  TryEntry(input);
  ByteReader reader(input);
  const std::string_view elf = reader.Take(reader.Get<uint32_t>());
  if (!reader.ok()) return 0;
  const std::string_view metadata = reader.Take(reader.left());
  const auto read = bundle::Deserialize(bundle::MakeHeader(elf, metadata).append(elf).append(metadata));
  if (!read) return 0;
  const std::string again = bundle::Serialize(*read);
  const auto second = bundle::Deserialize(again);
  if (!second || bundle::Serialize(*second) != again) abort();
  return 0;
}
