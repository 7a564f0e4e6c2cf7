// TrampolineHandler: tells libbpf, while it loads an object, which functions its tracing programs are for.
// libbpf finds functions by name in the core kernel first, and in any module; a probe names its module.
// Covered by tests/run/fentry.test.
#pragma once

#include <bpf/libbpf.h>

#include <unordered_map>

#include "runtime/trampoline_places.h"

namespace sonde::runtime {

class TrampolineHandler {
 public:
  TrampolineHandler() = default;
  TrampolineHandler(const TrampolineHandler&) = delete;
  TrampolineHandler& operator=(const TrampolineHandler&) = delete;
  ~TrampolineHandler();

  // Before the object is opened; libbpf keeps one such handler at a time.
  Status Register();
  void SetPlace(const bpf_program* program, const TrampolinePlace& place) { places_[program] = place; }

 private:
  static int Prepare(bpf_program* program, bpf_prog_load_opts* options, long cookie);

  int id_ = -1;  // libbpf's, of this handler
  std::unordered_map<const bpf_program*, TrampolinePlace> places_;
};

}  // namespace sonde::runtime
