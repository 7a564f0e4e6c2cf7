// Functions that the standard library has in C: their objects join those that the script imports, when a call
// is first seen. Leaves: CallHelper. Covered by tests/golden/typed/functions/* and tests/run/stdlib.test.
#include "stdlib/stdlib.h"

#include <algorithm>
#include <cassert>

#include "cimports/object.h"
#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// The index of sonde_NAME among the imported functions.
uint32_t Imported(Inference& inference, std::string_view name) {
  const std::string function = "sonde_" + std::string(name);
  const auto imports =
      inference.imported ? std::make_shared<CImports>(*inference.imported) : std::make_shared<CImports>();
  const auto find = [&] {
    return std::find_if(
        imports->functions.begin(), imports->functions.end(),
        [&](const ImportedFunction& known) { return known.internal && known.name == function; });
  };
  if (find() == imports->functions.end()) {
    auto object = ReadBpfObject("stdlib/" + std::string(name) + ".bpf.o", std::string(StdlibObject(name)));
    assert(object && "an object that the build made");
    for (ImportedFunction& offered : object->functions) {
      offered.internal = true;
      imports->functions.push_back(offered);
    }
    imports->objects.push_back(std::move(*object));
    inference.imported = imports;
  }
  return static_cast<uint32_t>(find() - imports->functions.begin());
}

}  // namespace

CallResult CallHelper(Elaborator& elaborator, FunctionId function, const ast::Call& call, Arguments args) {
  const FunctionRow& row = RowOf(function);
  Inference& inference = elaborator.context.inference;
  const uint32_t index = Imported(inference, row.name);
  auto node =
      std::make_unique<typed::ImportedCall>(ResultOf(elaborator.context, row.signature.result), call.range);
  node->function = index;
  for (ExprPtr& value : args.values) {
    if (value->type->kind != TypeKind::String) {
      node->args.push_back(ToWord(elaborator.context, std::move(value)));
      continue;
    }
    const uint32_t capacity = value->type->size;
    node->args.push_back(std::move(value));
    ExprPtr size = MakeInteger(call.range, Number::Of(capacity));
    size->type = IntegerType(4, false);
    node->args.push_back(std::move(size));
  }
  return Value(std::move(node));
}

}  // namespace sonde::sema
