// Tests of bytes to values.
#include "runtime/decoder.h"

#include <gtest/gtest.h>

#include <cstring>

#include "output/text.h"
#include "sample.h"

namespace sonde::runtime {
namespace {

class FakeKernel : public KernelSymbols {
 public:
  ResolvedSymbol Resolve(uint64_t address) override {
    if (address < 0x1000) return {};
    return {.name = "vfs_read", .offset = address - 0x1000, .module = "", .file = {}};
  }
  Result<uint64_t> AddressOf(std::string_view) override { return uint64_t{0x1000}; }
};

class FakeUser : public UserSymbols {
 public:
  void Remember(int) override {}
  ResolvedSymbol Resolve(int pid, uint64_t address, bool) override {
    if (pid != 42) return {};
    return {.name = "main",
            .offset = address & 0xff,
            .module = "/bin/app",
            .file = "/bin/app",
            .file_address = address};
  }
};

class DecoderTest : public testing::Test {
 protected:
  template <typename T>
  std::string Text(const bundle::Layout& layout, const T& object) {
    const auto bytes = std::as_bytes(std::span(&object, 1));
    std::string text;
    output::AppendText(text, decoder_.Decode(layout, bytes));
    return text;
  }

  FakeKernel kernel_;
  FakeUser user_;
  bundle::ConfigValues config_;
  Decoder decoder_{kernel_, user_, config_};
};

TEST_F(DecoderTest, OnlyStringsCanBeCut) {
  const char full[5] = {'h', 'e', 'l', 'l', 'o'};
  bundle::Layout text;
  text.kind = ValueKind::String;
  text.size = sizeof(full);
  EXPECT_EQ(Text(text, full), "hello..");
  text.kind = ValueKind::Characters;
  EXPECT_EQ(Text(text, full), "hello");
  EXPECT_EQ(Text(text, "hi\0no"), "hi");
}

TEST_F(DecoderTest, UserFunctionsByTarget) {
  bundle::Layout symbol;
  symbol.kind = ValueKind::UserSymbol;
  symbol.size = 16;
  struct Record {
    uint64_t address;
    uint32_t pid;
    uint32_t probe;
  };
  std::vector<bundle::ProbeMeta> probes(2);
  probes[1].targets = {bundle::UserTarget{.function = "first"},
                       bundle::UserTarget{.function = "_ZN2ns3runEv"}, bundle::UserTarget{.address = 0x1234}};
  decoder_.SetProbes(probes);
  EXPECT_EQ(Text(symbol, Record{bundle::kTargetOfProbe, 7, 1}), "first");
  EXPECT_EQ(Text(symbol, Record{bundle::kTargetOfProbe + 1, 7, 1}), "ns::run()");
  EXPECT_EQ(Text(symbol, Record{bundle::kTargetOfProbe + 2, 7, 1}), "0x1234");
  EXPECT_EQ(Text(symbol, Record{0x401000, 42, 1}), "main");
  // Numbers that no target has are addresses.
  EXPECT_EQ(Text(symbol, Record{bundle::kTargetOfProbe + 3, 7, 1}), "0x8000000000000003");
  EXPECT_EQ(Text(symbol, Record{bundle::kTargetOfProbe, 7, 2}), "0x8000000000000000");
  EXPECT_EQ(Text(symbol, Record{0, 42, 1}), "0");
}

TEST_F(DecoderTest, Numbers) {
  const int32_t minus = -5;
  EXPECT_EQ(Text(Number(0, 4, true), minus), "-5");
  EXPECT_EQ(Text(Number(0, 4, false), minus), "4294967291");
  EXPECT_EQ(Text(Number(0, 1, true), minus), "-5");
  bundle::Layout field = Number(0, 4, true);
  field.bit_offset = 4;
  field.bit_size = 3;
  const uint32_t bits = 0x50;
  EXPECT_EQ(Text(field, bits), "-3");
  field.is_signed = false;
  EXPECT_EQ(Text(field, bits), "5");
}

TEST_F(DecoderTest, KindsOfOneWord) {
  bundle::Layout layout = Number(0, 8);
  const uint64_t two = 2;
  layout.kind = ValueKind::Bool;
  EXPECT_EQ(Text(layout, two), "true");
  layout.kind = ValueKind::Pointer;
  EXPECT_EQ(Text(layout, two), "0x2");
  layout.kind = ValueKind::Enum;
  layout.enumerators = {{1, "ONE"}, {2, "TWO"}};
  EXPECT_EQ(Text(layout, two), "TWO");
  layout.kind = ValueKind::KernelSymbol;
  EXPECT_EQ(Text(layout, two), "0x2");
  EXPECT_EQ(Text(layout, uint64_t{0}), "0");
  EXPECT_EQ(Text(layout, uint64_t{0x1004}), "vfs_read");
  EXPECT_EQ(decoder_.unnamed_kernel(), 1U);
  EXPECT_EQ(decoder_.unnamed_user(), 0U);
}

TEST_F(DecoderTest, Strings) {
  EXPECT_EQ(Text(String(0, 8), "abc\0\0\0\0"), "abc");
  EXPECT_EQ(Text(String(0, 4), "abcdefgh"), "abcd..");
  bundle::Layout buffer = String(0, 8);
  buffer.kind = ValueKind::Buffer;
  const char bytes[8] = {3, 0, 0, 0, 'a', 1, 'b', 'c'};
  EXPECT_EQ(Text(buffer, bytes), "a\\x01b");
  const char lying[8] = {100, 0, 0, 0, 'a', 'b', 'c', 'd'};
  EXPECT_EQ(Text(buffer, lying), "abcd");
}

TEST_F(DecoderTest, Composites) {
  struct {
    uint32_t a = 1, b = 2;
    uint64_t c = 3;
  } object;
  bundle::Layout tuple;
  tuple.kind = ValueKind::Tuple;
  tuple.size = 16;
  bundle::Layout array;
  array.kind = ValueKind::Array;
  array.size = 8;
  array.count = 2;
  array.children = {Number(0, 4)};
  tuple.children = {array, Number(8, 8)};
  EXPECT_EQ(Text(tuple, object), "([1,2], 3)");
  tuple.kind = ValueKind::Struct;
  tuple.children[0].name = "pair";
  tuple.children[1].name = "c";
  EXPECT_EQ(Text(tuple, object), "{ .pair = [1,2], .c = 3 }");
  EXPECT_EQ(Text(tuple, uint32_t{0}), "?");  // too few bytes
  bundle::Layout real;
  real.kind = ValueKind::Float;
  real.size = 8;
  EXPECT_EQ(Text(real, 0.1), "0.1");
  real.size = 4;
  EXPECT_EQ(Text(real, 0.1F), "0.1");
}

TEST_F(DecoderTest, KernelStacks) {
  struct {
    uint64_t frames = 3, address[4] = {0x1005, 0x10, UINT64_MAX, 0};
  } stack;
  bundle::Layout layout;
  layout.kind = ValueKind::KernelStack;
  layout.size = sizeof(stack);
  layout.count = 4;
  EXPECT_EQ(Text(layout, stack), "\n        vfs_read+5\n        0x10\n        <unwind failure>\n");
  layout.stack_mode = StackMode::Perf;
  stack.frames = 2;
  EXPECT_EQ(Text(layout, stack), "\n\t1005 vfs_read+5\n\t10 0x10\n");
  layout.stack_mode = StackMode::Raw;
  EXPECT_EQ(Text(layout, stack), "\n1005\n10\n");
  stack.frames = 1000;  // a lie: the layout's limit counts
  stack.address[2] = 3;
  EXPECT_EQ(Text(layout, stack), "\n1005\n10\n3\n0\n");
}

// What is known of an address stays apart until a writer shows it.
TEST_F(DecoderTest, FramesKeepTheirParts) {
  struct {
    uint32_t pid = 42, probe = 0;
    uint64_t frames = 3, address[3] = {0x5503, 0x5504, UINT64_MAX};
  } bytes;
  bundle::Layout layout;
  layout.kind = ValueKind::UserStack;
  layout.size = sizeof(bytes);
  layout.count = 3;
  const auto decode = [&] {
    return std::get<output::Stack>(decoder_.Decode(layout, std::as_bytes(std::span(&bytes, 1))).data);
  };
  const output::Stack stack = decode();
  ASSERT_EQ(stack.frames.size(), 2U);
  EXPECT_TRUE(stack.unwind_failed);
  EXPECT_EQ(stack.space, AddressSpace::User);
  const output::Frame& frame = stack.frames[1];
  EXPECT_EQ(frame.address, 0x5504U);
  EXPECT_EQ(frame.symbol, "main");
  EXPECT_EQ(frame.offset, 4U);
  EXPECT_EQ(frame.module, "/bin/app");
  EXPECT_EQ(frame.space, AddressSpace::User);
  layout.stack_mode = StackMode::Raw;
  EXPECT_EQ(decode().frames[0].symbol, "");  // nobody asked for names
  EXPECT_EQ(decoder_.unnamed_user(), 0U);
}

TEST_F(DecoderTest, UserStacks) {
  struct {
    uint32_t pid = 42, probe = 0;
    uint64_t frames = 1, address[2] = {0x5503, 0};
  } stack;
  bundle::Layout layout;
  layout.kind = ValueKind::UserStack;
  layout.size = sizeof(stack);
  layout.count = 2;
  EXPECT_EQ(Text(layout, stack), "\n        main+3\n");
  decoder_.SetShift(0, 3);
  EXPECT_EQ(Text(layout, stack), "\n        main+0\n");
  stack.probe = 1;
  layout.stack_mode = StackMode::Perf;
  EXPECT_EQ(Text(layout, stack), "\n\t5503 main+3 (/bin/app)\n");
  stack.pid = 1;
  EXPECT_EQ(Text(layout, stack), "\n\t5503 0x5503 ([unknown])\n");
}

// At 0x5502 is the call of main's that was inlined, and behind it something else.
class FakeLines : public SourceLines {
 public:
  const std::vector<SourceFrame>& At(const std::string& path, uint64_t address) override {
    asked.push_back(path + ":" + std::to_string(address));
    static const std::vector<SourceFrame> kCall = {{"_Z6helperi", "a.c", 10, true},
                                                   {"main", "a.c", 22, false}};
    static const std::vector<SourceFrame> kNothing;
    return address == 0x5502 ? kCall : kNothing;
  }
  const std::vector<SourceFrame>& AtKernel(uint64_t address) override {
    asked.push_back("kernel:" + std::to_string(address));
    return At("", address);
  }
  std::string TakeProblem() override { return {}; }
  std::vector<std::string> asked;
};

TEST_F(DecoderTest, SourceLinesOfStacks) {
  FakeLines lines;
  decoder_.SetLines(&lines);
  const struct {
    uint32_t pid = 42, probe = 0;
    uint64_t frames = 2, address[2] = {0x5503, 0x5503};
  } stack;
  bundle::Layout layout;
  layout.kind = ValueKind::UserStack;
  layout.size = sizeof(stack);
  layout.count = 2;
  // The innermost address is where the process is, the others are behind calls.
  EXPECT_EQ(Text(layout, stack),
            "\n        main+3\n        [inlined] helper(int)@a.c:10\n        main+3@a.c:22\n");
  EXPECT_EQ(lines.asked, (std::vector<std::string>{"/bin/app:21763", "/bin/app:21762"}));
}

TEST_F(DecoderTest, SourceLinesOfKernelStacks) {
  FakeLines lines;
  decoder_.SetLines(&lines);
  const struct {
    uint64_t frames = 2, address[2] = {0x5503, 0x5503};
  } stack;
  bundle::Layout layout;
  layout.kind = ValueKind::KernelStack;
  layout.size = sizeof(stack);
  layout.count = 2;
  EXPECT_EQ(
      Text(layout, stack),
      "\n        vfs_read+17667\n        [inlined] helper(int)@a.c:10\n        vfs_read+17667@a.c:22\n");
}

}  // namespace
}  // namespace sonde::runtime
