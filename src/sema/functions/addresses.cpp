// uaddr. Leaves: its rule. Covered by tests/golden/typed/functions/uaddr.bt,
// tests/golden/diag/functions/err.Uaddr*.bt and tests/run/uaddr.test.
#include <algorithm>
#include <cctype>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

constexpr const char* kUaddr = "uaddr";

bool IsSymbolName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("./_-").find(static_cast<char>(c)) != std::string::npos;
  });
}

// The unsigned integer that a symbol of `size` bytes holds; anything else is read word by word.
TypePtr PointeeOf(uint64_t size) {
  const bool narrow = size == 1 || size == 2 || size == 4;
  return IntegerType(narrow ? static_cast<uint32_t>(size) : 8, false);
}

// Where the program stands when the probe fires, a virtual address of the file; at a return, where the
// function begins. What the instruction pointer then differs by is where the file is loaded.
Result<uint64_t> PlaceOf(const ExpandedProbe& target, HostView& host) {
  const auto& user = target.spec.As<UserSpec>();
  if (target.multi) return Error("the probe has several functions").Hint("write a probe for each");
  if ((RowOf(target.spec.kind).flags & AtReturn) != 0 && !host.Has(Feature::UprobeMulti)) {
    return Error("this kernel does not tell which function returns (6.6)")
        .Hint("ask at the entry (uprobe), and keep the address in a map");
  }
  if (user.address) return *user.address + user.offset;
  const auto functions = host.FindUserFunctions(user.path, user.function);
  if (!functions) return functions.error();
  if (functions->size() > 1) {
    return Error("the file has several functions of this name").Hint("write a probe for the address of each");
  }
  return functions->front().address + user.offset;
}

// Fills `fetch`; nothing after a report. The size of the symbol.
std::optional<uint64_t> Locate(Context& context, const ast::Call& call, typed::Fetch& fetch) {
  const ExpandedProbe& target = context.target();
  const std::string& path = *ProgramOf(target.spec);
  const auto symbol = context.host.FindUserSymbol(path, fetch.symbol);
  if (!symbol) {
    context.Report(DiagId::UaddrSymbol, call.args[0]->range, {path, fetch.symbol})
        .Hint(symbol.error().Text());
    return std::nullopt;
  }
  Operand operand;
  operand.kind = Operand::Kind::Address;
  operand.relative = true;
  operand.symbol = fetch.symbol;
  operand.number = operand.symbol_address = symbol->address;
  if (const auto* usdt = std::get_if<UsdtSpec>(&target.spec.detail)) {
    for (const MarkerPlace& place : usdt->places) {
      operand.place = place.address;
      fetch.from.push_back(operand);
    }
    return symbol->size;
  }
  auto place = PlaceOf(target, context.host);
  if (!place) {
    Diagnostic& diagnostic =
        context.Report(DiagId::UaddrPlace, call.range, {target.spec.name, place.error().Text()});
    for (const std::string& hint : place.error().hints)
      diagnostic.Hint(hint);
    return std::nullopt;
  }
  operand.place = *place;
  fetch.from.push_back(std::move(operand));
  return symbol->size;
}

}  // namespace

// Fetched before the block begins, as arguments of static probes are: functions of loops have no registers.
CallResult RuleUaddr(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  Context& context = elaborator.context;
  if (!CheckPlace(elaborator, call, InUser)) return Failed(call);
  if (!context.options.this_kernel) {
    context.Report(DiagId::AotCall, call.range, {kUaddr});
    return Failed(call);
  }
  const std::string name(TextOf(*args.values[0]));
  if (!IsSymbolName(name)) {
    context.Report(DiagId::UaddrName, call.args[0]->range, {name});
    return Failed(call);
  }
  if (context.placeholder()) return Failed(call);
  auto& fetched = elaborator.probe->fetched;
  auto& variables = elaborator.probe->variables;
  auto known = std::find_if(fetched.begin(), fetched.end(), [&](const auto& f) { return f.symbol == name; });
  if (known == fetched.end()) {
    typed::Fetch fetch{0, static_cast<uint32_t>(variables.size()), {}, call.range, name};
    const auto size = Locate(context, call, fetch);
    if (!size) return Failed(call);
    variables.push_back({"uaddr " + name, PointerType(PointeeOf(*size), AddressSpace::User)});
    known = fetched.insert(fetched.end(), std::move(fetch));
  }
  auto node = std::make_unique<typed::Variable>(variables[known->slot].type, call.range);
  node->slot = known->slot;
  return Value(std::move(node));
}

}  // namespace sonde::sema
