// Exporter: pushes what maps hold to an OpenTelemetry collector, in a thread of its own that nobody waits for
// but at the end, for a moment. Covered by tests/run/otlp.test.
//
// At most one request is under way. What fails is tried again as OTLP says (send_queue.h); what does not fit
// into the queue meanwhile, and what is refused, is counted, for the ledger and in the metrics themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "output/live_view.h"
#include "serve/otlp_target.h"

namespace sonde::serve {

class Exporter : public output::LiveView {
 public:
  // `version`: of sonde. `every_ms`: from one push to the next.
  static Result<std::unique_ptr<Exporter>> Start(OtlpTarget target, std::string version, uint64_t every_ms);
};

}  // namespace sonde::serve
