// Places of the script that a bundle knows, as people read them. Covered by tests/bundle/location_test.cpp.
#pragma once

#include "base/excerpt.h"
#include "bundle/metadata.h"

namespace sonde::bundle {

// `location`: one of `metadata`; its file is the script unless it names another.
Excerpt ExcerptOf(const Metadata& metadata, const Location& location);

}  // namespace sonde::bundle
