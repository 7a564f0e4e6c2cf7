// Writes the top level of a script. Leaves: Format. Covered by
// tests/ast/formatter_test.cpp and tests/golden/fmt/item/*, tests/golden/fmt/probe/*.
#include "ast/formatter.h"

#include <algorithm>

#include "ast/formatter_nodes.h"
#include "ast/formatter_rules.h"

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

// ---- items ---------------------------------------------------------------------------------------

void HeaderEnd(FormatWriter& w, uint32_t from, const Block& body) {
  w.EndLine({.from = from, .to = body.range.begin, .closing = true, .tight = true});
}

void Write(FormatWriter& w, const Probe& probe) {
  const Block& body = *probe.body;
  const auto& points = probe.attach_points;
  // The predicate's `/`, or the block.
  const uint32_t header =
      probe.predicate ? w.source().Find("/", points.back().range.end, body.range.begin) : body.range.begin;
  for (size_t i = 0; i < points.size(); ++i) {
    const bool last = i + 1 == points.size();
    w.Text(points[i].text + (last ? "" : ","));
    const uint32_t end = points[i].range.end;
    w.EndLine({.from = end,
               .to = last ? header : points[i + 1].range.begin,
               .separator = w.source().Behind(',', end),
               .closing = last,
               .tight = true});
  }
  if (probe.predicate) {
    const Expr& predicate = *probe.predicate;
    const uint32_t close = w.source().Find("/", TokenRange(predicate).end, body.range.begin);
    // `/` and `*` or another `/` would begin a comment.
    w.Text(w.Pending(TokenRange(predicate).begin) || FirstOperator(predicate) == '*' ? "/ " : "/");
    WriteExpr(w, predicate);
    w.After(close);
    w.Text("/");
    HeaderEnd(w, close + 1, body);
  }
  WriteBlock(w, body, BlockOf::Probe);
}

void Write(FormatWriter& w, const Macro& macro) {
  w.Text("macro ");
  w.Before(macro.name.range.begin);
  w.Text(macro.name.text + "(");
  std::vector<Part> parts;
  parts.reserve(macro.params.size());
  for (const auto& param : macro.params)
    parts.push_back({param.name.range, 0, [&w, &param] { w.Text(param.name.text); }});
  const uint32_t close = w.source().LastBefore(macro.body->range.begin);
  w.List(w.source().Find("(", macro.name.range.end, close) + 1, std::move(parts), close);
  w.Text(")");
  HeaderEnd(w, close + 1, *macro.body);
  WriteBlock(w, *macro.body);
}

void Write(FormatWriter& w, const Function& function) {
  w.Text("fn ");
  w.Before(function.name.range.begin);
  w.Text(function.name.text + "(");
  std::vector<Part> parts;
  parts.reserve(function.params.size());
  for (const auto& param : function.params) {
    parts.push_back({param.name.range.Join(RangeOf(param.type)), 0, [&w, &param] {
                       w.Text(param.name.text + ": ");
                       WriteOperand(w, param.type, param.name.range.end);
                     }});
  }
  const SourceRange result = RangeOf(function.return_type);
  const uint32_t close = w.source().LastBefore(w.source().FindLast(':', result.begin));
  w.List(w.source().Find("(", function.name.range.end, close) + 1, std::move(parts), close);
  w.Text("): ");
  WriteOperand(w, function.return_type, close + 1);
  HeaderEnd(w, result.end, *function.body);
  WriteBlock(w, *function.body);
}

void Write(FormatWriter& w, const MapDecl& decl) {
  w.Text("let ");
  w.Before(decl.name.range.begin);
  w.Text(decl.name.text + " = ");
  w.Before(decl.type.range.begin);
  w.Text(decl.type.text + "(");
  const uint32_t close = w.source().Find(")", decl.type.range.end, decl.range.end);
  const uint32_t number = w.source().LastBefore(close) + 1;
  const std::string count = w.source().WordBefore(number);
  w.Before(number);
  w.Text(count.empty() ? std::to_string(decl.max_entries) : count);
  w.After(close);
  w.Text(");");
}

void Write(FormatWriter& w, const CStatement& definition) {
  w.layout().Verbatim(definition.text);
}

void Write(FormatWriter& w, const Import& import) {
  w.Text("import ");
  w.Before(import.range.end);
  w.Text(QuoteReadably(import.path) + ";");
}

void Write(FormatWriter& w, const ConfigEntry& entry) {
  w.Text(entry.key.text + " = ");
  w.Before(entry.range.end);
  switch (entry.kind) {
    case ConfigEntry::String:
      w.Text(IsBareSetting(entry.text) ? entry.text : QuoteReadably(entry.text));
      break;
    case ConfigEntry::Word:
      w.Text(entry.text);
      break;
    case ConfigEntry::Integer:
    case ConfigEntry::Bool:
      w.Text(w.source().WordBefore(entry.range.end));
      break;
  }
  w.Text(";");
}

// The config block. The tree has no range of it: it begins with the first `config` that is not in an import.
Part Config(FormatWriter& w, const Program& program) {
  const auto find = [&](uint32_t from) { return w.source().Find("config", from, w.source().size()); };
  uint32_t word = find(static_cast<uint32_t>(InterpreterLine(w.source()).size()));
  if (!program.c_statements.empty()) word = find(program.c_statements.back().range.end);
  for (const auto& import : program.imports) {
    if (word >= import.range.begin && word < import.range.end) word = find(import.range.end);
  }
  const uint32_t open = w.source().Find("{", word, w.source().size());
  const uint32_t end = program.config.empty() ? open + 1 : program.config.back().range.end;
  const uint32_t close = w.source().Find("}", end, w.source().size());
  return {{word, close + 1}, close + 1, [&w, &program, open, close] {
            std::vector<Part> parts;
            parts.reserve(program.config.size());
            for (const auto& entry : program.config) {
              parts.push_back(
                  {entry.range, w.source().Behind(';', entry.range.end), [&w, &entry] { Write(w, entry); }});
            }
            w.Text("config =");
            w.BeforeBrace(open);
            w.Braces(open, parts, close);
          }};
}

// ---- the whole -----------------------------------------------------------------------------------

struct Item {
  Part part;
  int rows;  // items with the same number above 0 may stand in rows without empty lines between them
};

// All items in source order.
std::vector<Item> Items(FormatWriter& w, const Program& program) {
  std::vector<Item> items;
  const auto add = [&](const auto& list, int rows) {
    for (const auto& item : list) {
      items.push_back({{item.range, item.range.end, [&w, &item] { Write(w, item); }}, rows});
    }
  };
  add(program.c_statements, 1);
  add(program.imports, 2);
  add(program.map_decls, 3);
  add(program.probes, 0);
  add(program.macros, 0);
  add(program.functions, 0);
  if (program.has_config) items.push_back({Config(w, program), 0});
  std::sort(items.begin(), items.end(),
            [](const Item& a, const Item& b) { return a.part.range.begin < b.part.range.begin; });
  return items;
}

std::string WriteProgram(FormatWriter& w, const Program& program) {
  Gap gap{.opening = true};
  const std::string_view interpreter = InterpreterLine(w.source());
  if (!interpreter.empty()) {
    w.layout().Verbatim(std::string(interpreter));
    gap = {.from = static_cast<uint32_t>(interpreter.size())};
  }
  const auto items = Items(w, program);
  for (size_t i = 0; i < items.size(); ++i) {
    gap.to = items[i].part.range.begin;
    gap.empty_line = i > 0 && (items[i].rows == 0 || items[i].rows != items[i - 1].rows);
    w.EndLine(gap);
    items[i].part.write();
    gap = {.from = items[i].part.range.end};
  }
  gap.to = w.source().size();
  gap.closing = true;
  w.EndLine(gap);
  return w.layout().Render();
}

}  // namespace

std::string Format(const Program& program, const Source& source) {
  const FormatSource text(source, program.comments);
  FormatWriter writer(text, program.comments);
  return WriteProgram(writer, program);
}

}  // namespace sonde::ast
