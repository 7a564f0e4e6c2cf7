// Tests of the bundle's bytes: round trip, refusals, hostile input, executables with a bundle.
#include "bundle/bundle.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include "support/test_dir.h"

namespace sonde::bundle {
namespace {

Layout Integer(uint32_t offset, uint32_t size) {
  Layout layout;
  layout.kind = ValueKind::Integer;
  layout.offset = offset;
  layout.size = size;
  return layout;
}

Bundle Sample() {
  Bundle bundle;
  std::ifstream object(SONDE_TEST_DIR "/support/objects/functions.bpf.o", std::ios::binary);
  bundle.elf.assign(std::istreambuf_iterator<char>(object), {});
  Metadata& meta = bundle.metadata;
  meta.producer = "sonde test";
  meta.source_name = "stdin";
  ProbeMeta probe;
  probe.name = "kprobe:vfs_*";
  probe.program = "p0";
  probe.kind = ProbeKind::Kprobe;
  probe.multi = true;
  probe.means = Means::KprobeMulti;
  probe.needed_features = BitOf(Feature::Kprobe) | BitOf(Feature::KprobeMulti);
  probe.targets = {KernelTarget{.function = "vfs_read", .address = 0x1000},
                   KernelTarget{.module = "xfs", .function = "vfs_write", .offset = 4}};
  meta.probes.push_back(probe);
  MapMeta map;
  map.name = "@h";
  map.bpf_name = "map_h";
  map.storage = MapStorage::PerCpuHash;
  map.has_keys = map.tuple_key = true;
  map.key.kind = ValueKind::Tuple;
  map.key.size = 16;
  map.key.children = {Integer(0, 4), Integer(8, 8)};
  map.key.children[1].enumerators = {{-1, "NONE"}, {2, "TWO"}};
  map.function = Aggregation::Hist;
  map.buckets.kind = Buckets::Kind::Log;
  map.value_size = 65 * 8;
  meta.maps.push_back(map);
  EventMeta event;
  event.text = "%d\n";
  event.args = {Integer(0, 8)};
  event.size = 16;
  meta.events.push_back(event);
  meta.locations.push_back({1, 2, 3, "begin { }", "lib.bt"});
  meta.ledger = {{LedgerKind::ProbeHits, 0}, {LedgerKind::UpdateFailed, 0}, {LedgerKind::DivideByZero, 0}};
  meta.parameters.push_back({"name", ParameterKind::Text, sizeof(ReadOnlyData), 1024, "a name"});
  meta.kernel.names.push_back({"struct task_struct.mm", 0});
  meta.kernel.layouts.push_back({"struct path", 16, 0, {{"mnt", 0, 64}, {"dentry", 64, 64}}});
  meta.config.str_trunc_trailer = "...";
  return bundle;
}

TEST(BundleTest, RoundTripKeepsEverything) {
  const Bundle bundle = Sample();
  const std::string bytes = Serialize(bundle);
  auto again = Deserialize(bytes);
  ASSERT_TRUE(again.ok()) << again.error().Text();
  EXPECT_EQ(again->elf, bundle.elf);
  EXPECT_EQ(Serialize(*again), bytes);
  EXPECT_EQ(again->metadata.maps[0].key.children[1].enumerators[0].second, "NONE");
  EXPECT_EQ(again->metadata.kernel.names[0].name, "struct task_struct.mm");
  EXPECT_EQ(again->metadata.kernel.layouts[0].members[1].offset, 64U);
  EXPECT_EQ(again->metadata.config.str_trunc_trailer, "...");
}

TEST(BundleTest, RefusesOtherMagicVersionAndSizes) {
  std::string bytes = Serialize(Sample());
  EXPECT_FALSE(Deserialize("").ok());
  std::string other = bytes;
  other[0] = 'X';
  EXPECT_NE(Deserialize(other).error().Text().find("SONDEBPF"), std::string::npos);
  other = bytes;
  other[8] = 99;
  EXPECT_NE(Deserialize(other).error().Text().find("version 99"), std::string::npos);
  EXPECT_FALSE(Deserialize(bytes + "x").ok());
  EXPECT_FALSE(Deserialize(bytes.substr(0, bytes.size() - 1)).ok());
}

TEST(BundleTest, EveryChangedByteIsNoticed) {
  const std::string bytes = Serialize(Sample());
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
    ASSERT_FALSE(Deserialize(damaged).ok()) << at;
  }
}

// With a checksum that fits: what it hides is checked as well.
TEST(BundleTest, DamagedBytesNeverCrash) {
  const std::string bytes = Serialize(Sample());
  const size_t elf_size = Sample().elf.size();
  const size_t header = MakeHeader("", "").size();
  std::mt19937 random(7);
  int refused = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string damaged = bytes.substr(header);
    for (unsigned i = 0; i < 1 + random() % 8; ++i) {
      damaged[random() % damaged.size()] = static_cast<char>(random() % 3 == 0 ? 0xff : random());
    }
    const std::string_view view = damaged;
    if (!Deserialize(MakeHeader(view.substr(0, elf_size), view.substr(elf_size)) + damaged).ok()) ++refused;
  }
  EXPECT_GT(refused, 100);
}

TEST(BundleTest, FloatsHaveFourOrEightBytes) {
  for (uint32_t size = 1; size <= 16; ++size) {
    Bundle bundle = Sample();
    Layout layout = Integer(0, size);
    layout.kind = ValueKind::Float;
    bundle.metadata.events[0].args = {layout};
    bundle.metadata.events[0].size = 64;
    EXPECT_EQ(Deserialize(Serialize(bundle)).ok(), size == 4 || size == 8) << size;
  }
}

TEST(BundleTest, NestingIsBounded) {
  Bundle bundle = Sample();
  Layout layout = Integer(0, 8);
  for (int i = 0; i < 100; ++i) {
    Layout outer;
    outer.kind = ValueKind::Tuple;
    outer.size = 8;
    outer.children.push_back(layout);
    layout = outer;
  }
  bundle.metadata.events[0].args = {layout};
  auto result = Deserialize([&] {
    // Serialize has the same guard, so a deep bundle cannot even be written.
    try {
      return Serialize(bundle);
    } catch (const std::exception&) {
      return std::string();
    }
  }());
  EXPECT_FALSE(result.ok());
  EXPECT_TRUE(Deserialize(Serialize(Sample())).ok());
}

TEST(BundleTest, ValidateFindsEveryBadIndex) {
  auto broken = [](auto change) {
    Bundle bundle = Sample();
    change(bundle.metadata);
    return !Validate(bundle.metadata).ok();
  };
  EXPECT_FALSE(broken([](Metadata&) {}));
  EXPECT_TRUE(broken([](Metadata& m) { m.probes[0].kind = static_cast<ProbeKind>(200); }));
  EXPECT_TRUE(broken([](Metadata& m) { m.probes[0].means = static_cast<Means>(200); }));
  EXPECT_TRUE(broken([](Metadata& m) { m.probes[0].means = Means::UprobeMulti; }));  // of another kind
  EXPECT_TRUE(broken([](Metadata& m) { m.probes[0].multi = false; }));               // for one function
  EXPECT_TRUE(broken([](Metadata& m) { m.probes[0].needed_features = 1U << 31; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.probes[0].targets.clear(); }));
  EXPECT_TRUE(broken([](Metadata& m) { m.probes[0].targets[1] = UserTarget(); }));
  EXPECT_TRUE(broken([](Metadata& m) {
    m.probes[0].kind = ProbeKind::Begin;  // has no targets
    m.probes[0].means = Means::TestRun;
    m.probes[0].multi = false;
  }));
  EXPECT_TRUE(broken([](Metadata& m) {
    m.probes[0].kind = ProbeKind::Watchpoint;
    m.probes[0].means = Means::Breakpoint;
    m.probes[0].multi = false;
    m.probes[0].targets = {MemoryTarget{0, 8, "w", static_cast<int32_t>(m.probes.size())}};
  }));
  EXPECT_TRUE(broken([](Metadata& m) {  // no room for process and address
    m.events[0].kind = EventKind::Watch;
    m.events[0].size = sizeof(EventHeader) + 8;
  }));
  EXPECT_TRUE(broken([](Metadata& m) { m.maps[0].buckets.bits = 1; }));  // the value would be larger
  EXPECT_TRUE(broken([](Metadata& m) { m.maps[0].value_size = 8; }));
  EXPECT_TRUE(broken([](Metadata& m) {
    m.maps[0].buckets.bits = 6;
    m.maps[0].value_size = static_cast<uint32_t>(8 * m.maps[0].buckets.Count());
  }));
  const auto linear = [&](Buckets buckets) {
    return broken([&](Metadata& m) {
      m.maps[0].function = Aggregation::Lhist;
      m.maps[0].buckets = buckets;
      m.maps[0].value_size = static_cast<uint32_t>(8 * buckets.Count());
    });
  };
  EXPECT_FALSE(linear({Buckets::Kind::Linear, 0, -10, 10, 5}));
  EXPECT_TRUE(linear({Buckets::Kind::Linear, 0, -10, 10, 0}));
  EXPECT_TRUE(linear({Buckets::Kind::Linear, 0, 10, -10, 5}));
  EXPECT_TRUE(linear({Buckets::Kind::Linear, 0, 0, 1000000, 1}));
  EXPECT_TRUE(linear({Buckets::Kind::Log, 0, 0, 10, 1}));
  EXPECT_TRUE(linear({Buckets::Kind::Time, 0, 0, 10, 1}));
  // How values are stored and what they are must go together.
  EXPECT_TRUE(broken([](Metadata& m) { m.maps[0].storage = MapStorage::Hash; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.maps[0].function = Aggregation::None; }));
  // Elements without a size are many all the same.
  EXPECT_TRUE(broken([](Metadata& m) {
    Layout array;
    array.kind = ValueKind::Array;
    array.count = UINT32_MAX;
    array.children.resize(1);
    m.events[0].args = {array};
  }));
  EXPECT_TRUE(
      broken([](Metadata& m) { m.events[0].args[0].kind = static_cast<ValueKind>(std::size(kValueKinds)); }));
  EXPECT_TRUE(broken(
      [](Metadata& m) { m.events[0].args[0].stack_mode = static_cast<StackMode>(std::size(kStackModes)); }));
  EXPECT_TRUE(broken([](Metadata& m) { m.maps[0].key.children[1].offset = 9; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.maps[0].key.children[0].size = 3; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.maps[0].function = static_cast<Aggregation>(99); }));
  EXPECT_TRUE(broken([](Metadata& m) { m.events[0].size = 4; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.events[0].args[0].offset = 4; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.events[0].kind = EventKind::PrintMap; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.ledger[0].subject = 1; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.parameters[0].offset = 8; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.kernel.addresses = {{"jiffies", false, 9999, 9999}}; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.kernel.addresses = {{"jiffies", false, 8, 0}}; }));
  const FamilyMeta family{FamilyRoot::Process, 5, 0, 0};
  EXPECT_FALSE(broken([&](Metadata& m) { m.families = {family}; }));
  EXPECT_TRUE(broken([&](Metadata& m) { m.families.assign(kMostFamilies, family); }));
  EXPECT_TRUE(broken([](Metadata& m) { m.families = {{FamilyRoot::Process, 5, 0, 9999}}; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.families = {{FamilyRoot::Parameter, 0, 9999, 0}}; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.families = {{FamilyRoot::Parameter, 0, 0, 0}}; }));  // a text
  EXPECT_TRUE(broken([](Metadata& m) { m.families = {{static_cast<FamilyRoot>(9), 5, 0, 0}}; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.parameters[0].size = 0; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.parameters[0].kind = ParameterKind::Signed; }));
  EXPECT_TRUE(broken([](Metadata& m) { m.scratch.slots = 65; }));
}

TEST(BundleTest, ExecutableCarriesABundle) {
  char folder[] = "/tmp/sonde-bundle-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/tool";
  ASSERT_TRUE(WriteExecutable(path, "#!/bin/true\n", Sample()).ok());
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0755U);
  auto found = FindAppended(path);
  ASSERT_TRUE(found.ok()) << found.error().Text();
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->elf, Sample().elf);
  EXPECT_FALSE(FindAppended("/bin/true")->has_value());
  EXPECT_FALSE(FindAppended("/nonexistent").ok());
  EXPECT_FALSE(WriteExecutable("/nonexistent/tool", "x", Sample()).ok());
  unlink(path.c_str());
  rmdir(folder);
}

}  // namespace
}  // namespace sonde::bundle
