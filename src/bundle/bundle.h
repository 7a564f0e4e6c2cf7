// Bundle: a relocatable BPF ELF plus metadata, and the file format of both.
//
// File: 8 bytes magic "SONDEBPF", u32 version, u32 checksum, u64 ELF size, u64 metadata size, then the ELF
// (any libbpf loader can open it) and the metadata (cereal, portable binary). The checksum (CRC-32 of all but
// itself) is against accidents; against intent there are the checks. The same bytes stand at the end of an
// --aot executable, followed by a trailer: u64 size of the bundle, 8 bytes "SONDEAOT". Covered by
// tests/bundle/bundle_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "bundle/metadata.h"

namespace sonde::bundle {

struct Bundle {
  std::string elf;  // bytes of the BPF object
  Metadata metadata;
};

// The bundle as bytes, and back. Deserialize refuses wrong magic, unknown versions, sizes and checksums that
// do not fit, metadata whose indices point outside (see Validate) and damaged ELFs (CheckBpfObject), each
// with its own message.
std::string Serialize(const Bundle& bundle);
// The header for an ELF and serialized metadata, so that they are a bundle.
std::string MakeHeader(std::string_view elf, std::string_view metadata);
Result<Bundle> Deserialize(std::string_view bytes);

// Checks every index, offset and size of the metadata, so that the runtime can trust them.
Status Validate(const Metadata& metadata);

// Finds the bundle appended to the executable at `path`; nullopt if there is none.
Result<std::optional<Bundle>> FindAppended(const std::string& path);

// Writes `runner` (bytes of the sonde-run executable) and the bundle to `path` as one executable file,
// mode 0755. The file appears under its name only when complete.
Status WriteExecutable(const std::string& path, std::string_view runner, const Bundle& bundle);

}  // namespace sonde::bundle
