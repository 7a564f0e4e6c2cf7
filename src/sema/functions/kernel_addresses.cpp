// kaddr, percpu_kaddr (functions.md 4): addresses that are looked up where the program runs. Leaves: their
// rules. Covered by tests/golden/typed/functions/kernel_addresses.bt and tests/run/kernel-addresses.test.
#include <algorithm>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// The kernel's own array of what is between the template of a per-CPU variable and that of one CPU.
constexpr char kPerCpuOffsets[] = "__per_cpu_offset";

// The number of a symbol, one however often it is asked for, as an argument.
ExprPtr NumberOfSymbol(Elaborator& elaborator, const std::string& symbol, bool per_cpu, SourceRange range) {
  auto& list = elaborator.out.kernel_addresses;
  auto found = std::find_if(list.begin(), list.end(), [&](const typed::KernelAddress& known) {
    return known.symbol == symbol && known.per_cpu == per_cpu;
  });
  if (found == list.end()) found = list.insert(list.end(), {symbol, per_cpu, range});
  return MakeInteger(range, Number::Of(static_cast<uint64_t>(found - list.begin())));
}

TypePtr AddressType() {
  return IntegerType(8, false, AddressSpace::Kernel);
}

}  // namespace

CallResult RuleKaddr(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  Arguments number;
  number.values.push_back(NumberOfSymbol(elaborator, TextOf(*args.values[0]), false, call.range));
  return Value(FunctionId::Kaddr, AddressType(), call, std::move(number));
}

CallResult RulePercpuKaddr(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  std::vector<ExprPtr> numbers;
  numbers.push_back(NumberOfSymbol(elaborator, TextOf(*args.values[0]), true, call.range));
  numbers.push_back(NumberOfSymbol(elaborator, kPerCpuOffsets, false, call.range));
  Arguments place;
  place.values.push_back(MakeTuple(elaborator.context, call.range, std::move(numbers)));
  if (args.values.size() > 1) place.values.push_back(ToWord(elaborator.context, std::move(args.values[1])));
  return Value(FunctionId::PercpuKaddr, AddressType(), call, std::move(place));
}

}  // namespace sonde::sema
