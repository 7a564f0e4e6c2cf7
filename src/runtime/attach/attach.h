// Attaching: a handler per probe type, declared from defs/probe_types.def, so that a type without a
// handler does not link. Covered by tests/runtime/session_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "bundle/metadata.h"
#include "host/host_view.h"
#include "runtime/fd.h"

namespace sonde::runtime {

struct AttachContext {
  HostView& host;
  int program_fd = -1;
  bool multi = false;        // the program was loaded for one link to many functions
  std::vector<int> targets;  // processes of -p, or the child of -c; empty: every process
};

// What holds probes in place. Closing is slow for most kinds (see teardown.h); disabling is not.
class Attachments {
 public:
  void AddPerfEvent(UniqueFd event, bool slow_to_close) {
    perf_events_.push_back(std::move(event));
    slow_to_close_ |= slow_to_close;
  }
  void AddLink(UniqueFd link, bool slow_to_close) {
    links_.push_back(std::move(link));
    slow_to_close_ |= slow_to_close;
  }
  // After this no perf event runs its program any more.
  void Disable();
  void Close();
  [[nodiscard]] bool slow_to_close() const { return slow_to_close_; }
  [[nodiscard]] std::vector<int> Descriptors() const;

 private:
  std::vector<UniqueFd> perf_events_;
  std::vector<UniqueFd> links_;
  bool slow_to_close_ = false;
};

// A target that could not be attached, and why.
struct Missing {
  std::string name;
  Error error;
};

struct Attached {
  uint64_t count = 0;  // functions and events, as "Attached N probes" counts
  std::string how;     // for -v: "kprobe_multi", "perf event"
  std::vector<Missing> missing = {};
  uint32_t shift = 0;  // bytes past the functions' starts where the kernel traps, where that is cheaper
};

// Attaches one probe. An Error concerns all its targets.
Result<Attached> Attach(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to);

// True for probe types whose later attachment runs first, so they are attached in reverse (language.md 7.3).
bool AttachesInReverse(ProbeKind kind);

namespace attach {
#define PROBE(id, name, alias, old_name, program, context, flags, help) \
  Result<Attached> id(const bundle::ProbeMeta&, const AttachContext&, Attachments&);
#include "defs/probe_types.def"
}  // namespace attach

}  // namespace sonde::runtime
