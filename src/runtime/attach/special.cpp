// begin and end: the session runs them itself, there is nothing to attach. Covered by
// tests/runtime/session_test.cpp.
#include "runtime/attach/attach.h"

namespace sonde::runtime::attach {

Result<Attached> Begin(const bundle::ProbeMeta&, const AttachContext&, Attachments&) {
  return Attached{1, "run by sonde"};
}

Result<Attached> End(const bundle::ProbeMeta&, const AttachContext&, Attachments&) {
  return Attached{1, "run by sonde"};
}

}  // namespace sonde::runtime::attach
