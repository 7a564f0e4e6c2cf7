// span_begin, span_end: marks of time that user space puts together to spans. Leaves: their rules. Covered by
// tests/golden/typed/functions/spans.bt and tests/run/spans.test.
#include <algorithm>
#include <iterator>

#include "sema/functions/calls.h"

namespace sonde::sema {
namespace {

// What every mark has (defs/events.def): when, the process, the thread, the span.
CallResult SendMark(Elaborator& elaborator, const ast::Call& call, EventKind kind, ExprPtr id,
                    std::vector<ExprPtr> texts) {
  typed::EventInfo event;
  event.kind = kind;
  std::vector<ExprPtr> values;
  for (const BuiltinId builtin : {BuiltinId::Nsecs, BuiltinId::Pid, BuiltinId::Tid})
    values.push_back(Reinterpret(ToWord(elaborator.context, elaborator.Builtin(builtin, 0, call.range)),
                                 IntegerType(8, false)));
  values.push_back(Reinterpret(ToWord(elaborator.context, std::move(id)), IntegerType(8, false)));
  std::move(texts.begin(), texts.end(), std::back_inserter(values));
  return Send(elaborator, call, std::move(event), std::move(values));
}

}  // namespace

CallResult RuleSpanBegin(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  std::vector<ExprPtr> texts;
  texts.push_back(std::move(args.values[0]));
  if (args.values.size() > 2) texts.push_back(std::move(args.values[2]));
  return SendMark(elaborator, call, EventKind::SpanBegin, std::move(args.values[1]), std::move(texts));
}

CallResult RuleSpanEnd(Elaborator& elaborator, const ast::Call& call, Arguments args) {
  return SendMark(elaborator, call, EventKind::SpanEnd, std::move(args.values[0]), {});
}

}  // namespace sonde::sema
