// RecordingHost: stands before a HostView and keeps every question that it was asked, with a digest of the
// answer. Asked again later, the same questions say whether what was made of the answers still holds: this is
// why nothing of the compile cache can be stale (docs/design/cache.md). Covered by
// tests/host/recording_host_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "host/host_view.h"

namespace sonde {

// A question as bytes (which function of HostView and its arguments) and what the answer was.
struct RecordedQuestion {
  std::string question;
  Digest answer{};
};

struct Recording {
  std::vector<RecordedQuestion> questions;  // each once, in the order they were asked
  // Why the questions do not stand for everything that was learnt; empty if they do.
  std::string gap;
};

class RecordingHost : public HostView {
 public:
  // What was recorded; nothing is afterwards. Files that were read past the host while this lived, as far as
  // they were noted (base/file_watch.h), are questions, too.
  virtual Recording Finish() = 0;
};

// Passes every question on to `host`, which must outlive it. Answers about the kernel are kept as its stamp
// where they depend on nothing else.
std::unique_ptr<RecordingHost> Record(HostView& host);

// Asks `host` again. Empty if every answer is the one that was recorded; else the name of the question whose
// answer is another, or "?" for bytes that are no question.
std::string FirstChange(const std::vector<RecordedQuestion>& questions, HostView& host);

}  // namespace sonde
