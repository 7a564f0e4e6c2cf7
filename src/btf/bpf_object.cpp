// Checks of a BPF object's .BTF and .BTF.ext. Leaves: CheckBtfExt, CheckBpfObject. Covered by
// tests/btf/bpf_object_test.cpp.
#include <linux/bpf.h>

#include <string>

#include "base/byte_reader.h"
#include "btf/bpf_elf.h"
#include "btf/btf_check.h"
#include "btf/btf_ext.h"

namespace sonde {
namespace {

#define TRY(expression) \
  if (Status status = (expression); !status) return status

constexpr uint64_t kInstruction = 8;  // bytes
constexpr uint32_t kLastRelocation = BPF_CORE_TYPE_MATCHES;
constexpr size_t kLongestAccess = 256;  // "0:1:2", bytes

Status Bad(std::string_view what) {
  return Error("its .BTF.ext is damaged: " + std::string(what));
}

// Numbers with colons in between.
bool IsAccess(std::string_view text) {
  bool digit = false;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digit = true;
    } else if (c != ':' || !digit) {
      return false;
    } else {
      digit = false;
    }
  }
  return digit && text.size() <= kLongestAccess;
}

class ExtChecker {
 public:
  ExtChecker(const RawBtf& btf, const BpfElf& elf) : btf_(btf), elf_(elf) {}

  [[nodiscard]] Status Check(std::string_view bytes) const;

 private:
  using Record = Status (ExtChecker::*)(ByteReader& record) const;
  Status CheckPart(std::string_view bytes, uint32_t least, Record check) const;
  Status CheckRecords(ByteReader& part, uint32_t size, Record check) const;
  Status Function(ByteReader& record) const;
  Status Line(ByteReader& record) const;
  Status Relocation(ByteReader& record) const;

  const RawBtf& btf_;
  const BpfElf& elf_;
};

Status ExtChecker::Function(ByteReader& record) const {
  return btf_.KindOf(record.Get<uint32_t>()) == BTF_KIND_FUNC ? Status::Ok()
                                                              : Bad("a function without a type");
}

Status ExtChecker::Line(ByteReader& record) const {
  const auto file = record.Get<uint32_t>(), line = record.Get<uint32_t>();
  return btf_.HasName(file) && btf_.HasName(line) ? Status::Ok() : Bad("a line without a text");
}

Status ExtChecker::Relocation(ByteReader& record) const {
  const auto type = record.Get<uint32_t>(), access = record.Get<uint32_t>(), kind = record.Get<uint32_t>();
  if (type == 0 || type >= btf_.type_count()) return Bad("a relocation of a type that does not exist");
  if (!btf_.HasName(access) || !IsAccess(btf_.Name(access))) return Bad("a relocation without a path");
  return kind <= kLastRelocation ? Status::Ok() : Bad("a relocation of unknown kind");
}

// The records of one section: what they say about an instruction of it.
Status ExtChecker::CheckRecords(ByteReader& part, uint32_t size, Record check) const {
  const auto name = part.Get<uint32_t>();
  const auto count = part.Get<uint32_t>();
  const std::string_view records = part.TakeMany(count, size);
  if (!part.ok() || count == 0) return Bad("its records are cut off");
  const BpfSection* section = btf_.HasName(name) ? elf_.Find(btf_.Name(name)) : nullptr;
  if (section == nullptr) return Bad("records of a section that does not exist");
  for (ByteReader reader(records); !reader.empty();) {
    ByteReader record(reader.Take(size));
    const auto instruction = record.Get<uint32_t>();
    if (instruction % kInstruction != 0 || instruction >= section->size)
      return Bad("a record of an instruction that does not exist");
    TRY((this->*check)(record));
  }
  return Status::Ok();
}

Status ExtChecker::CheckPart(std::string_view bytes, uint32_t least, Record check) const {
  if (bytes.empty()) return Status::Ok();
  ByteReader part(bytes);
  const auto size = part.Get<uint32_t>();
  if (!part.ok() || size < least || size % 4 != 0) return Bad("its records have another size");
  while (!part.empty())
    TRY(CheckRecords(part, size, check));
  return Status::Ok();
}

Status ExtChecker::Check(std::string_view bytes) const {
  auto parts = ReadBtfExt(bytes);
  if (!parts) return parts.TakeError();
  TRY(CheckPart(parts->functions, 8, &ExtChecker::Function));
  TRY(CheckPart(parts->lines, 16, &ExtChecker::Line));
  return CheckPart(parts->relocations, sizeof(bpf_core_relo), &ExtChecker::Relocation);
}

// Variables lie within the section of their name; libbpf looks for it by name.
Status CheckDataSections(const RawBtf& btf, const BpfElf& elf) {
  for (uint32_t id = btf.first_id(); id < btf.type_count(); ++id) {
    const btf_type& record = btf.Get(id);
    if (!btf_is_datasec(&record)) continue;
    const BpfSection* section = elf.Find(btf.Name(record.name_off));
    if (section == nullptr) continue;  // of externs: they are in no section
    for (uint32_t i = 0; i < btf_vlen(&record); ++i) {
      const uint64_t offset = btf_var_secinfos(&record)[i].offset, size = btf_var_secinfos(&record)[i].size;
      if (offset + size > section->size)
        return Error("its BTF is damaged: a variable lies outside " + std::string(section->name));
    }
  }
  return Status::Ok();
}

}  // namespace

Status CheckBtfExt(std::string_view bytes, const RawBtf& btf, const BpfElf& elf) {
  return ExtChecker(btf, elf).Check(bytes);
}

Status CheckBpfObject(std::string_view bytes) {
  auto elf = ReadBpfElf(bytes);
  if (!elf) return elf.TakeError();
  const BpfSection* types = elf->Find(".BTF");
  if (types == nullptr) return Error("it has no BTF: compile it with -g");
  auto btf = RawBtf::Parse(types->bytes);
  if (!btf) return btf.TakeError();
  TRY(CheckBtf(*btf));
  TRY(CheckDataSections(*btf, *elf));
  const BpfSection* more = elf->Find(".BTF.ext");
  return more == nullptr ? Status::Ok() : CheckBtfExt(more->bytes, *btf, *elf);
}

}  // namespace sonde
