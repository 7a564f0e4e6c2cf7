// The parts of .BTF.ext, the section that says which instructions of a BPF object belong to which functions,
// lines and types (bpf_core_relo and its neighbours in linux/bpf.h). Covered by tests/btf/bpf_object_test.cpp
// and core_types_test.cpp.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/byte_reader.h"
#include "base/result.h"

namespace sonde {

// Each begins with the size of its records, and has, for every section of programs, its name, a number of
// records and these. Empty where there is none.
struct BtfExt {
  std::string_view functions;
  std::string_view lines;
  std::string_view relocations;
};

// An error if the bytes are no .BTF.ext, or one of its parts lies outside. What the parts say is not looked
// at.
Result<BtfExt> ReadBtfExt(std::string_view bytes);

// As bpf_core_relo, whose kind is an enumeration and so must not be any number.
struct CoreRelocation {
  uint32_t instruction;  // offset in its section, bytes
  uint32_t type;
  uint32_t access;  // offset of the path among the names
  uint32_t kind;
};

// Calls `use` with the name of the section (its offset among the names) and each record of a part. Records
// may have more bytes than this knows. False: the part is damaged, or `use` said so, which ends it.
template <typename Record, typename Use>
bool ForEachRecord(std::string_view part, Use use) {
  if (part.empty()) return true;
  ByteReader reader(part);
  const auto size = reader.Get<uint32_t>();
  if (size < sizeof(Record)) return false;
  while (!reader.empty()) {
    const auto section = reader.Get<uint32_t>();
    const auto count = reader.Get<uint32_t>();
    for (ByteReader records(reader.TakeMany(count, size)); !records.empty();) {
      ByteReader record(records.Take(size));
      const auto one = record.Get<Record>();
      if (!record.ok() || !use(section, one)) return false;
    }
  }
  return reader.ok();
}

}  // namespace sonde
