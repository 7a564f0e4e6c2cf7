// What the build made of unwind.bpf.c. Leaves: UnwindObject, UnwindFunction.
#include "codegen/unwind.h"

#include <algorithm>
#include <cassert>
#include <span>

#include "cimports/object.h"

namespace sonde {

std::span<const char> UnwindObjectBytes();  // written by the build

namespace codegen {

const BpfObject& UnwindObject() {
  static const BpfObject kObject = [] {
    const std::span<const char> bytes = UnwindObjectBytes();
    auto object = ReadBpfObject("the walk of user stacks", std::string(bytes.data(), bytes.size()));
    assert(object);
    object->verified_alone = true;
    return std::move(*object);
  }();
  return kObject;
}

const ImportedFunction& UnwindFunction() {
  const auto& functions = UnwindObject().functions;
  const auto found = std::find_if(functions.begin(), functions.end(),
                                  [](const ImportedFunction& each) { return each.name == "sonde_unwind"; });
  assert(found != functions.end());
  return *found;
}

}  // namespace codegen
}  // namespace sonde
