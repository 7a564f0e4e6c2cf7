// From locations of the metadata to places of problems. Leaves: ProblemAt, FileOf. Covered by
// tests/run/warnings.test.
#include "runtime/places.h"

namespace sonde::runtime {
namespace {

void SetPlace(output::Problem& problem, const bundle::Metadata& metadata, const bundle::Location& place) {
  problem.file = FileOf(metadata, place);
  problem.line = place.line;
  problem.column = place.column;
  problem.end_column = place.end_column;
  problem.source_line = place.source_line;
}

}  // namespace

const std::string& FileOf(const bundle::Metadata& metadata, const bundle::Location& place) {
  return place.file.empty() ? metadata.source_name : place.file;
}

output::Problem ProblemAt(const bundle::Metadata& metadata, const bundle::Location& place) {
  output::Problem problem;
  SetPlace(problem, metadata, place);
  for (const bundle::Location& call : place.expanded_from)
    SetPlace(problem.expanded_from.emplace_back(), metadata, call);
  return problem;
}

}  // namespace sonde::runtime
