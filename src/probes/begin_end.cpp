// begin and end: run by sonde itself, without parts. Leaves: their handlers.
// Covered by tests/probes/begin_end_test.cpp.
#include "probes/handler.h"

namespace sonde {
namespace {

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  spec.name = request.row.name;
  return true;
}

}  // namespace

extern const ProbeHandler kBeginHandler;
extern const ProbeHandler kEndHandler;
const ProbeHandler kBeginHandler = {0, 0, Parse, ExpandToItself, NoArguments, NoTemplates, nullptr};
const ProbeHandler kEndHandler = {0, 0, Parse, ExpandToItself, NoArguments, NoTemplates, nullptr};

}  // namespace sonde
