// Tests of src/host/instructions.cpp: where instructions begin.
#include "host/instructions.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <string>

namespace sonde {
namespace {

using namespace std::string_literals;

// lea 1(%rdi),%eax; ret
const std::string kLea = "\x8d\x47\x01\xc3"s + std::string(16, '\x90');

std::string At(const std::string& code, uint64_t offset, Machine machine = Machine::X86_64) {
  const auto span = FindInstruction(machine, code, offset);
  return span ? std::to_string(span->begin) + "-" + std::to_string(span->end) : span.error().Text();
}

TEST(Instructions, BeginWhereTheOneBeforeEnds) {
  EXPECT_EQ(At(kLea, 0), "0-3");
  EXPECT_EQ(At(kLea, 1), "0-3");
  EXPECT_EQ(At(kLea, 2), "0-3");
  EXPECT_EQ(At(kLea, 3), "3-4");
}

TEST(Instructions, OfNewerProcessorsAreKnown) {
  const std::string code =
      "\xf3\x0f\x1e\xfa\x55\x48\x89\xe5"s + std::string(16, '\x90');  // endbr64; push; mov
  EXPECT_EQ(At(code, 3), "0-4");
  EXPECT_EQ(At(code, 4), "4-5");
  EXPECT_EQ(At(code, 6), "5-8");
  // vpxorq %zmm0,%zmm0,%zmm0: AVX-512
  EXPECT_EQ(At("\x62\xf1\xfd\x48\xef\xc0"s + std::string(16, '\x90'), 3), "0-6");
}

TEST(Instructions, DependOnTheMachine) {
  const std::string code = "\x40\xc3"s + std::string(16, '\x90');
  EXPECT_EQ(At(code, 1), "0-2");                   // a prefix of ret
  EXPECT_EQ(At(code, 1, Machine::X86_32), "1-2");  // inc %eax; ret
  EXPECT_EQ(At(code, 5, Machine::Arm64), "4-8");
}

TEST(Instructions, ThatAreUnknownStopTheSearch) {
  const std::string code = "\x90\x06\x06\x90"s + std::string(16, '\x90');  // push %es: not in 64 bits
  EXPECT_EQ(At(code, 3), "the bytes at +1 are no instruction that the disassembler knows");
  EXPECT_EQ(At(code, 1), "1-2");  // what stands before the place is known
  EXPECT_EQ(At("\x90", 1), "the file ends before the place");
}

TEST(Instructions, OfFiles) {
  const std::string path = ::testing::TempDir() + "/instructions_test_" + std::to_string(getpid());
  std::string file = "\177ELF\x02\x01\x01"s;
  file.resize(64);
  file[18] = 62;  // EM_X86_64
  file += kLea;
  FILE* out = fopen(path.c_str(), "wb");
  ASSERT_NE(out, nullptr);
  fwrite(file.data(), 1, file.size(), out);
  fclose(out);
  UserFunction function;
  function.file_offset = 64;
  function.size = 4;
  const auto span = FindInstructionInFile(path, function, 3);
  ASSERT_TRUE(span.ok()) << span.error().Text();
  EXPECT_EQ(span->begin, 3u);
  EXPECT_EQ(span->code_hash, HashCode(std::string_view(kLea).substr(0, 3)));
  EXPECT_EQ(*HashCodeInFile(path, 64, 3), span->code_hash);
  EXPECT_FALSE(HashCodeInFile(path, 64, 1000).ok());
  EXPECT_FALSE(FindInstructionInFile("/dev/zero", function, 3).ok());
  EXPECT_FALSE(FindInstructionInFile("/no/such/file", function, 3).ok());
  remove(path.c_str());
}

}  // namespace
}  // namespace sonde
