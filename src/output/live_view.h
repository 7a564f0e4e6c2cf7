// LiveView: who looks at maps while a run goes on. Whoever starts a session hands it one, so that the session
// needs nothing of how it is done. Covered by tests/runtime/fake_session_test.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "output/notices.h"
#include "output/sink.h"

namespace sonde::output {

class LiveView : public SnapshotSink {
 public:
  // Whether somebody looks: reading maps costs time, and is left out else. Asked often.
  [[nodiscard]] virtual bool Wanted() = 0;
  // A map counts from nothing again, before whatever later snapshots show of it.
  virtual void MapCleared(const std::string& name) { (void)name; }

  // The run is over, and the last snapshot was given: what is to get away may take a moment, until `give_up`.
  virtual void Settle(const std::function<bool()>& give_up) { (void)give_up; }
  // What went wrong and has not been told yet; asked often.
  [[nodiscard]] virtual std::string TakeProblem() { return {}; }
  // After Settle: what did not get to whom it was for, and in a line for -v what did.
  [[nodiscard]] virtual std::vector<LedgerLine> Losses() { return {}; }
  [[nodiscard]] virtual std::string Report() { return {}; }
};

}  // namespace sonde::output
