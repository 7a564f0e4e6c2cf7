// Asking the kernel about BPF programs. Leaves: ReadPrograms.
#include "top/programs.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <memory>
#include <optional>

#include "base/unique_fd.h"
#include "runtime/privileges.h"

namespace sonde::top {
namespace {

// What the kernel's type information calls the program's first function; it has more letters than the name.
std::string FunctionName(int fd, const bpf_prog_info& known) {
  if (known.btf_id == 0 || known.nr_func_info == 0) return {};
  bpf_prog_info info{};
  bpf_func_info function{};
  info.nr_func_info = 1;
  info.func_info_rec_size = sizeof(function);
  info.func_info = reinterpret_cast<uintptr_t>(&function);
  uint32_t length = sizeof(info);
  if (bpf_obj_get_info_by_fd(fd, &info, &length) != 0) return {};
  const std::unique_ptr<btf, void (*)(btf*)> types(btf__load_from_kernel_by_id(known.btf_id), btf__free);
  if (types == nullptr) return {};
  const btf_type* type = btf__type_by_id(types.get(), function.type_id);
  const char* name = type == nullptr ? nullptr : btf__name_by_offset(types.get(), type->name_off);
  return name == nullptr ? "" : name;
}

// Nothing: it is not there any more.
std::optional<Program> ReadProgram(uint32_t id, const Programs& before) {
  const UniqueFd fd(bpf_prog_get_fd_by_id(id));
  bpf_prog_info info{};
  uint32_t length = sizeof(info);
  if (!fd.valid() || bpf_obj_get_info_by_fd(fd.get(), &info, &length) != 0) return std::nullopt;
  Program program;
  if (const auto known = before.find(id); known != before.end()) {
    program = known->second;
  } else {
    const char* type = libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(info.type));
    program.type = type == nullptr ? "type " + std::to_string(info.type) : type;
    program.name = FunctionName(fd.get(), info);
    if (program.name.empty()) program.name = info.name;
    program.user = info.created_by_uid;
  }
  program.runs = info.run_cnt;
  program.nanoseconds = info.run_time_ns;
  program.missed = info.recursion_misses;
  return program;
}

}  // namespace

Result<Programs> ReadPrograms(const Programs& before) {
  Programs programs;
  uint32_t id = 0;
  while (bpf_prog_get_next_id(id, &id) == 0) {
    if (auto program = ReadProgram(id, before)) programs.emplace(id, std::move(*program));
  }
  if (errno != ENOENT)
    return runtime::BlameCapabilities(Error::FromErrno("asking the kernel for its BPF programs", errno));
  return programs;
}

}  // namespace sonde::top
