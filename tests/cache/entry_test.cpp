// Entries of the cache: what goes in comes out, and nothing that was changed does.
#include "cache/entry.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/test_dir.h"

namespace sonde::cache {
namespace {

Entry Sample() {
  Entry entry;
  entry.questions = {{"question", DigestOf("answer")}, {std::string("\0b", 2), DigestOf("")}};
  entry.messages = {{"WARNING: x\n", false}, {"\033[1mred\033[0m", true}};
  entry.predicates = {"kprobe:f", ""};
  std::ifstream object(SONDE_TEST_DIR "/support/objects/functions.bpf.o", std::ios::binary);
  entry.bundle.elf.assign(std::istreambuf_iterator<char>(object), {});
  entry.bundle.metadata.source_name = "stdin";
  return entry;
}

const Digest kKey = DigestOf("key");

TEST(Entry, ComesBack) {
  const std::string bytes = Serialize(Sample(), kKey);
  const auto opened = Open(bytes, kKey);
  ASSERT_TRUE(opened.ok()) << opened.error().Text();
  ASSERT_EQ(opened->questions.size(), 2u);
  EXPECT_EQ(opened->questions[0].question, "question");
  EXPECT_EQ(opened->questions[0].answer, DigestOf("answer"));
  EXPECT_EQ(opened->questions[1].question, std::string("\0b", 2));
  ASSERT_EQ(opened->messages.size(), 2u);
  EXPECT_EQ(opened->messages[0].text, "WARNING: x\n");
  EXPECT_FALSE(opened->messages[0].rendered);
  EXPECT_TRUE(opened->messages[1].rendered);
  EXPECT_EQ(opened->predicates, (std::vector<std::string>{"kprobe:f", ""}));
  const auto bundle = bundle::Deserialize(opened->bundle);
  ASSERT_TRUE(bundle.ok()) << bundle.error().Text();
  EXPECT_EQ(bundle->elf, Sample().bundle.elf);
  EXPECT_EQ(bundle->metadata.source_name, "stdin");
}

TEST(Entry, IsForItsKeyOnly) {
  EXPECT_FALSE(Open(Serialize(Sample(), kKey), DigestOf("another")).ok());
}

TEST(Entry, RefusesEveryLength) {
  const std::string bytes = Serialize(Sample(), kKey);
  for (size_t size = 0; size < bytes.size(); size += size < 600 ? 1 : 97)
    EXPECT_FALSE(Open(std::string_view(bytes).substr(0, size), kKey).ok()) << size;
  EXPECT_FALSE(Open(bytes + '\0', kKey).ok());
}

// A bit anywhere: what the checksum does not cover is looked at itself.
TEST(Entry, RefusesEveryBitFlip) {
  const std::string bytes = Serialize(Sample(), kKey);
  for (size_t at = 0; at < bytes.size(); at += at < 600 ? 1 : 97) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_FALSE(Open(changed, kKey).ok()) << at << "." << bit;
    }
  }
}

}  // namespace
}  // namespace sonde::cache
