// Attaching: a handler for each means, declared from defs/attach.def, so that means without a handler do not
// link. Which means a probe has was chosen before (src/plan). Covered by tests/runtime/session_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "bundle/metadata.h"
#include "host/host_view.h"
#include "runtime/attach/pinned.h"
#include "runtime/machine.h"
#include "runtime/teardown.h"

namespace sonde::runtime {

struct AttachContext {
  HostView& host;
  int program_fd = -1;
  Means means = Means::TestRun;  // what the program was loaded for
  std::vector<int> targets;      // processes of -p, or the child of -c; empty: every process
  bool follows = false;          // the program itself leaves out who is not followed
};

// A program that is called with an object writes a byte (frame.cpp of codegen), so many are read at once.
inline constexpr size_t kMostObjects = 64;

// What holds probes in place. Closing is slow for most kinds (see teardown.h); disabling is not.
class Attachments {
 public:
  // What is slow to close is left to a process of its own, which sets `stop_word` if this one dies before
  // HandOver.
  void UseCloser(uint64_t* stop_word) { stop_word_ = stop_word; }
  void AddPerfEvent(UniqueFd event, bool slow_to_close);
  void AddLink(UniqueFd link, bool slow_to_close);
  // A breakpoint, which goes with the others of its address.
  void AddWatch(uint64_t address, UniqueFd event) { watches_[address].push_back(std::move(event)); }
  // Those of an address, whose owner the caller is from then on.
  std::vector<UniqueFd> TakeWatch(uint64_t address);
  // The objects that `iterator` has are read by ReadObjects.
  void AddIterator(UniqueFd iterator) { iterators_.push_back(std::move(iterator)); }
  // The iterator gets its file by MakePins.
  void AddPin(Pin pin) { pins_.push_back(std::move(pin)); }
  [[nodiscard]] const std::vector<Pin>& pins() const { return pins_; }
  // What the program of a session was attached to for its first half; null: nothing yet.
  [[nodiscard]] const Attached* FindSession(int program_fd) const {
    const auto found = sessions_.find(program_fd);
    return found == sessions_.end() ? nullptr : &found->second;
  }
  const Attached& AddSession(int program_fd, Attached attached) {
    return sessions_.emplace(program_fd, std::move(attached)).first->second;
  }
  // Lets programs run for up to `most` objects. False: there are no more.
  Result<bool> ReadObjects(size_t most);
  // After this no perf event runs its program any more.
  void Disable();
  // To be called last in a process: closing costs nothing afterwards, nor does the end of the process.
  void HandOver() { closer_.reset(); }
  [[nodiscard]] bool empty() const { return perf_events_.empty() && links_.empty() && watches_.empty(); }

 private:
  void LeaveToCloser(int descriptor);

  std::vector<UniqueFd> perf_events_;
  std::vector<UniqueFd> links_;
  std::map<uint64_t, std::vector<UniqueFd>> watches_;  // by address
  std::vector<UniqueFd> iterators_;
  std::map<int, Attached> sessions_;  // by program
  std::vector<Pin> pins_;
  size_t iterators_read_ = 0;
  uint64_t* stop_word_ = nullptr;  // null: no closer
  std::unique_ptr<Closer> closer_;
};

// That the kernel lacks what a probe needs, with what would work instead.
Error LacksFeature(const bundle::ProbeMeta& probe, Feature feature, HostView& host);

// Attaches one probe (Machine::Attach). An error if the kernel has none of the features that it needs.
Result<Attached> Attach(const bundle::ProbeMeta& probe, const AttachContext& context, Attachments& to);

namespace attach {

inline bool AtReturnOf(const bundle::ProbeMeta& probe) {
  return (RowOf(probe.kind).flags & AtReturn) != 0;
}

// What a handler begins with: nothing is attached yet, and by what means it will be.
inline Attached NoneYet(Means means) {
  return {0, std::string(RowOf(means).how)};
}

// The breakpoints of a watchpoint on an argument, once its address is known.
Result<std::vector<UniqueFd>> OpenBreakpoints(const bundle::MemoryTarget& place, int program_fd);

#define MEANS(id, attach_type, descriptors, how) \
  Result<Attached> id(const bundle::ProbeMeta&, const AttachContext&, Attachments&);
#include "defs/attach.def"
}  // namespace attach

}  // namespace sonde::runtime
