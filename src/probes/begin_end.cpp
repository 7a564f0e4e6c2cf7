// begin and end: run by sonde itself, without parts. Leaves: their handlers.
// Covered by tests/probes/begin_end_test.cpp.
#include "probes/handler.h"

namespace sonde {
namespace {

bool Parse(const ParseRequest& request, AttachSpec& spec) {
  spec.name = request.row.name;
  return true;
}

// Listings leave them out: every script has them.
std::vector<std::string> List(const ListRequest&) {
  return {};
}

}  // namespace

extern const ProbeHandler kBeginHandler;
extern const ProbeHandler kEndHandler;
const ProbeHandler kBeginHandler = {0, 0, Parse, ExpandToItself, NoArguments, List};
const ProbeHandler kEndHandler = {0, 0, Parse, ExpandToItself, NoArguments, List};

}  // namespace sonde
