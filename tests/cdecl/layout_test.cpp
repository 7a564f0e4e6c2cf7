// Layouts: what the front end says of tests/cdecl/shapes.h against what the compiler made of the same text.
#include <cstddef>
#include <cstring>

#include "parse.h"
// What C has and C++ lacks, compilers know.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#include "shapes.h"
#include "support/test_dir.h"
#pragma GCC diagnostic pop

namespace sonde::test {
namespace {

class Layout : public ::testing::Test {
 protected:
  Layout() {
    // C knows bool from a header only.
    parsed_ = ParseText("#define bool _Bool\n#include \"shapes.h\"\n", {},
                        [](CRequest& request) { request.include_dirs = {SONDE_TEST_DIR "/cdecl"}; });
  }

  TypePtr Find(const char* name) {
    TypePtr type = parsed_.definitions ? parsed_.definitions->FindType(name) : nullptr;
    EXPECT_NE(type, nullptr) << name << "\n" << parsed_.Text();
    return type ? type : StructType(name, 0);
  }
  StructField Field(const char* record, const char* name) {
    const TypePtr type = Find(record);
    auto field = parsed_.definitions ? parsed_.definitions->FindField(*type, name) : std::nullopt;
    EXPECT_TRUE(field.has_value()) << record << "." << name;
    return field.value_or(StructField{});
  }

  Parsed parsed_;
};

// The offset of a member, also of a bit-field's unit: where the bytes change when it is set.
#define SHAPE(name, Record) EXPECT_EQ(Find(name)->size, sizeof(Record)) << name
#define FIELD(name, Record, member)                                                                       \
  {                                                                                                       \
    const StructField field = Field(name, #member);                                                       \
    EXPECT_EQ(field.byte_offset, offsetof(Record, member)) << name << "." << #member;                     \
    EXPECT_EQ(field.type->size, sizeof(static_cast<Record*>(nullptr)->member)) << name << "." << #member; \
    EXPECT_EQ(field.bit_size, 0U) << name << "." << #member;                                              \
  }

TEST_F(Layout, SizesAndOffsets) {
  SHAPE("struct plain", plain);
  FIELD("struct plain", plain, c);
  FIELD("struct plain", plain, s);
  FIELD("struct plain", plain, i);
  FIELD("struct plain", plain, l);
  FIELD("struct plain", plain, ll);
  FIELD("struct plain", plain, uc);
  FIELD("struct plain", plain, us);
  FIELD("struct plain", plain, ui);
  FIELD("struct plain", plain, ul);
  FIELD("struct plain", plain, ull);
  FIELD("struct plain", plain, sc);
  SHAPE("struct gaps", gaps);
  FIELD("struct gaps", gaps, a);
  FIELD("struct gaps", gaps, b);
  FIELD("struct gaps", gaps, c);
  FIELD("struct gaps", gaps, d);
  FIELD("struct gaps", gaps, e);
  FIELD("struct gaps", gaps, f);
  FIELD("struct gaps", gaps, g);
  SHAPE("struct tight", tight);
  FIELD("struct tight", tight, a);
  FIELD("struct tight", tight, b);
  FIELD("struct tight", tight, c);
  FIELD("struct tight", tight, d);
  FIELD("struct tight", tight, e);
  SHAPE("struct lined", lined);
  FIELD("struct lined", lined, a);
  FIELD("struct lined", lined, b);
  SHAPE("struct inner_aligned", inner_aligned);
  FIELD("struct inner_aligned", inner_aligned, a);
  FIELD("struct inner_aligned", inner_aligned, b);
  FIELD("struct inner_aligned", inner_aligned, c);
  FIELD("struct inner_aligned", inner_aligned, d);
  FIELD("struct inner_aligned", inner_aligned, e);
  SHAPE("struct packed_aligned", packed_aligned);
  FIELD("struct packed_aligned", packed_aligned, a);
  FIELD("struct packed_aligned", packed_aligned, b);
  FIELD("struct packed_aligned", packed_aligned, c);
  SHAPE("struct arrays", arrays);
  FIELD("struct arrays", arrays, one);
  FIELD("struct arrays", arrays, two);
  FIELD("struct arrays", arrays, three);
  FIELD("struct arrays", arrays, text);
  FIELD("struct arrays", arrays, bytes);
  FIELD("struct arrays", arrays, pointers);
  FIELD("struct arrays", arrays, records);
  FIELD("struct arrays", arrays, typed);
  SHAPE("struct pointers", pointers);
  FIELD("struct pointers", pointers, v);
  FIELD("struct pointers", pointers, text);
  FIELD("struct pointers", pointers, fixed);
  FIELD("struct pointers", pointers, function);
  FIELD("struct pointers", pointers, handlers);
  FIELD("struct pointers", pointers, next);
  FIELD("struct pointers", pointers, doubled);
  FIELD("struct pointers", pointers, row);
  FIELD("struct pointers", pointers, opaque);
  SHAPE("struct unnamed", unnamed);
  FIELD("struct unnamed", unnamed, before);
  FIELD("struct unnamed", unnamed, number);
  FIELD("struct unnamed", unnamed, low);
  FIELD("struct unnamed", unnamed, high);
  FIELD("struct unnamed", unnamed, raw);
  FIELD("struct unnamed", unnamed, deep);
  FIELD("struct unnamed", unnamed, first);
  FIELD("struct unnamed", unnamed, after);
  SHAPE("struct holder", holder);
  FIELD("struct holder", holder, named);
  FIELD("struct holder", holder, more);
  FIELD("struct holder", holder, choice);
  FIELD("struct holder", holder, untagged);
  SHAPE("struct part", holder::part);
  FIELD("struct part", holder::part, x);
  FIELD("struct part", holder::part, y);
  SHAPE("union mixed", mixed);
  FIELD("union mixed", mixed, c);
  FIELD("union mixed", mixed, i);
  FIELD("union mixed", mixed, g);
  SHAPE("struct tail", tail);
  FIELD("struct tail", tail, count);
  FIELD("struct tail", tail, pad);
  SHAPE("struct text_tail", text_tail);
  FIELD("struct text_tail", text_tail, count);
  SHAPE("struct empty_tail", empty_tail);
  FIELD("struct empty_tail", empty_tail, a);
  SHAPE("struct enums", enums);
  FIELD("struct enums", enums, a);
  FIELD("struct enums", enums, s);
  FIELD("struct enums", enums, n);
  FIELD("struct enums", enums, l);
  FIELD("struct enums", enums, b);
  FIELD("struct enums", enums, c);
  SHAPE("struct wide", wide);
  FIELD("struct wide", wide, a);
  FIELD("struct wide", wide, i);
  FIELD("struct wide", wide, u);
  FIELD("struct wide", wide, v);
  FIELD("struct wide", wide, k);
  FIELD("struct wide", wide, b);
  SHAPE("struct typedefs", typedefs);
  FIELD("struct typedefs", typedefs, a);
  FIELD("struct typedefs", typedefs, n);
  FIELD("struct typedefs", typedefs, g);
  FIELD("struct typedefs", typedefs, t);
  FIELD("struct typedefs", typedefs, u);
  SHAPE("struct flags_in_union", flags_in_union);
  FIELD("struct flags_in_union", flags_in_union, word);
}

// The bits of a field read as the described storage, shifted and masked.
uint64_t ReadBits(const void* record, const StructField& field) {
  uint64_t word = 0;
  std::memcpy(&word, static_cast<const char*>(record) + field.byte_offset, field.type->size);
  return (word >> field.bit_offset) & ((1ULL << field.bit_size) - 1);
}

// Sets only the member to a pattern, then to all ones: nothing else may be seen, and all of it must be.
#define BITS(name, Record, member)                                       \
  {                                                                      \
    const StructField field = Field(name, #member);                      \
    union {                                                              \
      Record record;                                                     \
      char bytes[sizeof(Record) + 8];                                    \
    } memory;                                                            \
    std::memset(&memory, 0, sizeof memory);                              \
    ASSERT_GT(field.bit_size, 0U) << #member;                            \
    const uint64_t ones = (1ULL << field.bit_size) - 1;                  \
    memory.record.member = 1;                                            \
    EXPECT_EQ(ReadBits(&memory, field), 1U) << name << "." << #member;   \
    memory.record.member -= 2;                                           \
    EXPECT_EQ(ReadBits(&memory, field), ones) << name << "." << #member; \
    std::memset(&memory, 0xff, sizeof memory);                           \
    memory.record.member = 0;                                            \
    EXPECT_EQ(ReadBits(&memory, field), 0U) << name << "." << #member;   \
  }

TEST_F(Layout, BitFields) {
  SHAPE("struct flags", flags);
  BITS("struct flags", flags, a);
  BITS("struct flags", flags, b);
  BITS("struct flags", flags, c);
  BITS("struct flags", flags, d);
  BITS("struct flags", flags, e);
  BITS("struct flags", flags, f);
  BITS("struct flags", flags, g);
  BITS("struct flags", flags, h);
  BITS("struct flags", flags, i);
  BITS("struct flags", flags, j);
  SHAPE("struct packed_flags", packed_flags);
  BITS("struct packed_flags", packed_flags, a);
  BITS("struct packed_flags", packed_flags, b);
  BITS("struct packed_flags", packed_flags, c);
  BITS("struct packed_flags", packed_flags, d);
  SHAPE("struct flags_in_union", flags_in_union);
  BITS("struct flags_in_union", flags_in_union, version);
  BITS("struct flags_in_union", flags_in_union, length);
  BITS("struct flags_in_union", flags_in_union, rest);
  BITS("struct flags_in_union", flags_in_union, behind);
  const StructField whole = Field("struct flags", "whole");
  EXPECT_EQ(whole.bit_size, 0U);
  flags record{};
  record.whole = 0x12345678;
  const uint32_t value = 0x12345678;
  EXPECT_EQ(std::memcmp(reinterpret_cast<const char*>(&record) + whole.byte_offset, &value, sizeof value), 0);
  EXPECT_EQ(Field("struct packed_flags", "tail").byte_offset, offsetof(packed_flags, tail));
}

TEST_F(Layout, TypedefsAreTheTypesBehindThem) {
  SHAPE("nameless_t", nameless_t);
  SHAPE("gaps_again_t", gaps_again_t);
  SHAPE("triple_t", triple_t);
  SHAPE("u64_t", u64_t);
  FIELD("nameless_t", nameless_t, b);
  FIELD("gaps_t", gaps_t, f);
  EXPECT_EQ(Find("gaps_t")->definition.name, "struct gaps");
}

TEST_F(Layout, Tails) {
  SHAPE("struct tail", tail);
  const StructField rest = Field("struct tail", "rest");
  EXPECT_EQ(rest.byte_offset, offsetof(tail, rest));
  EXPECT_EQ(Spell(*rest.type), "struct gaps[0]");
  EXPECT_EQ(Spell(*Field("struct text_tail", "text").type), "int8[0]");
  EXPECT_EQ(Field("struct text_tail", "text").byte_offset, offsetof(text_tail, text));
  EXPECT_EQ(Field("struct empty_tail", "none").byte_offset, sizeof(empty_tail));
}

}  // namespace
}  // namespace sonde::test
