// Loaded BPF programs and their type information. Leaves: ReadBpfFunctions. Covered by
// tests/host/bpf_programs_test.cpp and tests/run/fentry-bpf.test.
#include "host/bpf_programs.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <unistd.h>

#include <cstring>

#include "btf/library.h"

namespace sonde {
namespace {

// What the kernel says of a program about its functions.
struct Program {
  bpf_prog_info info;
  std::vector<bpf_func_info> functions;
};

// Empty functions: it has none that are known, or cannot be traced: a program that traces itself, or one that
// runs in the kernel's interpreter.
Program Describe(int fd) {
  Program program;
  std::memset(&program.info, 0, sizeof(program.info));  // padding too: the kernel looks at it
  uint32_t length = sizeof(program.info);
  if (bpf_obj_get_info_by_fd(fd, &program.info, &length) != 0) return program;
  const bool traces = program.info.type == BPF_PROG_TYPE_TRACING;
  const uint32_t count = program.info.nr_func_info;
  if (traces || program.info.btf_id == 0 || program.info.jited_prog_len == 0 || count == 0) return program;
  program.functions.resize(count);
  const uint32_t size = program.info.func_info_rec_size;
  std::memset(&program.info, 0, sizeof(program.info));
  program.info.nr_func_info = count;
  program.info.func_info_rec_size = size;
  program.info.func_info = reinterpret_cast<uint64_t>(program.functions.data());
  length = sizeof(program.info);
  const bool same = size == sizeof(bpf_func_info) && bpf_obj_get_info_by_fd(fd, &program.info, &length) == 0;
  if (!same || program.info.nr_func_info < count) program.functions.clear();
  return program;
}

BpfFunction Make(uint32_t program, const btf& types, const btf_type& function) {
  BpfFunction made{program, btf__name_by_offset(&types, function.name_off)};
  const btf_type* prototype = btf__type_by_id(&types, function.type);
  const int result_id = prototype == nullptr ? -1 : btf__resolve_type(&types, prototype->type);
  const btf_type* result =
      result_id <= 0 ? nullptr : btf__type_by_id(&types, static_cast<uint32_t>(result_id));
  if (result == nullptr) return made;
  if (btf_is_ptr(result)) made.result_size = 8;
  if (btf_is_int(result) || btf_is_any_enum(result)) made.result_size = result->size;
  made.result_is_signed = btf_is_int(result) && (btf_int_encoding(result) & BTF_INT_SIGNED) != 0;
  if (made.result_size > 8) made.result_size = 0;
  return made;
}

void Add(int fd, std::vector<BpfFunction>& to) {
  const Program program = Describe(fd);
  if (program.functions.empty()) return;
  const BtfHandle types(btf__load_from_kernel_by_id(program.info.btf_id));
  if (types == nullptr) return;
  for (const bpf_func_info& function : program.functions) {
    const btf_type* type = btf__type_by_id(types.get(), function.type_id);
    if (type != nullptr && btf_is_func(type)) to.push_back(Make(program.info.id, *types, *type));
  }
}

}  // namespace

std::vector<BpfFunction> ReadBpfFunctions() {
  std::vector<BpfFunction> functions;
  uint32_t id = 0;
  while (bpf_prog_get_next_id(id, &id) == 0) {
    const int fd = bpf_prog_get_fd_by_id(id);
    if (fd < 0) continue;
    Add(fd, functions);
    close(fd);
  }
  return functions;
}

}  // namespace sonde
