// Whether a run needs names of user code. Leaves: NamesUserAddresses.
#include "runtime/names.h"

#include <algorithm>

#include "defs/value_kinds.h"

namespace sonde::runtime {
namespace {

bool NamesUserAddresses(const std::vector<bundle::Layout>& layouts) {
  return std::any_of(layouts.begin(), layouts.end(), [](const bundle::Layout& layout) {
    return (RowOf(layout.kind).flags & NamesUser) != 0 || NamesUserAddresses(layout.children);
  });
}

}  // namespace

bool NamesUserAddresses(const bundle::Metadata& metadata) {
  return std::any_of(metadata.maps.begin(), metadata.maps.end(),
                     [](const bundle::MapMeta& map) { return NamesUserAddresses({map.key, map.value}); }) ||
         std::any_of(metadata.events.begin(), metadata.events.end(),
                     [](const bundle::EventMeta& event) { return NamesUserAddresses(event.args); });
}

}  // namespace sonde::runtime
