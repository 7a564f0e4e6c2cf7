// Writes the top level of a script. Leaves: Format, and FormatWriter's methods on items. Covered by
// tests/ast/formatter_test.cpp and tests/golden/fmt/item/*, tests/golden/fmt/probe/*.
#include "ast/formatter.h"

#include <algorithm>

#include "ast/formatter_rules.h"
#include "ast/formatter_writer.h"

namespace sonde::ast {
namespace {

// `#!` and what follows on the first line; empty if there is none.
std::string_view InterpreterLine(const FormatSource& source) {
  const std::string_view text = source.Slice({0, source.size()});
  return text.starts_with("#!") ? text.substr(0, text.find('\n')) : std::string_view();
}

SourceRange RangeOf(const TypeOrExpr& operand) {
  return operand.type ? operand.type->range : TokenRange(*operand.expr);
}

}  // namespace

// ---- items ---------------------------------------------------------------------------------------

void FormatWriter::HeaderEnd(uint32_t from, const Block& body) {
  EndLine({.from = from, .to = body.range.begin, .closing = true, .tight = true});
}

void FormatWriter::Write(const Probe& probe) {
  const Block& body = *probe.body;
  const auto& points = probe.attach_points;
  // The predicate's `/`, or the block.
  const uint32_t header =
      probe.predicate ? source_.Find("/", points.back().range.end, body.range.begin) : body.range.begin;
  for (size_t i = 0; i < points.size(); ++i) {
    const bool last = i + 1 == points.size();
    Text(points[i].text + (last ? "" : ","));
    const uint32_t end = points[i].range.end;
    EndLine({.from = end,
             .to = last ? header : points[i + 1].range.begin,
             .separator = source_.Behind(',', end),
             .closing = last,
             .tight = true});
  }
  if (probe.predicate) {
    const Expr& predicate = *probe.predicate;
    const uint32_t close = source_.Find("/", TokenRange(predicate).end, body.range.begin);
    // `/` and `*` or another `/` would begin a comment.
    Text(Pending(TokenRange(predicate).begin) || FirstOperator(predicate) == '*' ? "/ " : "/");
    Write(predicate);
    After(close);
    Text("/");
    HeaderEnd(close + 1, body);
  }
  Body(body, BlockOf::Probe);
}

void FormatWriter::Write(const Macro& macro) {
  Text("macro ");
  Before(macro.name.range.begin);
  Text(macro.name.text + "(");
  std::vector<Part> parts;
  parts.reserve(macro.params.size());
  for (const auto& param : macro.params)
    parts.push_back({param.name.range, 0, [this, &param] { Text(param.name.text); }});
  const uint32_t close = source_.LastBefore(macro.body->range.begin);
  List(source_.Find("(", macro.name.range.end, close) + 1, std::move(parts), close);
  Text(")");
  HeaderEnd(close + 1, *macro.body);
  Body(*macro.body);
}

void FormatWriter::Write(const Function& function) {
  Text("fn ");
  Before(function.name.range.begin);
  Text(function.name.text + "(");
  std::vector<Part> parts;
  parts.reserve(function.params.size());
  for (const auto& param : function.params) {
    parts.push_back({param.name.range.Join(RangeOf(param.type)), 0, [this, &param] {
                       Text(param.name.text + ": ");
                       Write(param.type, param.name.range.end);
                     }});
  }
  const SourceRange result = RangeOf(function.return_type);
  const uint32_t close = source_.LastBefore(source_.FindLast(':', result.begin));
  List(source_.Find("(", function.name.range.end, close) + 1, std::move(parts), close);
  Text("): ");
  Write(function.return_type, close + 1);
  HeaderEnd(result.end, *function.body);
  Body(*function.body);
}

void FormatWriter::Write(const MapDecl& decl) {
  Text("let ");
  Before(decl.name.range.begin);
  Text(decl.name.text + " = ");
  Before(decl.type.range.begin);
  Text(decl.type.text + "(");
  const uint32_t close = source_.Find(")", decl.type.range.end, decl.range.end);
  const uint32_t number = source_.LastBefore(close) + 1;
  const std::string count = source_.WordBefore(number);
  Before(number);
  Text(count.empty() ? std::to_string(decl.max_entries) : count);
  After(close);
  Text(");");
}

void FormatWriter::Write(const CStatement& definition) {
  layout_.Verbatim(definition.text);
}

void FormatWriter::Write(const Import& import) {
  Text("import ");
  Before(import.range.end);
  Text(QuoteReadably(import.path) + ";");
}

void FormatWriter::Write(const ConfigEntry& entry) {
  Text(entry.key.text + " = ");
  Before(entry.range.end);
  switch (entry.kind) {
    case ConfigEntry::String:
      Text(IsBareSetting(entry.text) ? entry.text : QuoteReadably(entry.text));
      break;
    case ConfigEntry::Word:
      Text(entry.text);
      break;
    case ConfigEntry::Integer:
    case ConfigEntry::Bool:
      Text(source_.WordBefore(entry.range.end));
      break;
  }
  Text(";");
}

// The config block. The tree has no range of it: it begins with the first `config` that is not in an import.
Part FormatWriter::Config(const Program& program) {
  const auto find = [&](uint32_t from) { return source_.Find("config", from, source_.size()); };
  uint32_t word = find(static_cast<uint32_t>(InterpreterLine(source_).size()));
  if (!program.c_statements.empty()) word = find(program.c_statements.back().range.end);
  for (const auto& import : program.imports) {
    if (word >= import.range.begin && word < import.range.end) word = find(import.range.end);
  }
  const uint32_t open = source_.Find("{", word, source_.size());
  const uint32_t end = program.config.empty() ? open + 1 : program.config.back().range.end;
  const uint32_t close = source_.Find("}", end, source_.size());
  return {{word, close + 1}, close + 1, [this, &program, open, close] {
            std::vector<Part> parts;
            parts.reserve(program.config.size());
            for (const auto& entry : program.config) {
              parts.push_back(
                  {entry.range, source_.Behind(';', entry.range.end), [this, &entry] { Write(entry); }});
            }
            Text("config =");
            BeforeBrace(open);
            Braces(open, parts, close);
          }};
}

// ---- the whole -----------------------------------------------------------------------------------

// All items in source order.
std::vector<FormatWriter::Item> FormatWriter::Items(const Program& program) {
  std::vector<Item> items;
  const auto add = [&](const auto& list, int rows) {
    for (const auto& item : list) {
      items.push_back({{item.range, item.range.end, [this, &item] { Write(item); }}, rows});
    }
  };
  add(program.c_statements, 1);
  add(program.imports, 2);
  add(program.map_decls, 3);
  add(program.probes, 0);
  add(program.macros, 0);
  add(program.functions, 0);
  if (program.has_config) items.push_back({Config(program), 0});
  std::sort(items.begin(), items.end(),
            [](const Item& a, const Item& b) { return a.part.range.begin < b.part.range.begin; });
  return items;
}

std::string FormatWriter::Run(const Program& program) {
  Gap gap{.opening = true};
  const std::string_view interpreter = InterpreterLine(source_);
  if (!interpreter.empty()) {
    layout_.Verbatim(std::string(interpreter));
    gap = {.from = static_cast<uint32_t>(interpreter.size())};
  }
  const auto items = Items(program);
  for (size_t i = 0; i < items.size(); ++i) {
    gap.to = items[i].part.range.begin;
    gap.empty_line = i > 0 && (items[i].rows == 0 || items[i].rows != items[i - 1].rows);
    EndLine(gap);
    items[i].part.write();
    gap = {.from = items[i].part.range.end};
  }
  gap.to = source_.size();
  gap.closing = true;
  EndLine(gap);
  return layout_.Render();
}

std::string Format(const Program& program, const Source& source) {
  const FormatSource text(source, program.comments);
  return FormatWriter(text, program.comments).Run(program);
}

}  // namespace sonde::ast
