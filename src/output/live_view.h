// LiveView: who looks at maps while a run goes on. Whoever starts a session hands it one, so that the session
// needs nothing of how it is done. Covered by tests/runtime/fake_session_test.cpp.
#pragma once

#include "output/sink.h"

namespace sonde::output {

class LiveView : public SnapshotSink {
 public:
  // Whether somebody looks: reading maps costs time, and is left out else. Asked often.
  [[nodiscard]] virtual bool Wanted() = 0;
};

}  // namespace sonde::output
