// Raw BTF: checking and indexing the bytes, finding names. Leaves: RawBtf. Covered by
// tests/btf/raw_btf_test.cpp.
#include "btf/raw_btf.h"

#include <cstring>

namespace sonde {
namespace {

constexpr uint16_t kMagic = 0xeb9f;
constexpr uint16_t kForeignMagic = 0x9feb;
constexpr uint32_t kHeaderSize = 24;
constexpr uint32_t kRecordSize = 12;
constexpr size_t kScansBeforeHash = 12;
constexpr size_t kLongestName = 1024;   // the kernel's own limit is 512
constexpr size_t kLongestChain = 4096;  // of slots to step over before giving up on a hash
constexpr BtfKinds kHashed = KindBit(BtfKind::Int) | KindBit(BtfKind::Struct) | KindBit(BtfKind::Union) |
                             KindBit(BtfKind::Enum) | KindBit(BtfKind::Typedef) | KindBit(BtfKind::Func) |
                             KindBit(BtfKind::Enum64) | KindBit(BtfKind::Fwd);

uint32_t Load32(const char* p) {
  uint32_t value = 0;
  std::memcpy(&value, p, sizeof(value));
  return value;
}

// Bytes behind the record; -1 for a kind that is not known, whose length nobody can tell.
int64_t ExtraSize(BtfKind kind, uint32_t count) {
  switch (kind) {
    case BtfKind::Int:
    case BtfKind::Var:
    case BtfKind::DeclTag:
      return 4;
    case BtfKind::Array:
      return 12;
    case BtfKind::Struct:
    case BtfKind::Union:
    case BtfKind::DataSec:
    case BtfKind::Enum64:
      return int64_t{12} * count;
    case BtfKind::Enum:
    case BtfKind::FuncProto:
      return int64_t{8} * count;
    case BtfKind::Ptr:
    case BtfKind::Fwd:
    case BtfKind::Typedef:
    case BtfKind::Volatile:
    case BtfKind::Const:
    case BtfKind::Restrict:
    case BtfKind::Func:
    case BtfKind::Float:
    case BtfKind::TypeTag:
      return 0;
    default:
      return -1;
  }
}

BtfKind KindIn(uint32_t info) {
  return static_cast<BtfKind>((info >> 24) & 0x1f);
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
  if (bytes.size() < kHeaderSize) return Error("BTF is too short for its header");
  uint16_t magic = 0;
  std::memcpy(&magic, bytes.data(), sizeof(magic));
  if (magic == kForeignMagic) return Error("this BTF has the byte order of another machine");
  if (magic != kMagic) return Error("not BTF: wrong magic number");
  if (bytes[2] != 1) return Error("BTF version " + std::to_string(bytes[2]) + " is not known");
  const uint64_t header = Load32(bytes.data() + 4);
  const uint64_t type_begin = header + Load32(bytes.data() + 8);
  const uint64_t type_size = Load32(bytes.data() + 12);
  const uint64_t string_begin = header + Load32(bytes.data() + 16);
  const uint64_t string_size = Load32(bytes.data() + 20);
  if (header < kHeaderSize || type_begin + type_size > bytes.size() ||
      string_begin + string_size > bytes.size()) {
    return Error("BTF sections reach past the end of the data");
  }
  Sections sections{bytes.substr(type_begin, type_size), bytes.substr(string_begin, string_size)};
  if (is_split && sections.strings.empty()) return sections;
  if (sections.strings.empty() || sections.strings.back() != '\0') {
    return Error("BTF strings do not end with a zero byte");
  }
  return sections;
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
  btf.strings_ = sections->strings;
  btf.starts_.reserve(btf.types_.size() / 28 + 1);
  if (base == nullptr) btf.starts_.push_back(0);  // void
  const char* data = btf.types_.data();
  const uint64_t size = btf.types_.size();
  for (uint64_t at = 0; at < size;) {
    if (size - at < kRecordSize) return Error("a BTF type is cut off");
    const uint32_t info = Load32(data + at + 4);
    const int64_t extra = ExtraSize(KindIn(info), info & 0xffff);
    if (extra < 0) return Error("BTF has a type of unknown kind");
    if (size - at - kRecordSize < static_cast<uint64_t>(extra)) return Error("a BTF type is cut off");
    btf.starts_.push_back(static_cast<uint32_t>(at));
    at += kRecordSize + static_cast<uint64_t>(extra);
  }
  return btf;
}

BtfRecord RawBtf::Get(uint32_t id) const {
  BtfRecord record;
  if (id == 0 || id >= type_count()) return record;
  if (id < first_) return base_->Get(id);
  const char* p = Start(id);
  const uint32_t info = Load32(p + 4);
  record.kind = KindIn(info);
  record.kind_flag = (info >> 31) != 0;
  record.count = info & 0xffff;
  record.name = Load32(p);
  record.size_or_type = Load32(p + 8);
  record.extra = p + kRecordSize;
  return record;
}

BtfKind RawBtf::KindOf(uint32_t id) const {
  if (id == 0 || id >= type_count()) return BtfKind::Void;
  if (id < first_) return base_->KindOf(id);
  return KindIn(Load32(Start(id) + 4));
}

std::string_view RawBtf::Name(uint32_t offset) const {
  if (offset < first_string_) return base_->Name(offset);
  offset -= first_string_;
  if (offset >= strings_.size()) return {};
  const char* text = strings_.data() + offset;  // the section ends with a zero byte
  return {text, strnlen(text, kLongestName)};
}

BtfMember RawBtf::Member(const BtfRecord& record, uint32_t index) {
  const uint32_t position = Word(record, index * 3 + 2);
  BtfMember member{Word(record, index * 3), Word(record, index * 3 + 1), position, 0};
  if (record.kind_flag) {
    member.bit_offset = position & 0xffffff;
    member.bit_size = position >> 24;
  }
  return member;
}

uint32_t RawBtf::Word(const BtfRecord& record, uint32_t index) {
  return Load32(record.extra + static_cast<size_t>(index) * 4);
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
    const char* p = Start(id);
    if ((KindBit(KindIn(Load32(p + 4))) & kinds) == 0) continue;
    uint32_t offset = Load32(p);
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
