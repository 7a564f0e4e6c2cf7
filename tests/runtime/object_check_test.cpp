// A bundle whose halves disagree is refused before anything is loaded: no rights are needed for these.
#include "runtime/object_check.h"

#include <bpf/libbpf.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "sample.h"

namespace sonde::runtime {
namespace {

class ObjectCheckTest : public testing::Test {
 protected:
  void SetUp() override {
    libbpf_set_print(nullptr);
    bundle_ = SampleBundle("", "");
    LIBBPF_OPTS(bpf_object_open_opts, options);
    options.object_name = "sonde";
    object_.reset(bpf_object__open_mem(bundle_.elf.data(), bundle_.elf.size(), &options));
    ASSERT_NE(object_, nullptr);
  }

  // What is said after `change`; empty if nothing.
  std::string Said(const std::function<void(bundle::Metadata&)>& change) {
    bundle::Metadata metadata = bundle_.metadata;
    change(metadata);
    const Status status = CheckObject(metadata, object_.get());
    return status.ok() ? "" : status.error().Text();
  }
  bool Refused(const std::function<void(bundle::Metadata&)>& change) { return !Said(change).empty(); }

  struct Closer {
    void operator()(bpf_object* object) const { bpf_object__close(object); }
  };
  bundle::Bundle bundle_;
  std::unique_ptr<bpf_object, Closer> object_;
};

TEST_F(ObjectCheckTest, AcceptsWhatBelongsTogether) {
  EXPECT_EQ(Said([](bundle::Metadata&) {}), "");
}

TEST_F(ObjectCheckTest, ComparesMaps) {
  constexpr size_t kKeyed = 4, kHist = 5, kAvg = 6;  // in sample.h
  EXPECT_EQ(Said([](bundle::Metadata& m) { m.maps[kKeyed].storage = bundle::MapStorage::PerCpuHash; }),
            "the bundle is damaged: its metadata does not describe its ELF: the kind of @by_key");
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[kHist].storage = bundle::MapStorage::Hash; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[kHist].storage = bundle::MapStorage::PerCpuScalar; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[kAvg].storage = bundle::MapStorage::PerCpuHash; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[kHist].value_size -= 8; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[kHist].key.size = 8; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[kHist].max_entries = 63; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[kHist].bpf_name = "map_avg"; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[kHist].bpf_name = "no_such"; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps.push_back(m.maps[kHist]); }));
}

TEST_F(ObjectCheckTest, ComparesGlobals) {
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[0].offset = 0; }));  // the control words
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[0].offset = 4096; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[0].offset = 20; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[0].offset = m.maps[1].offset; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.maps[0].value_size = 1 << 20; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) {
    m.parameters.push_back({"n", bundle::ParameterKind::Unsigned, 1 << 20, 8, ""});
  }));
}

TEST_F(ObjectCheckTest, ComparesProgramsAndOwnMaps) {
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.probes[0].program = "no_such"; }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.probes[1].program = m.probes[0].program; }));
  EXPECT_EQ(
      Said([](bundle::Metadata& m) {
        m.probes[0].kind = ProbeKind::Kprobe;
        m.probes[0].means = Means::KprobeEvent;
      }),
      "the bundle is damaged: its metadata does not describe its ELF: the kind of the program for begin");
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.ledger.resize(m.ledger.size() + 1); }));
  EXPECT_TRUE(Refused([](bundle::Metadata& m) { m.scratch.slots = 8; }));
}

}  // namespace
}  // namespace sonde::runtime
