// Writes trees as S-expressions. Leaves: Dump. Covered by tests/golden/ast/*.
#include "ast/printer.h"

#include "base/printable.h"

namespace sonde::ast {
namespace {

// Writes into one string. Blocks of statements go on lines of their own, two spaces deeper.
class Printer {
 public:
  std::string Take() { return std::move(out_); }

  void Print(const Program& program) {
    for (const auto& c : program.c_statements)
      Line("(c " + Quote(c.text) + ")");
    if (program.has_config) Print(program.config);
    for (const auto& import : program.imports)
      Line("(import " + Quote(import.path) + ")");
    for (const auto& decl : program.map_decls) {
      Line("(map-decl " + decl.name.text + " " + decl.type.text + " " + std::to_string(decl.max_entries) +
           ")");
    }
    for (const auto& macro : program.macros)
      Print(macro);
    for (const auto& function : program.functions)
      Print(function);
    for (const auto& probe : program.probes)
      Print(probe);
  }

  void Print(const Expr& expr);
  void Print(const TypeName& type);

 private:
  void Line(const std::string& text) { out_ += text + "\n"; }
  void NewLine() { out_ += "\n" + std::string(static_cast<size_t>(depth_) * 2, ' '); }

  void Print(const std::vector<ConfigEntry>& entries) {
    out_ += "(config";
    for (const auto& entry : entries) {
      out_ += " (" + entry.key.text + " ";
      switch (entry.kind) {
        case ConfigEntry::String:
          out_ += Quote(entry.text);
          break;
        case ConfigEntry::Word:
          out_ += entry.text;
          break;
        case ConfigEntry::Integer:
          out_ += std::to_string(entry.number);
          break;
        case ConfigEntry::Bool:
          out_ += entry.number != 0 ? "true" : "false";
          break;
      }
      out_ += ")";
    }
    out_ += ")\n";
  }

  void Print(const Probe& probe) {
    out_ += probe.angle_brackets ? "(probe<>" : "(probe";
    for (const auto& point : probe.attach_points)
      out_ += " " + Quote(point.text);
    if (probe.predicate) {
      out_ += " (if ";
      Print(*probe.predicate);
      out_ += ")";
    }
    Items(*probe.body);
    out_ += ")\n";
  }

  void Print(const Macro& macro) {
    out_ += "(macro " + macro.name.text + " (";
    for (size_t i = 0; i < macro.params.size(); ++i)
      out_ += (i > 0 ? " " : "") + macro.params[i].name.text;
    out_ += ")";
    Items(*macro.body);
    out_ += ")\n";
  }

  void Print(const Function& function) {
    out_ += "(fn " + function.name.text + " (";
    for (size_t i = 0; i < function.params.size(); ++i) {
      out_ += (i > 0 ? " (" : "(") + function.params[i].name.text + " ";
      Print(function.params[i].type);
      out_ += ")";
    }
    out_ += ") ";
    Print(function.return_type);
    Items(*function.body);
    out_ += ")\n";
  }

  // The statements of a block and its value, each on a line.
  void Items(const Block& block) {
    ++depth_;
    for (const auto& stmt : block.statements) {
      NewLine();
      Print(*stmt);
    }
    if (block.value) {
      NewLine();
      out_ += "(value ";
      Print(*block.value);
      out_ += ")";
    }
    --depth_;
  }

  void Braces(const Block& block) {
    out_ += "{";
    Items(block);
    out_ += "}";
  }

  void Print(const Stmt& stmt);

  void Print(const TypeOrExpr& operand) {
    if (operand.type) {
      out_ += "(type ";
      Print(*operand.type);
      out_ += ")";
    } else {
      Print(*operand.expr);
    }
  }

  // (head a b ...)
  template <typename... Parts>
  void Form(const std::string& head, const Parts&... parts) {
    out_ += "(" + head;
    (Part(parts), ...);
    out_ += ")";
  }
  void Part(const ExprPtr& expr) {
    if (!expr) return;
    out_ += " ";
    Print(*expr);
  }
  void Part(const ExprList& list) {
    for (const auto& expr : list)
      Part(expr);
  }
  void Part(const BlockPtr& block) {
    out_ += " ";
    Braces(*block);
  }
  void Part(const TypeNamePtr& type) {
    if (!type) return;
    if (out_.back() != '(') out_ += " ";
    out_ += "(type ";
    Print(*type);
    out_ += ")";
  }

  std::string out_;
  int depth_ = 0;
};

const char* Name(TypeQueryOp op) {
  switch (op) {
    case TypeQueryOp::Sizeof:
      return "sizeof";
    case TypeQueryOp::Offsetof:
      return "offsetof";
    case TypeQueryOp::Typeinfo:
      return "typeinfo";
    case TypeQueryOp::Typeof:
      return "typeof";
  }
  return "";
}

void Printer::Print(const TypeName& type) {
  switch (type.tag) {
    case TypeName::Tag::None:
      break;
    case TypeName::Tag::Struct:
      out_ += "struct ";
      break;
    case TypeName::Tag::Union:
      out_ += "union ";
      break;
    case TypeName::Tag::Enum:
      out_ += "enum ";
      break;
    case TypeName::Tag::Typeof:
      out_ += "typeof(";
      if (type.typeof_expr) Print(*type.typeof_expr);
      if (type.typeof_type) Part(type.typeof_type);
      out_ += ")";
      break;
  }
  out_ += type.base;
  for (const auto& suffix : type.suffixes) {
    switch (suffix.kind) {
      case TypeSuffix::Pointer:
        out_ += "*";
        break;
      case TypeSuffix::Array:
        out_ += "[" + std::to_string(suffix.count) + "]";
        break;
      case TypeSuffix::UnsizedArray:
        out_ += "[]";
        break;
    }
  }
}

void Printer::Print(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::IntegerLiteral:
      out_ += std::to_string(As<IntegerLiteral>(expr).value);
      return;
    case ExprKind::StringLiteral:
      out_ += Quote(As<StringLiteral>(expr).value);
      return;
    case ExprKind::BoolLiteral:
      out_ += As<BoolLiteral>(expr).value ? "true" : "false";
      return;
    case ExprKind::Identifier:
      out_ += As<Identifier>(expr).name;
      return;
    case ExprKind::PositionalParam:
      out_ += "$" + std::to_string(As<PositionalParam>(expr).index);
      return;
    case ExprKind::PositionalCount:
      out_ += "$#";
      return;
    case ExprKind::Variable:
      out_ += As<Variable>(expr).name;
      return;
    case ExprKind::Map: {
      const auto& map = As<Map>(expr);
      if (map.keys.empty()) {
        out_ += map.name;
      } else {
        Form("map " + map.name, map.keys);
      }
      return;
    }
    case ExprKind::Call:
      return Form("call " + As<Call>(expr).name.text, As<Call>(expr).args);
    case ExprKind::Unary: {
      const auto& unary = As<Unary>(expr);
      return Form(std::string(IsPostfix(unary.op) ? "post" : "") + Spelling(unary.op), unary.operand);
    }
    case ExprKind::Binary:
      return Form(Spelling(As<Binary>(expr).op), As<Binary>(expr).left, As<Binary>(expr).right);
    case ExprKind::Ternary: {
      const auto& ternary = As<Ternary>(expr);
      return Form(ternary.then ? "?" : "?:", ternary.condition, ternary.then, ternary.otherwise);
    }
    case ExprKind::FieldAccess: {
      const auto& access = As<FieldAccess>(expr);
      return Form((access.arrow ? "-> " : ". ") + access.field.text, access.base);
    }
    case ExprKind::TupleAccess:
      return Form(". " + std::to_string(As<TupleAccess>(expr).index), As<TupleAccess>(expr).base);
    case ExprKind::IndexAccess:
      return Form("[]", As<IndexAccess>(expr).base, As<IndexAccess>(expr).index);
    case ExprKind::Tuple:
      return Form("tuple", As<Tuple>(expr).elements);
    case ExprKind::Record:
      out_ += "(record";
      for (const auto& field : As<Record>(expr).fields) {
        out_ += " ";
        Form("= " + field.name.text, field.value);
      }
      out_ += ")";
      return;
    case ExprKind::Cast:
      return Form("cast", As<Cast>(expr).type, As<Cast>(expr).operand);
    case ExprKind::TypeQuery: {
      const auto& query = As<TypeQuery>(expr);
      out_ += "(" + std::string(Name(query.op)) + " ";
      Print(query.operand);
      for (const auto& field : query.path)
        out_ += " ." + field.text;
      out_ += ")";
      return;
    }
    case ExprKind::NamedArgument:
      return Form("= " + As<NamedArgument>(expr).name.text, As<NamedArgument>(expr).value);
    case ExprKind::Comptime:
      return Form("comptime", As<Comptime>(expr).operand);
    case ExprKind::If: {
      const auto& node = As<If>(expr);
      return Form("if", node.condition, node.then, node.otherwise);
    }
    case ExprKind::BlockExpr:
      return Braces(*As<BlockExpr>(expr).block);
  }
}

void Printer::Print(const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::ExprStmt:
      return Print(*As<ExprStmt>(stmt).expr);
    case StmtKind::Assign: {
      const auto& assign = As<Assign>(stmt);
      const std::string op = assign.compound ? Spelling(assign.op) : "";
      return Form(op + "=", assign.target, assign.value);
    }
    case StmtKind::Let: {
      const auto& let = As<Let>(stmt);
      return Form("let " + let.variable.text, let.type, let.value);
    }
    case StmtKind::Discard:
      return Form("discard", As<Discard>(stmt).value);
    case StmtKind::While:
      return Form("while", As<While>(stmt).condition, As<While>(stmt).body);
    case StmtKind::Unroll:
      return Form("unroll", As<Unroll>(stmt).count, As<Unroll>(stmt).body);
    case StmtKind::For: {
      const auto& loop = As<For>(stmt);
      const std::string head = (loop.map ? "for " : "for-range ") + loop.variable.text;
      return Form(head, loop.map, loop.begin, loop.end, loop.body);
    }
    case StmtKind::Jump:
      switch (As<Jump>(stmt).jump) {
        case JumpKind::Break:
          return Form("break");
        case JumpKind::Continue:
          return Form("continue");
        case JumpKind::Return:
          return Form("return", As<Jump>(stmt).value);
      }
      return;
    case StmtKind::ImportStmt:
      return Form("import " + Quote(As<ImportStmt>(stmt).path));
  }
}

}  // namespace

std::string Dump(const Program& program) {
  Printer printer;
  printer.Print(program);
  return printer.Take();
}

std::string Dump(const Expr& expr) {
  Printer printer;
  printer.Print(expr);
  return printer.Take();
}

std::string Dump(const TypeName& type) {
  Printer printer;
  printer.Print(type);
  return printer.Take();
}

}  // namespace sonde::ast
