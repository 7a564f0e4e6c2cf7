// Tests of the kernel's functions by their numbers (enum bpf_func_id in linux/bpf.h).
#include "explain/helpers.h"

#include <gtest/gtest.h>
#include <linux/bpf.h>

#include <iterator>
#include <string>

namespace sonde::explain {
namespace {

TEST(HelpersTest, ByTheirNumbers) {
  EXPECT_EQ(HelperName(BPF_FUNC_map_lookup_elem), "bpf_map_lookup_elem");
  EXPECT_EQ(HelperPrototype(BPF_FUNC_map_lookup_elem),
            "void *bpf_map_lookup_elem(void *map, const void *key)");
  EXPECT_EQ(HelperName(0), "");
  EXPECT_EQ(HelperName(-1), "");
  EXPECT_EQ(HelperPrototype(1000000), "");
}

// All that the kernel's header names, in the order of their numbers.
TEST(HelpersTest, All) {
#define NAME(name) "bpf_" #name
  const char* const names[] = {__BPF_FUNC_MAPPER(NAME)};
#undef NAME
  int known = 0;
  for (size_t number = 1; number < std::size(names); ++number) {
    const auto found = HelperName(static_cast<int32_t>(number));
    if (found.empty()) continue;  // libbpf's header is older
    EXPECT_EQ(found, names[number]);
    EXPECT_NE(HelperPrototype(static_cast<int32_t>(number)).find(found), std::string::npos);
    ++known;
  }
  EXPECT_GE(known, 200);
}

}  // namespace
}  // namespace sonde::explain
