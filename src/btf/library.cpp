// BTF in libbpf's hands. Leaves: OpenInLibrary, BtfDump. Covered by tests/btf/library_test.cpp.
#include "btf/library.h"

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <vector>

#include "base/memory_file.h"
#include "btf/btf_check.h"

namespace sonde {
namespace {

// Types that one type must be printed after or around: libbpf follows them in recursion.
constexpr uint32_t kDeepest = 256;
// Bytes of a struct; the kernel's largest has 0.25 MiB.
constexpr uint32_t kLargest = 1U << 22;
// Lines and names that all definitions together may have; the kernel's have 0.2 million.
constexpr uint64_t kMostText = 1U << 22;

// What CheckBtf does not ask, since loading a program does not need it: whether all types can be printed.
class PrintCheck {
 public:
  explicit PrintCheck(const RawBtf& btf) : btf_(btf) {
    for (auto& depths : depths_)
      depths.assign(btf.type_count() - btf.first_id(), 0);
    lengths_.assign(btf.type_count() - btf.first_id(), 0);
  }

  Status Check() {
    uint64_t text = 0;
    for (uint32_t id = btf_.first_id(); id < btf_.type_count(); ++id) {
      if (Depth(id, false, 0) > kDeepest) return Wrong(id, "has too many levels");
      if (!HasSoundMembers(btf_.Get(id))) return Wrong(id, "has members that do not fit it");
      text += Length(id, true);
      if (text > kMostText) return Wrong(id, "is too long to print");
    }
    return Status::Ok();
  }

 private:
  uint32_t Depth(uint32_t id, bool pointed_to, uint32_t above);
  template <typename Into>
  void Follow(const btf_type& type, bool pointed_to, Into into) const;
  [[nodiscard]] bool HasSoundMembers(const btf_type& type) const;
  [[nodiscard]] bool IsValue(uint32_t id) const;
  [[nodiscard]] uint64_t SizeOf(uint32_t id) const;
  uint64_t Length(uint32_t id, bool whole);
  uint64_t LengthOfMembers(const btf_type& type);
  static Status Wrong(uint32_t id, const char* what) {
    return Error("BTF type " + std::to_string(id) + " " + what);
  }

  const RawBtf& btf_;
  std::vector<uint32_t> depths_[2];  // by pointed_to and own id; 0: not known yet
  std::vector<uint64_t> lengths_;    // of declarations by own id; 0: not known yet
};

// Calls `into` with the types that `type` must be printed after or around, and whether they are only pointed
// to.
template <typename Into>
void PrintCheck::Follow(const btf_type& type, bool pointed_to, Into into) const {
  if (btf_is_ptr(&type)) into(type.type, true);
  if (btf_is_typedef(&type) || btf_is_mod(&type)) into(type.type, pointed_to);
  if (btf_is_array(&type)) into(btf_array(&type)->type, false);
  if (btf_is_func_proto(&type)) into(type.type, true);
  for (uint32_t i = 0; btf_is_func_proto(&type) && i < btf_vlen(&type); ++i)
    into(btf_params(&type)[i].type, true);
  if (!btf_is_composite(&type) || (pointed_to && !btf_.Name(type.name_off).empty()))
    return;  // a name will do
  for (uint32_t i = 0; i < btf_vlen(&type); ++i)
    into(btf_members(&type)[i].type, false);
}

// Levels, with the `above` that led here: those end circles.
uint32_t PrintCheck::Depth(uint32_t id, bool pointed_to, uint32_t above) {
  if (id < btf_.first_id() || above > kDeepest) return above;
  uint32_t& known = depths_[pointed_to ? 1 : 0][id - btf_.first_id()];
  if (known != 0) return above + known;
  uint32_t deepest = above + 1;
  Follow(btf_.Get(id), pointed_to, [&](uint32_t inner, bool inner_pointed_to) {
    if (deepest <= kDeepest) deepest = std::max(deepest, Depth(inner, inner_pointed_to, above + 1));
  });
  if (deepest <= kDeepest) known = deepest - above;
  return deepest;
}

// Bytes of what can be a member; 0 of what cannot. Too many are some number beyond kLargest.
uint64_t PrintCheck::SizeOf(uint32_t id) const {
  const btf_type* type = &btf_.Get(id);
  uint64_t count = 1;
  while (btf_is_typedef(type) || btf_is_mod(type) || btf_is_array(type)) {  // ends: nothing contains itself
    if (btf_is_array(type))
      count = std::min<uint64_t>(count * btf_array(type)->nelems, 2 * uint64_t{kLargest});
    type = &btf_.Get(btf_is_array(type) ? btf_array(type)->type : type->type);
  }
  if (btf_is_ptr(type)) return count * sizeof(uint64_t);
  const bool sized =
      btf_is_int(type) || btf_is_any_enum(type) || btf_is_composite(type) || btf_is_float(type);
  return sized ? count * type->size : 0;
}

// libbpf divides by the alignment of a member, which is 0 of what cannot be one, and counts bits as `int`.
bool PrintCheck::HasSoundMembers(const btf_type& type) const {
  if (!btf_is_composite(&type)) return true;
  if (type.size > kLargest) return false;
  for (uint32_t i = 0; i < btf_vlen(&type); ++i) {
    const uint64_t begin = btf_member_bit_offset(&type, i);
    const uint64_t bits = btf_member_bitfield_size(&type, i);
    const uint32_t id = btf_members(&type)[i].type;
    if (!IsValue(id) || begin + (bits != 0 ? bits : 8 * SizeOf(id)) > uint64_t{type.size} * 8) return false;
  }
  return true;
}

bool PrintCheck::IsValue(uint32_t id) const {
  const btf_type* type = &btf_.Get(id);
  while (btf_is_typedef(type) || btf_is_mod(type) || btf_is_array(type))
    type = &btf_.Get(btf_is_array(type) ? btf_array(type)->type : type->type);
  return btf_is_ptr(type) || btf_is_int(type) || btf_is_any_enum(type) || btf_is_composite(type) ||
         (btf_is_float(type) && type->size != 0);
}

// How much text a type is, in lines and names: where it is declared, or `whole`, as its definition. What has
// no name is written out wherever it is declared, so a few bytes may stand for very much.
uint64_t PrintCheck::Length(uint32_t id, bool whole) {
  if (id < btf_.first_id()) return 1;
  const btf_type& type = btf_.Get(id);
  const bool named = !btf_.Name(type.name_off).empty();
  if (!whole && (named || btf_is_fwd(&type))) return 1;
  uint64_t& known = lengths_[id - btf_.first_id()];
  if (known != 0) return known;
  uint64_t length = 1;
  const auto add = [&](uint32_t inner) { length = std::min(length + Length(inner, false), 2 * kMostText); };
  if (btf_is_ptr(&type) || btf_is_typedef(&type) || btf_is_mod(&type) || btf_is_func_proto(&type))
    add(type.type);
  if (btf_is_array(&type)) add(btf_array(&type)->type);
  for (uint32_t i = 0; btf_is_func_proto(&type) && i < btf_vlen(&type); ++i)
    add(btf_params(&type)[i].type);
  if (btf_is_any_enum(&type)) length += btf_vlen(&type);
  if (btf_is_composite(&type)) length = LengthOfMembers(type);
  return known = length;
}

// With the lines that libbpf writes for holes: at most one for each word that lies behind the member before.
uint64_t PrintCheck::LengthOfMembers(const btf_type& type) {
  constexpr uint32_t kWord = 64;
  uint64_t length = 1;
  uint32_t last = 0;
  for (uint32_t i = 0; i < btf_vlen(&type) && length <= kMostText; ++i) {
    const uint32_t begin = btf_member_bit_offset(&type, i);
    length += Length(btf_members(&type)[i].type, false) + (begin > last ? (begin - last) / kWord : 0);
    last = begin;
  }
  const uint32_t end = type.size * 8;
  return std::min(length + (end > last ? (end - last) / kWord : 0), 2 * kMostText);
}

void Append(void* text, const char* format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  const int size = std::vsnprintf(nullptr, 0, format, arguments);
  std::string piece(size > 0 ? static_cast<size_t>(size) + 1 : 1, '\0');
  std::vsnprintf(piece.data(), piece.size(), format, again);
  va_end(again);
  piece.pop_back();
  *static_cast<std::string*>(text) += piece;
}

// btf__new_split is declared by libbpf 1.1 but not in its library; its sibling wants a file.
btf* ReadSplit(std::string_view bytes, btf* base) {
  const MemoryFile file;
  if (!file.is_open() || !file.Write(bytes)) return nullptr;
  return btf__parse_raw_split(file.path().c_str(), base);
}

}  // namespace

Result<BtfHandle> OpenInLibrary(std::string_view bytes, const RawBtf& raw, btf* base) {
  if (Status status = CheckBtf(raw); !status) return status.TakeError();
  if (Status status = PrintCheck(raw).Check(); !status) return status.TakeError();
  BtfHandle types(base != nullptr ? ReadSplit(bytes, base)
                                  : btf__new(bytes.data(), static_cast<uint32_t>(bytes.size())));
  if (!types) return Error::FromErrno("libbpf cannot read this BTF", errno);
  return types;
}

BtfDump::BtfDump(const btf& types) : dump_(btf_dump__new(&types, Append, &text_, nullptr)) {}

std::string BtfDump::Print(uint32_t id) {
  text_.clear();
  if (dump_) btf_dump__dump_type(dump_.get(), id);
  return text_;
}

}  // namespace sonde
