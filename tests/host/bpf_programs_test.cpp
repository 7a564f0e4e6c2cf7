// Tests of reading the BPF programs that are loaded: this process loads one itself.
#include "host/bpf_programs.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "btf/library.h"

namespace sonde {
namespace {

// `short sonde_probe(void *)`, in raw BTF; a descriptor, or -1.
int LoadTypes(uint32_t& function) {
  const BtfHandle types(btf__new_empty());
  const int number = btf__add_int(types.get(), "short", 2, BTF_INT_SIGNED);
  const int pointer = btf__add_ptr(types.get(), 0);
  const int prototype = btf__add_func_proto(types.get(), number);
  btf__add_func_param(types.get(), "ctx", pointer);
  function = static_cast<uint32_t>(btf__add_func(types.get(), "sonde_probe", BTF_FUNC_GLOBAL, prototype));
  uint32_t size = 0;
  const void* bytes = btf__raw_data(types.get(), &size);
  return bpf_btf_load(bytes, size, nullptr);
}

TEST(BpfPrograms, HaveFunctionsWithResults) {
  uint32_t type = 0;
  const int types = LoadTypes(type);
  if (types < 0) GTEST_SKIP() << "this process may not load BPF";
  const bpf_insn code[] = {{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0},
                           {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
  const bpf_func_info function{0, type};
  LIBBPF_OPTS(bpf_prog_load_opts, options);
  options.prog_btf_fd = static_cast<__u32>(types);
  options.func_info = &function;
  options.func_info_cnt = 1;
  options.func_info_rec_size = sizeof(function);
  const int program = bpf_prog_load(BPF_PROG_TYPE_RAW_TRACEPOINT, "short", "GPL", code, 2, &options);
  ASSERT_GE(program, 0);
  const auto functions = ReadBpfFunctions();
  const auto found = std::find_if(functions.begin(), functions.end(),
                                  [](const BpfFunction& each) { return each.name == "sonde_probe"; });
  close(program);
  close(types);
  if (functions.empty()) GTEST_SKIP() << "this process may not look at BPF programs";
  ASSERT_NE(found, functions.end());
  EXPECT_EQ(found->result_size, 2U);
  EXPECT_TRUE(found->result_is_signed);
  EXPECT_NE(found->program, 0U);
}

}  // namespace
}  // namespace sonde
