// Tests of src/cli/info.h.
#include "cli/info.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

const std::vector<InfoSection> kSections = {
    {"System", false, {{"Arch", "x86_64", ""}, {"may trace", "no", "Missing CAP_BPF"}}},
    {"Probe types", true, {{"kprobe", "no", "none here"}, {"uprobe", "yes", ""}, {"usdt", "yes", ""}}}};

TEST(Info, TextHasColumnsAndReasons) {
  EXPECT_EQ(InfoText(kSections),
            "System\n  Arch: x86_64\n  may trace: no\n\n"
            "Probe types\n  kprobe: no                       uprobe: yes\n  usdt: yes\n\n"
            "Why not\n  may trace: Missing CAP_BPF\n  kprobe: none here\n\n");
}

TEST(Info, JsonIsOneObject) {
  EXPECT_EQ(InfoJson(kSections),
            "{\"System\": {\"Arch\": \"x86_64\", \"may trace\": false}, "
            "\"Probe types\": {\"kprobe\": false, \"uprobe\": true, \"usdt\": true}, "
            "\"reasons\": {\"may trace\": \"Missing CAP_BPF\", \"kprobe\": \"none here\"}}\n");
}

}  // namespace
}  // namespace sonde
