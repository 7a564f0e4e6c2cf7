// A handler of libbpf for the section of tracing programs. Leaves: TrampolineHandler. Covered by
// tests/run/fentry.test.
#include "runtime/trampoline_handler.h"

#include <bpf/bpf.h>

#include <string>

#include "defs/program_sections.h"

namespace sonde::runtime {

TrampolineHandler::~TrampolineHandler() {
  if (id_ >= 0) libbpf_unregister_prog_handler(id_);
}

Status TrampolineHandler::Register() {
  LIBBPF_OPTS(libbpf_prog_handler_opts, options);
  options.cookie = reinterpret_cast<long>(this);
  options.prog_prepare_load_fn = Prepare;
  // With the last handler libbpf (up to 1.2) frees its list, and goes on using it: one for nothing stays.
  static const int stays = libbpf_register_prog_handler("sonde/nothing", BPF_PROG_TYPE_UNSPEC,
                                                        static_cast<bpf_attach_type>(0), nullptr);
  (void)stays;
  const std::string section(SectionOf(ProgramType::Tracing));
  // Of another type until it is loaded: for tracing programs libbpf reads all types of the kernel, to find
  // what is told here.
  id_ =
      libbpf_register_prog_handler(section.c_str(), BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_TRACE_FENTRY, &options);
  return id_ < 0 ? Status(Error::FromErrno("libbpf's handler of tracing programs", -id_)) : Status::Ok();
}

int TrampolineHandler::Prepare(bpf_program* program, bpf_prog_load_opts* options, long cookie) {
  const auto& places = reinterpret_cast<const TrampolineHandler*>(cookie)->places_;
  const auto found = places.find(program);
  if (found == places.end()) return 0;  // not on a trampoline: libbpf knows what it is for
  const TrampolinePlace& place = found->second;
  if (const int code = bpf_program__set_type(program, BPF_PROG_TYPE_TRACING); code != 0) return code;
  options->attach_btf_id = place.function;
  // The kernel has one field for both.
  if (place.types_fd != 0) options->attach_btf_obj_fd = static_cast<__u32>(place.types_fd);
  if (place.program_fd != 0) options->attach_prog_fd = static_cast<__u32>(place.program_fd);
  return 0;
}

}  // namespace sonde::runtime
