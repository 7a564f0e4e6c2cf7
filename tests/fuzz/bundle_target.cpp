// Fuzz target: bundles. The input is the size of the ELF (4 bytes), the ELF and the metadata; the header,
// whose checksum no mutation would find, is made here. What is accepted can be written and read again.
#include <cstdlib>

#include "base/byte_reader.h"
#include "bundle/bundle.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sonde;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  (void)bundle::Deserialize(input);
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
