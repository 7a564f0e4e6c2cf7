// Tests of pcap files: what is written for records as programs send them, and for those that none sends.
#include "runtime/packet_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>

#include "defs/events.h"
#include "host/files.h"
#include "runtime/packet_buffers.h"

namespace sonde::runtime {
namespace {

constexpr uint64_t kSecond = 1000000000;

std::vector<std::byte> RecordOf(uint32_t event, uint64_t time, uint32_t length, uint32_t offset,
                                std::string_view packet) {
  const PacketHeader header{{event, 0}, time, length, offset};
  std::vector<std::byte> record(sizeof(header) + packet.size());
  std::memcpy(record.data(), &header, sizeof(header));
  std::memcpy(record.data() + sizeof(header), packet.data(), packet.size());
  return record;
}

class PacketFilesTest : public ::testing::Test {
 protected:
  PacketFilesTest() {
    for (const char* name : {"", "/a", "/b", "/a"}) {
      bundle::EventMeta& event = metadata_.events.emplace_back();
      event.kind = *name == 0 ? EventKind::Printf : EventKind::Packet;
      event.text = path_ + name;
    }
  }
  ~PacketFilesTest() override {
    unlink((path_ + "/a").c_str());
    unlink((path_ + "/b").c_str());
    rmdir(path_.c_str());
  }
  std::unique_ptr<PacketFiles> Create() {
    auto files = PacketFiles::Create(metadata_, 5 * kSecond);
    EXPECT_TRUE(files.ok());
    return std::move(*files);
  }
  [[nodiscard]] std::string Read(const char* name) const {
    auto text = ReadTextFile(path_ + name);
    return text ? std::move(*text) : "nothing";
  }

  static std::string MakeFolder() {
    char name[] = "/tmp/packets-XXXXXX";
    return mkdtemp(name);
  }
  std::string path_ = MakeFolder();
  bundle::Metadata metadata_;
};

uint32_t WordAt(const std::string& bytes, size_t at) {
  uint32_t word = 0;
  std::memcpy(&word, bytes.data() + at, sizeof(word));
  return word;
}

TEST_F(PacketFilesTest, CreatesEveryFileAtOnce) {
  const auto files = Create();
  for (const char* name : {"/a", "/b"}) {
    const std::string bytes = Read(name);
    ASSERT_EQ(bytes.size(), 24U);
    EXPECT_EQ(WordAt(bytes, 0), 0xa1b23c4dU);
    EXPECT_EQ(WordAt(bytes, 20), 101U);
  }
}

TEST_F(PacketFilesTest, WritesWhatIsBehindTheOffset) {
  auto files = Create();
  EXPECT_TRUE(files->Write(RecordOf(1, 2 * kSecond + 7, 6, 2, "xxdata, and what fills up the record")));
  EXPECT_TRUE(files->Write(RecordOf(3, 0, 1, 0, "y")));
  EXPECT_EQ(files->Close(), nullptr);
  const std::string bytes = Read("/a");
  ASSERT_EQ(bytes.size(), 24 + 16 + 4 + 16 + 1U);
  EXPECT_EQ(WordAt(bytes, 24), 7U);  // two seconds after a start at five
  EXPECT_EQ(WordAt(bytes, 28), 7U);
  EXPECT_EQ(WordAt(bytes, 32), 4U);
  EXPECT_EQ(WordAt(bytes, 36), 4U);
  EXPECT_EQ(bytes.substr(40, 4), "data");
  EXPECT_EQ(bytes.back(), 'y');
  EXPECT_EQ(Read("/b").size(), 24U);
}

TEST_F(PacketFilesTest, SaysHowLongAPacketIsThatIsTooLargeForARecord) {
  auto files = Create();
  EXPECT_TRUE(files->Write(RecordOf(1, 0, 70000, 10, std::string(kMostOfPacket, 'x'))));
  files->Close();
  const std::string bytes = Read("/a");
  EXPECT_EQ(WordAt(bytes, 32), kMostOfPacket - 10);
  EXPECT_EQ(WordAt(bytes, 36), 70000U - 10);
}

TEST_F(PacketFilesTest, TakesNothingElse) {
  auto files = Create();
  EXPECT_FALSE(files->Write({}));
  EXPECT_FALSE(files->Write(RecordOf(0, 0, 1, 0, "x")));  // of printf
  EXPECT_FALSE(files->Write(RecordOf(4, 0, 1, 0, "x")));
  EXPECT_FALSE(files->Write(RecordOf(1, 0, 2, 0, "x")));  // shorter than it says
  EXPECT_FALSE(files->Write(RecordOf(1, 0, 1, 1, "x")));  // nothing behind the offset
  files->Close();
  EXPECT_EQ(Read("/a").size(), 24U);
}

TEST_F(PacketFilesTest, SaysWhichFileCannotBeMade) {
  metadata_.events[2].text = path_ + "/no/b";
  const auto files = PacketFiles::Create(metadata_, 0);
  ASSERT_FALSE(files.ok());
  EXPECT_NE(files.error().Text().find("/no/b"), std::string::npos);
}

TEST(PacketPages, ArePowersOfTwoOfWhichEachCpuHasSome) {
  EXPECT_EQ(PacketPages(0, 4096, 2), 512U);
  EXPECT_EQ(PacketPages(0, 4096, 8), 256U);
  EXPECT_EQ(PacketPages(0, 4096, 1000), 64U);
  EXPECT_EQ(PacketPages(1, 4096, 2), 1U);
  EXPECT_EQ(PacketPages(100, 4096, 2), 32U);
  EXPECT_EQ(PacketPages(UINT64_MAX, 4096, 0), size_t{1} << 18U);
}

}  // namespace
}  // namespace sonde::runtime
