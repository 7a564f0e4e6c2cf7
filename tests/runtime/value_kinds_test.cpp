// Test of every row of value_kinds.def: what its bytes become, and what is shown of that.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "output/json_text.h"
#include "output/text.h"
#include "runtime/decoder.h"
#include "sample.h"

namespace sonde::runtime {
namespace {

class OneKernelSymbol : public KernelSymbols {
 public:
  ResolvedSymbol Resolve(uint64_t address) override {
    return {.name = "vfs_read", .offset = address - 0x1000, .module = "vmlinux", .file = {}};
  }
  Result<uint64_t> AddressOf(std::string_view) override { return uint64_t{0x1000}; }
};

class OneUserSymbol : public UserSymbols {
 public:
  void Remember(int) override {}
  ResolvedSymbol Resolve(int pid, uint64_t address, bool) override {
    return {.name = pid == 42 ? "main" : "", .offset = address & 0xff, .module = "/bin/app", .file = {}};
  }
};

struct Case {
  bundle::Layout layout;
  std::string bytes;
  std::string text;
  std::string json;
};

template <typename... T>
std::string BytesOf(const T&... parts) {
  std::string bytes;
  (bytes.append(reinterpret_cast<const char*>(&parts), sizeof(parts)), ...);
  return bytes;
}

bundle::Layout Of(ValueKind kind, uint32_t size, uint32_t count = 0) {
  bundle::Layout layout;
  layout.kind = kind;
  layout.size = size;
  layout.count = count;
  return layout;
}

bundle::Layout With(bundle::Layout layout, std::vector<bundle::Layout> children) {
  layout.children = std::move(children);
  return layout;
}

bundle::Layout Named(bundle::Layout layout, std::string name) {
  layout.name = std::move(name);
  return layout;
}

std::map<ValueKind, Case> Scalars() {
  bundle::Layout color = Of(ValueKind::Enum, 4);
  color.enumerators = {{1, "RED"}, {2, "BLUE"}};
  return {
      {ValueKind::None, {Of(ValueKind::None, 0), "", "?", "null"}},
      {ValueKind::Integer, {Number(0, 4, true), BytesOf(int32_t{-5}), "-5", "-5"}},
      {ValueKind::Bool, {Of(ValueKind::Bool, 1), BytesOf(uint8_t{1}), "true", "true"}},
      {ValueKind::Float, {Of(ValueKind::Float, 8), BytesOf(0.5), "0.5", "0.5"}},
      {ValueKind::Pointer, {Of(ValueKind::Pointer, 8), BytesOf(uint64_t{16}), "0x10", "16"}},
      {ValueKind::Enum, {color, BytesOf(uint32_t{2}), "BLUE", "2"}},
  };
}

std::map<ValueKind, Case> Aggregates() {
  const std::string pair = BytesOf(uint32_t{1}, uint32_t{2});
  const std::vector<bundle::Layout> fields = {Named(Number(0, 4), "x"), Named(Number(4, 4), "y")};
  return {
      {ValueKind::String, {String(0, 4), "abcd", "abcd..", "\"abcd..\""}},
      {ValueKind::Characters, {Of(ValueKind::Characters, 4), "abcd", "abcd", "\"abcd\""}},
      {ValueKind::Buffer, {Of(ValueKind::Buffer, 8), BytesOf(uint32_t{2}) + "a\xff??", "a\\xff", "[97,-1]"}},
      {ValueKind::Array, {With(Of(ValueKind::Array, 8, 2), {Number(0, 4)}), pair, "[1,2]", "[1,2]"}},
      {ValueKind::Tuple, {With(Of(ValueKind::Tuple, 8), fields), pair, "(1, 2)", "[1,2]"}},
      {ValueKind::Struct,
       {With(Of(ValueKind::Struct, 8), fields), pair, "{ .x = 1, .y = 2 }", "{\"x\": 1, \"y\": 2}"}},
  };
}

std::map<ValueKind, Case> Addresses() {
  const std::string stack = BytesOf(uint64_t{1}, uint64_t{0x1005}, uint64_t{0});
  const std::string process = BytesOf(uint32_t{42}, uint32_t{0});
  return {
      {ValueKind::KernelSymbol,
       {Of(ValueKind::KernelSymbol, 8), BytesOf(uint64_t{0x1005}), "vfs_read", "\"vfs_read\""}},
      {ValueKind::UserSymbol,
       {Of(ValueKind::UserSymbol, 16), BytesOf(uint64_t{0x5503}) + process, "main", "\"main\""}},
      {ValueKind::KernelStack,
       {Of(ValueKind::KernelStack, 24, 2), stack, "\n        vfs_read+5\n", "\"\\n        vfs_read+5\\n\""}},
      {ValueKind::UserStack,
       {Of(ValueKind::UserStack, 32, 2), process + stack, "\n        main+5\n", "\"\\n        main+5\\n\""}},
  };
}

// Texts that values name. The tests have a boot that was one second after 1970 began.
const std::vector<std::string> kTexts = {"%s", "%s.%l"};

std::map<ValueKind, Case> Lates() {
  return {
      {ValueKind::Timestamp,
       {Of(ValueKind::Timestamp, 16), BytesOf(uint32_t{1}, uint32_t{0}, uint64_t{2500000000}), "3.500",
        "\"3.500\""}},
      {ValueKind::Inet,
       {Of(ValueKind::Inet, 24), BytesOf(uint64_t{2}, uint32_t{0x0100007f}) + std::string(12, '\0'),
        "127.0.0.1", "\"127.0.0.1\""}},
      {ValueKind::MacAddress,
       {Of(ValueKind::MacAddress, 6), "\x18\xc0\x4d\x08\x2e\xbb", "18:C0:4D:08:2E:BB",
        "\"18:C0:4D:08:2E:BB\""}},
      {ValueKind::UserName, {Of(ValueKind::UserName, 8), BytesOf(uint64_t{0}), "root", "\"root\""}},
      {ValueKind::CgroupPath,  // no hierarchy has that name
       {Of(ValueKind::CgroupPath, 16), BytesOf(uint64_t{0}, uint64_t{1}), "", "\"\""}},
  };
}

class ValueKindsTest : public testing::TestWithParam<ValueKindRow> {
 protected:
  ValueKindsTest() {
    for (auto part : {Scalars(), Aggregates(), Addresses(), Lates()})
      cases_.merge(part);
    decoder_.SetTexts(kTexts);
    decoder_.SetWallClock(1000000000);
  }

  std::map<ValueKind, Case> cases_;
  OneKernelSymbol kernel_;
  OneUserSymbol user_;
  bundle::ConfigValues config_;
  Decoder decoder_{kernel_, user_, config_};
};

TEST_P(ValueKindsTest, IsDecodedAndShown) {
  ASSERT_TRUE(cases_.contains(GetParam().kind)) << "no case for the row";
  const Case& expected = cases_.at(GetParam().kind);
  const auto bytes = std::as_bytes(std::span(expected.bytes));
  const output::Value value = decoder_.Decode(expected.layout, bytes);
  std::string text, json;
  output::AppendText(text, value);
  JsonStream stream(json);
  output::WriteJson(stream, value);
  EXPECT_EQ(text, expected.text);
  EXPECT_EQ(json, expected.json);
}

TEST(Timestamps, OfOtherClocksAreAbsolute) {
  OneKernelSymbol kernel;
  OneUserSymbol user;
  const bundle::ConfigValues config;
  Decoder decoder(kernel, user, config);
  decoder.SetTexts(kTexts);
  decoder.SetWallClock(1000000000);
  const auto shown = [&](const std::string& bytes) {
    std::string text;
    output::AppendText(text, decoder.Decode(Of(ValueKind::Timestamp, 16), std::as_bytes(std::span(bytes))));
    return text;
  };
  EXPECT_EQ(shown(BytesOf(uint32_t{0}, uint32_t{1}, uint64_t{2500000000})), "2");
  EXPECT_FALSE(decoder.TakeFailedTimes());
  EXPECT_EQ(shown(BytesOf(uint32_t{9}, uint32_t{0}, uint64_t{0})), "(?)");  // no such format
  EXPECT_TRUE(decoder.TakeFailedTimes());
  EXPECT_FALSE(decoder.TakeFailedTimes());
}

TEST(InternetAddresses, AreOfTwoFamilies) {
  OneKernelSymbol kernel;
  OneUserSymbol user;
  const bundle::ConfigValues config;
  const Decoder decoder(kernel, user, config);
  const auto shown = [&](uint64_t family, uint8_t last) {
    const std::string bytes = BytesOf(family, uint64_t{0}, uint64_t{last} << 56U);
    std::string text;
    output::AppendText(text, decoder.Decode(Of(ValueKind::Inet, 24), std::as_bytes(std::span(bytes))));
    return text;
  };
  EXPECT_EQ(shown(10, 1), "::1");
  EXPECT_EQ(shown(2, 1), "0.0.0.0");
  EXPECT_EQ(shown(1, 1), "");
}

// A bundle with such a value is accepted; what the row says of its size is checked.
TEST_P(ValueKindsTest, HasTheSizeThatTheRowSays) {
  ASSERT_TRUE(cases_.contains(GetParam().kind)) << "no case for the row";
  const auto accepted = [](const bundle::Layout& layout) {
    bundle::Metadata metadata;
    metadata.events.resize(1);
    metadata.events[0].args = {layout};
    metadata.events[0].size = sizeof(EventHeader) + 64;
    return Validate(metadata).ok();
  };
  bundle::Layout layout = cases_.at(GetParam().kind).layout;
  EXPECT_TRUE(accepted(layout));
  const ValueShape shape = GetParam().shape;
  layout.size = GetParam().bytes + (shape == ValueShape::Frames ? 8 * layout.count : 0);
  if (shape != ValueShape::Sized && shape != ValueShape::Frames) return;
  EXPECT_TRUE(accepted(layout));
  --layout.size;
  EXPECT_FALSE(accepted(layout));
}

INSTANTIATE_TEST_SUITE_P(Rows, ValueKindsTest, testing::ValuesIn(kValueKinds),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace sonde::runtime
