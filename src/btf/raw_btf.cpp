// Raw BTF: checking and indexing the bytes, finding names. Leaves: RawBtf. Covered by
// tests/btf/raw_btf_test.cpp.
#include "btf/raw_btf.h"

#include <cstring>

#include "base/byte_reader.h"

namespace sonde {
namespace {

constexpr uint16_t kForeignMagic = 0x9feb;
constexpr size_t kScansBeforeHash = 12;
constexpr size_t kLongestName = 1024;   // the kernel's own limit is 512
constexpr size_t kLongestChain = 4096;  // of slots to step over before giving up on a hash
constexpr BtfKinds kHashed = KindBit(BTF_KIND_INT) | KindBit(BTF_KIND_STRUCT) | KindBit(BTF_KIND_UNION) |
                             KindBit(BTF_KIND_ENUM) | KindBit(BTF_KIND_TYPEDEF) | KindBit(BTF_KIND_FUNC) |
                             KindBit(BTF_KIND_ENUM64) | KindBit(BTF_KIND_FWD);
const btf_type kVoid{};

// Bytes behind the record; -1 for a kind that is not known, whose length nobody can tell.
int64_t ExtraSize(const btf_type& type) {
  const int64_t count = btf_vlen(&type);
  switch (btf_kind(&type)) {
    case BTF_KIND_INT:
      return sizeof(uint32_t);
    case BTF_KIND_VAR:
      return sizeof(struct btf_var);
    case BTF_KIND_DECL_TAG:
      return sizeof(struct btf_decl_tag);
    case BTF_KIND_ARRAY:
      return sizeof(struct btf_array);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
      return count * sizeof(btf_member);
    case BTF_KIND_DATASEC:
      return count * sizeof(btf_var_secinfo);
    case BTF_KIND_ENUM64:
      return count * sizeof(struct btf_enum64);
    case BTF_KIND_ENUM:
      return count * sizeof(struct btf_enum);
    case BTF_KIND_FUNC_PROTO:
      return count * sizeof(btf_param);
    case BTF_KIND_PTR:
    case BTF_KIND_FWD:
    case BTF_KIND_TYPEDEF:
    case BTF_KIND_VOLATILE:
    case BTF_KIND_CONST:
    case BTF_KIND_RESTRICT:
    case BTF_KIND_FUNC:
    case BTF_KIND_FLOAT:
    case BTF_KIND_TYPE_TAG:
      return 0;
    default:
      return -1;
  }
}

uint32_t HashOf(std::string_view name) {
  uint32_t hash = 2166136261U;
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash ^ (hash >> 15);
}

struct Sections {
  std::string_view types;
  std::string_view strings;
};

Result<Sections> ReadHeader(std::string_view bytes, bool is_split) {
  ByteReader reader(bytes);
  const auto header = reader.Get<btf_header>();
  if (!reader.ok()) return Error("BTF is too short for its header");
  if (header.magic == kForeignMagic) return Error("this BTF has the byte order of another machine");
  if (header.magic != BTF_MAGIC) return Error("not BTF: wrong magic number");
  if (header.version != BTF_VERSION)
    return Error("BTF version " + std::to_string(header.version) + " is not known");
  const auto types = reader.Piece(uint64_t{header.hdr_len} + header.type_off, header.type_len);
  const auto strings = reader.Piece(uint64_t{header.hdr_len} + header.str_off, header.str_len);
  if (header.hdr_len < sizeof(header) || !types || !strings) {
    return Error("BTF sections reach past the end of the data");
  }
  if (is_split && strings->empty()) return Sections{*types, *strings};
  if (strings->empty() || strings->back() != '\0') return Error("BTF strings do not end with a zero byte");
  return Sections{*types, *strings};
}

}  // namespace

Result<RawBtf> RawBtf::Parse(std::string_view bytes, const RawBtf* base) {
  auto sections = ReadHeader(bytes, base != nullptr);
  if (!sections) return sections.TakeError();
  RawBtf btf;
  if (base != nullptr) {
    btf.base_ = base;
    btf.first_ = base->type_count();
    btf.first_string_ = base->first_string_ + static_cast<uint32_t>(base->strings_.size());
  }
  btf.types_ = sections->types;
  if (reinterpret_cast<uintptr_t>(btf.types_.data()) % alignof(btf_type) != 0) {
    btf.aligned_.resize(btf.types_.size() / sizeof(uint32_t) + 1);
    std::memcpy(btf.aligned_.data(), btf.types_.data(), btf.types_.size());
    btf.types_ = {reinterpret_cast<const char*>(btf.aligned_.data()), btf.types_.size()};
  }
  btf.strings_ = sections->strings;
  btf.starts_.reserve(btf.types_.size() / 28 + 1);
  if (base == nullptr) btf.starts_.push_back(0);  // void
  for (ByteReader reader(btf.types_); !reader.empty();) {
    const auto at = static_cast<uint32_t>(reader.offset());
    const int64_t extra = ExtraSize(reader.Get<btf_type>());
    if (!reader.ok()) return Error("a BTF type is cut off");
    if (extra < 0) return Error("BTF has a type of unknown kind");
    reader.Skip(static_cast<uint64_t>(extra));
    if (!reader.ok()) return Error("a BTF type is cut off");
    btf.starts_.push_back(at);
  }
  return btf;
}

const btf_type& RawBtf::Get(uint32_t id) const {
  if (id == 0 || id >= type_count()) return kVoid;
  return id < first_ ? base_->Get(id) : Own(id);
}

std::string_view RawBtf::Name(uint32_t offset) const {
  if (offset < first_string_) return base_->Name(offset);
  offset -= first_string_;
  if (offset >= strings_.size()) return {};
  const char* text = strings_.data() + offset;  // the section ends with a zero byte
  return {text, strnlen(text, kLongestName)};
}

uint32_t RawBtf::Find(std::string_view name, BtfKinds kinds) {
  if (name.empty()) return 0;
  std::pair<std::string, BtfKinds> key{name, kinds};
  if (const auto hit = found_.find(key); hit != found_.end()) return hit->second;
  if (!hash_tried_ && found_.size() >= kScansBeforeHash) BuildHash();
  const uint32_t id =
      hash_.empty() || (kinds & ~kHashed) != 0 ? Scan(name, kinds, first_id()) : LookUp(name, kinds);
  found_.emplace(std::move(key), id);
  return id;
}

uint32_t RawBtf::Scan(std::string_view name, BtfKinds kinds, uint32_t from) const {
  for (uint32_t id = from; id < type_count(); ++id) {
    const btf_type& type = Own(id);
    if ((KindBit(btf_kind(&type)) & kinds) == 0) continue;
    uint32_t offset = type.name_off;
    if (offset < first_string_) {
      if (base_->Name(offset) == name) return id;
      continue;
    }
    offset -= first_string_;
    if (offset >= strings_.size() || strings_.size() - offset <= name.size()) continue;
    const char* text = strings_.data() + offset;
    if (text[0] == name[0] && std::memcmp(text, name.data(), name.size()) == 0 && text[name.size()] == '\0') {
      return id;
    }
  }
  return 0;
}

uint32_t RawBtf::LookUp(std::string_view name, BtfKinds kinds) const {
  const size_t mask = hash_.size() - 1;
  for (size_t slot = HashOf(name) & mask; hash_[slot] != 0; slot = (slot + 1) & mask) {
    const uint32_t id = hash_[slot];
    if ((KindBit(KindOf(id)) & kinds) != 0 && NameOf(id) == name) return id;
  }
  return 0;
}

// Linear probing in order of ids: of several types with one name and kind the first is met first. Data in
// which names repeat absurdly often stays without a hash.
void RawBtf::BuildHash() {
  hash_tried_ = true;
  size_t size = 16;
  while (size < starts_.size() * 2)
    size *= 2;
  hash_.assign(size, 0);
  for (uint32_t id = first_id(); id < type_count(); ++id) {
    if ((KindBit(KindOf(id)) & kHashed) == 0) continue;
    const std::string_view name = NameOf(id);
    if (name.empty()) continue;
    size_t slot = HashOf(name) & (size - 1);
    for (size_t steps = 0; hash_[slot] != 0; slot = (slot + 1) & (size - 1)) {
      if (++steps > kLongestChain) return hash_.clear();
    }
    hash_[slot] = id;
  }
}

}  // namespace sonde
