// Functions by number. Leaves: TrampolinePlaces. Covered by tests/runtime/trampoline_places_test.cpp and
// tests/run/fentry.test.
#include "runtime/trampoline_places.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include <cerrno>
#include <cstring>

#include "btf/library.h"
#include "btf/trampoline.h"

namespace sonde::runtime {
namespace {

// Whether a descriptor is that of the type information of `module`.
bool IsOfModule(int fd, const std::string& module) {
  char name[64] = {};  // the kernel's names of modules have 56 bytes
  bpf_btf_info info;
  std::memset(&info, 0, sizeof(info));  // padding too: the kernel looks at it
  uint32_t length = sizeof(info);
  info.name = reinterpret_cast<uint64_t>(name);
  info.name_len = sizeof(name);
  return bpf_obj_get_info_by_fd(fd, &info, &length) == 0 && info.kernel_btf != 0 && module == name;
}

}  // namespace

Result<TrampolinePlace> TrampolinePlaces::Find(const bundle::ProbeMeta& probe) {
  const bundle::AttachTarget& target = probe.targets.at(0);
  if (const auto* kernel = std::get_if<bundle::KernelTarget>(&target))
    return FindInKernel(kernel->module, kernel->function, "");
  if (const auto* raw = std::get_if<bundle::RawTracepointTarget>(&target)) return FindTracepoint(raw->event);
  const auto& typed = bundle::As<bundle::TrampolineTarget>(target);
  if (typed.program != 0) return FindInProgram(typed.program, typed.function);
  return FindInKernel(typed.module, typed.function, typed.signature);
}

Status TrampolinePlaces::OpenTypes() {
  if (types_ != nullptr) return Status::Ok();
  auto types = Btf::LoadRunningKernel();
  if (!types) return types.TakeError();
  types_ = std::move(*types);
  return Status::Ok();
}

Result<TrampolinePlace> TrampolinePlaces::FindTracepoint(const std::string& event) {
  if (Status status = OpenTypes(); !status) return status.TakeError();
  const auto found = types_->FindRawTracepoint(event);
  if (!found) return Error("this kernel's type information has no raw tracepoint " + event);
  return TrampolinePlace{found->id, 0, 0};
}

// `module` empty: any.
Result<TrampolinePlace> TrampolinePlaces::FindInKernel(std::string module, const std::string& function,
                                                       const std::string& signature) {
  if (Status status = OpenTypes(); !status) return status.TakeError();
  if (module.empty()) {
    const auto modules = types_->ModulesOf(function);
    module = modules.empty() ? std::string(Btf::kCoreModule) : modules.front();
  }
  const auto found = types_->FindFunctionIn(module, function);
  if (!found) return Error("this kernel's type information has no function " + function + " in " + module);
  if (std::string why = WhyNoTrampoline(*found); !why.empty()) return Error(function + " " + why);
  if (!signature.empty() && signature != SignatureOf(*found)) {
    return Error(function + " has other parameters, or another result, than where the program was compiled")
        .Hint("compile it for this kernel");
  }
  if (module == Btf::kCoreModule) return TrampolinePlace{found->id, 0, 0};
  auto fd = TypesOf(module);
  if (!fd) return fd.TakeError();
  return TrampolinePlace{found->id, *fd, 0};
}

Result<int> TrampolinePlaces::TypesOf(const std::string& module) {
  const auto [known, is_new] = modules_.try_emplace(module);
  uint32_t id = 0;
  while (is_new && !known->second.valid() && bpf_btf_get_next_id(id, &id) == 0) {
    UniqueFd fd(bpf_btf_get_fd_by_id(id));
    if (fd.valid() && IsOfModule(fd.get(), module)) known->second = std::move(fd);
  }
  if (!known->second.valid()) return Error("the kernel has no type information for module " + module);
  return known->second.get();
}

Result<TrampolinePlace> TrampolinePlaces::FindInProgram(uint32_t program, const std::string& function) {
  UniqueFd& fd = programs_[program];
  if (!fd.valid()) fd.Reset(bpf_prog_get_fd_by_id(program));
  if (!fd.valid()) {
    return Error::FromErrno("the kernel has no BPF program with the id " + std::to_string(program), errno);
  }
  bpf_prog_info info;
  std::memset(&info, 0, sizeof(info));
  uint32_t length = sizeof(info);
  const int code = bpf_obj_get_info_by_fd(fd.get(), &info, &length);
  if (code != 0) return Error::FromErrno("asking the kernel about a BPF program", errno);
  const BtfHandle types(btf__load_from_kernel_by_id(info.btf_id));
  const int id = types == nullptr ? -1 : btf__find_by_name_kind(types.get(), function.c_str(), BTF_KIND_FUNC);
  if (id <= 0) return Error("BPF program " + std::to_string(program) + " has no function " + function);
  return TrampolinePlace{static_cast<uint32_t>(id), 0, fd.get()};
}

}  // namespace sonde::runtime
