// Bundles as JSON: what is shown of the metadata and of the BPF object, and what is left out. More of it in
// tests/golden/bundle.
#include "bundle/json.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "support/test_dir.h"

namespace sonde::bundle {
namespace {

std::string SampleObject() {
  std::ifstream object(SONDE_TEST_DIR "/support/objects/functions.bpf.o", std::ios::binary);
  return {std::istreambuf_iterator<char>(object), {}};
}

// The JSON of metadata alone.
std::string Shown(Metadata metadata) {
  const auto json = ToJson({SampleObject(), std::move(metadata)});
  if (!json) return json.error().Text();
  return json->substr(0, json->find(",\n  \"elf\""));
}

TEST(BundleJsonTest, WhatIsAsFromTheStartIsLeftOut) {
  EXPECT_EQ(Shown({}), "{\n  \"metadata\": {}");
  Metadata metadata;
  metadata.config.max_strlen = 64;
  EXPECT_EQ(Shown(metadata), R"({
  "metadata": {
    "config": {
      "max_strlen": 64
    }
  })");
}

TEST(BundleJsonTest, KindsAreShownByName) {
  Metadata metadata;
  metadata.probes.resize(1);
  metadata.ledger = {{LedgerKind::ProbeHits, 0}};
  metadata.parameters.push_back({"p", ParameterKind::Bool, 8, 8, ""});
  EXPECT_EQ(Shown(metadata), R"({
  "metadata": {
    "probes": [
      {
        "kind": "begin",
        "means": "TestRun"
      }
    ],
    "ledger": [
      {
        "kind": "ProbeHits"
      }
    ],
    "parameters": [
      {
        "name": "p",
        "kind": "Bool",
        "offset": 8,
        "size": 8
      }
    ]
  })");
}

TEST(BundleJsonTest, LargeNumbersAreExactAndIndexZeroIsShown) {
  Metadata metadata;
  metadata.events.resize(2);
  metadata.events[1].map = 0;
  metadata.probes.resize(1);
  metadata.probes[0].targets = {UserTarget{.code_hash = UINT64_MAX}, KernelTarget{.address = 0}};
  const std::string json = Shown(metadata);
  EXPECT_NE(json.find("\"map\": 0"), std::string::npos) << json;
  EXPECT_EQ(json.find("\"map\": -1"), std::string::npos) << json;
  EXPECT_NE(json.find("\"address\": 0"), std::string::npos) << json;
  EXPECT_NE(json.find("\"code_hash\": \"18446744073709551615\""), std::string::npos) << json;
}

TEST(BundleJsonTest, ProgramsOfTheObjectAreCounted) {
  const auto json = ToJson({SampleObject(), {}});
  ASSERT_TRUE(json.ok()) << json.error().Text();
  EXPECT_NE(json->find("\".text\": "), std::string::npos) << *json;
  EXPECT_NE(json->find("\"instructions\": "), std::string::npos) << *json;
}

TEST(BundleJsonTest, WhatIsNoObjectIsAnError) {
  EXPECT_FALSE(ToJson({"ELF", {}}).ok());
}

}  // namespace
}  // namespace sonde::bundle
