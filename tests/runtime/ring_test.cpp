// The ring buffer under load: every record once, in order, across the window's edges and the wrap.
#include "runtime/ring.h"

#include <gtest/gtest.h>

#include <cstring>

#include "bpf_allowed.h"
#include "runtime/kernel.h"
#include "runtime/kernel_map.h"
#include "runtime/loader.h"
#include "sample.h"

namespace sonde::runtime {
namespace {

struct Record {
  uint32_t event, probe;
  uint64_t number;
  char text[16];
};

class RingTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!MayLoadBpf()) GTEST_SKIP() << "BPF may not be loaded here";
    bundle_ = SampleBundle("", "");
    bundle_.metadata.config.ring_buffer_pages = 256;
    auto loaded = Load(bundle_, {});
    ASSERT_TRUE(loaded.ok()) << loaded.error().Text();
    loaded_ = std::move(*loaded);
    auto ring = Ring::Open(loaded_->ring_fd(), loaded_->ring_size());
    ASSERT_TRUE(ring.ok()) << ring.error().Text();
    ring_ = std::move(*ring);
  }
  void Send(int count) {
    for (int i = 0; i < count; ++i)
      ASSERT_TRUE(RunProgram(loaded_->program_fd(0)).ok());
  }

  bundle::Bundle bundle_;
  std::unique_ptr<LoadedBundle> loaded_;
  std::unique_ptr<Ring> ring_;
};

TEST_F(RingTest, TakesEveryRecordOnce) {
  constexpr int kRounds = 5, kPerRound = 20000;  // 40 bytes each: 800 kB of 1 MB
  size_t taken = 0, wrong = 0;
  for (int round = 0; round < kRounds; ++round) {
    Send(kPerRound);
    EXPECT_FALSE(ring_->Empty());
    taken += ring_->Drain(SIZE_MAX, [&](std::span<const std::byte> bytes) {
      Record record{};
      if (bytes.size() == sizeof(record)) std::memcpy(&record, bytes.data(), sizeof(record));
      wrong += record.number != 7 || std::strncmp(record.text, "runtime_tests", 16) != 0 ? 1 : 0;
      return true;
    });
    EXPECT_TRUE(ring_->Empty());
  }
  EXPECT_EQ(taken, size_t{kRounds * kPerRound});
  EXPECT_EQ(wrong, 0U);
}

TEST_F(RingTest, StopsWhenTold) {
  Send(10);
  EXPECT_EQ(ring_->Drain(4, [](auto) { return true; }), 4U);
  EXPECT_EQ(ring_->Drain(SIZE_MAX, [](auto) { return false; }), 1U);
  ring_->Discard();
  EXPECT_TRUE(ring_->Empty());
}

TEST_F(RingTest, LostEventsAreCounted) {
  Send(30000);  // 1.2 MB
  const KernelMap ledger(loaded_->ledger_fd(), loaded_->ledger(), "ledger");
  std::string copies;
  ASSERT_TRUE(ledger.Read(std::string(4, '\0'), copies).ok());
  uint64_t lost = 0;  // the first word of each copy
  for (size_t at = 0; at < copies.size(); at += ledger.shape().stride) {
    uint64_t word = 0;
    std::memcpy(&word, copies.data() + at, sizeof(word));
    lost += word;
  }
  const size_t taken = ring_->Drain(SIZE_MAX, [](auto) { return true; });
  EXPECT_GT(lost, 0U);
  EXPECT_EQ(taken + lost, 30000U);
}

}  // namespace
}  // namespace sonde::runtime
