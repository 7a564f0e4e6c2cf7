// FormatWriter: walks a tree in source order and writes it, with the comments in between, to a Layout. Inside
// src/ast only; formatter.h is the way in. Its methods are split over
//
//   formatter.cpp              the top level
//   formatter_statements.cpp   statements and blocks
//   formatter_expressions.cpp  expressions and types
//   formatter_comments.cpp     comments, and lists, which they may break
//
// Comments are a queue in source order: whoever is about to write something that stood at an offset first
// writes the comments before it. So none is lost, whatever the tree did not keep. Covered by
// tests/ast/formatter_test.cpp and tests/golden/fmt/*.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ast/ast.h"
#include "ast/formatter_layout.h"
#include "ast/formatter_source.h"

namespace sonde::ast {

// The place between two things that are written on lines of their own.
struct Gap {
  uint32_t from = 0;        // behind the first
  uint32_t to = 0;          // where the second begins
  uint32_t separator = 0;   // behind the `;`, `,` or operator between them, if there is one
  bool opening = false;     // the first is an opening bracket or the start of the script
  bool closing = false;     // no comment leads the second: it is a bracket, the end of the script
  bool tight = false;       // no empty lines
  bool empty_line = false;  // one belongs here even if the user wrote none
};

// One of several things in a row: a statement, an argument.
struct Part {
  SourceRange range;
  uint32_t separator;  // behind what separates it from the next, or range.end
  std::function<void()> write;
};

class FormatWriter {
 public:
  FormatWriter(const FormatSource& source, const std::vector<Comment>& comments)
      : source_(source), comments_(comments) {}

  std::string Run(const Program& program);

 private:
  // ---- top level (formatter.cpp)
  struct Item {
    Part part;
    int rows;  // items with the same number above 0 may stand in rows without empty lines between them
  };
  std::vector<Item> Items(const Program& program);
  void Write(const Probe& probe);
  void Write(const Macro& macro);
  void Write(const Function& function);
  void Write(const MapDecl& decl);
  void Write(const CStatement& definition);
  void Write(const Import& import);
  void Write(const ConfigEntry& entry);
  Part Config(const Program& program);
  void HeaderEnd(uint32_t from, const Block& body);

  // ---- statements (formatter_statements.cpp)
  void Write(const Stmt& stmt);
  void Write(const Assign& assign);
  void Write(const Let& let);
  void Write(const For& loop);
  void Write(const Jump& jump);
  void Write(const If& node);
  // What a block is of: the last expression of a probe's is no value.
  enum class BlockOf : uint8_t { Probe, Other };
  std::vector<Part> Parts(const Block& block, BlockOf of);
  void Body(const Block& block, BlockOf of = BlockOf::Other);
  void Braces(uint32_t open, const std::vector<Part>& parts, uint32_t close);
  // The blank before a brace, and comments there.
  void BeforeBrace(uint32_t open);
  void BodyOnSameLine(const Block& block);
  // The expression alone, without comments.
  std::string Plain(const Expr& expr) const;
  bool IsCompound(const Assign& assign) const;

  // ---- expressions (formatter_expressions.cpp)
  void Write(const Expr& expr, bool parentheses = false);
  void Bare(const Expr& expr);
  void Write(const Map& map);
  void Write(const Unary& unary);
  void Write(const Binary& binary);
  void Logical(const Binary& last);
  void Write(const Ternary& ternary);
  void Write(const Record& record);
  void Write(const Tuple& tuple);
  void Write(const TypeQuery& query);
  void Write(const TypeName& type);
  // `from`: behind the parenthesis or colon that introduces it.
  void Write(const TypeOrExpr& operand, uint32_t from);
  void Operand(const Expr& expr, uint32_t from);
  std::string Suffixes(const TypeName& type) const;
  void Arguments(uint32_t open, const ExprList& list, uint32_t close);

  // ---- comments and lists (formatter_comments.cpp)
  void Text(std::string text) { layout_.Text(std::move(text)); }
  [[nodiscard]] bool Pending(uint32_t before) const {
    return next_ < comments_.size() && comments_[next_].range.begin < before;
  }
  // Comments before an offset, in the line: `/* a */ ` and ` /* a */`.
  void Before(uint32_t offset);
  void After(uint32_t offset);
  // The next comment, taken, and the column it stands in.
  const Comment& Take() { return comments_[next_++]; }
  [[nodiscard]] uint32_t ColumnOf(const Comment& comment) const;
  // Ends the line, with the comments behind it and those on lines of their own.
  void EndLine(const Gap& gap);
  [[nodiscard]] size_t Trailing(const Gap& gap) const;
  [[nodiscard]] size_t OnOwnLines(const Gap& gap) const;
  // Parts with commas between `open` and `close`; one a line if a comment wants that.
  void List(uint32_t open, std::vector<Part> parts, uint32_t close);
  void ListInLines(uint32_t open, const std::vector<Part>& parts, uint32_t close);
  // Nothing else stands on the comment's lines.
  [[nodiscard]] bool IsAlone(SourceRange comment) const;
  // Whether a comment before `end` and between the parts is a // or stands alone.
  [[nodiscard]] bool WantLines(const std::vector<Part>& parts, uint32_t end) const;

  const FormatSource& source_;
  const std::vector<Comment>& comments_;
  size_t next_ = 0;  // comment to write
  Layout layout_;
};

}  // namespace sonde::ast
