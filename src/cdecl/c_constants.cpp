// Constants of C. Leaves: EvaluateMacros. Covered by tests/cdecl/constants_test.cpp.
#include "cdecl/c_constants.h"

#include <cmath>

namespace sonde {
namespace {

constexpr std::string_view kValue = "sonde_value_";
constexpr std::string_view kText = "sonde_text_";
constexpr double kBeyond64Bits = 18446744073709551616.0;

template <typename Visit>
void ForEachChild(const Libclang& clang, CXCursor cursor, Visit visit) {
  clang.visitChildren(
      cursor, [](CXCursor child, CXCursor, CXClientData data) { return (*static_cast<Visit*>(data))(child); },
      &visit);
}

// In the spelling of scripts, which know fewer escapes.
std::string Quoted(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < ' ' || byte == 0x7f) {
      quoted += "\\x";
      quoted += kDigits[byte >> 4];
      quoted += kDigits[byte & 15];
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string TypeWord(uint64_t bytes, bool is_unsigned) {
  return (is_unsigned ? "uint" : "int") + std::to_string(8 * bytes);
}

class Evaluator {
 public:
  Evaluator(const ClangUnit& unit, const MovingLayouts& moving)
      : unit_(unit), clang_(unit.clang()), moving_(moving) {}

  // Of a variable that is initialized with the macro.
  std::optional<std::string> Spell(CXCursor variable, bool cast) const {
    if (Moves(variable)) return std::nullopt;
    CXEvalResult value = clang_.Cursor_Evaluate(variable);
    if (value == nullptr) return std::nullopt;
    auto text = Spell(value, clang_.getCanonicalType(clang_.getCursorType(variable)), cast);
    clang_.EvalResult_dispose(value);
    return text;
  }

 private:
  std::optional<std::string> Spell(CXEvalResult value, CXType type, bool cast) const {
    switch (clang_.EvalResult_getKind(value)) {
      case CXEval_Int:
        return Integer(value, type, cast);
      case CXEval_Float: {  // 1e9 is a whole number to scripts, which have no others
        const double number = clang_.EvalResult_getAsDouble(value);
        if (std::trunc(number) != number || !(number > -kBeyond64Bits / 2) || !(number < kBeyond64Bits)) {
          return std::nullopt;
        }
        return number < 0 ? std::to_string(static_cast<int64_t>(number))
                          : std::to_string(static_cast<uint64_t>(number));
      }
      case CXEval_StrLiteral: {
        const std::string text = clang_.EvalResult_getAsStr(value);
        // With a NUL in it the rest is not to be had.
        const bool whole = clang_.Type_getSizeOf(type) == static_cast<int64_t>(text.size()) + 1;
        return whole ? std::optional(Quoted(text)) : std::nullopt;
      }
      default:
        return std::nullopt;
    }
  }

  // A type narrower than int comes from a cast, since all else is promoted.
  std::optional<std::string> Integer(CXEvalResult value, CXType type, bool cast) const {
    const int64_t bytes = clang_.Type_getSizeOf(type);
    const bool is_unsigned = clang_.EvalResult_isUnsignedInt(value) != 0;
    if (type.kind == CXType_Bool) return clang_.EvalResult_getAsUnsigned(value) != 0 ? "true" : "false";
    if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) return std::nullopt;
    std::string text = is_unsigned ? std::to_string(clang_.EvalResult_getAsUnsigned(value))
                                   : std::to_string(clang_.EvalResult_getAsLongLong(value));
    if (!cast && bytes >= 4) return text;
    return "(" + TypeWord(static_cast<uint64_t>(bytes), is_unsigned) + ")" + text;
  }

  // Whether the value depends on a layout or an enumerator that is looked up where the program is loaded.
  bool Moves(CXCursor cursor) const {
    bool moves = false;
    ForEachChild(clang_, cursor, [&](CXCursor child) {
      const CXCursor target = clang_.getCursorReferenced(child);
      moves = moves || unit_.Place(target).first == moving_.kernel_file || IsMarked(target) || Moves(child);
      return moves ? CXChildVisit_Break : CXChildVisit_Continue;
    });
    return moves;
  }

  bool IsMarked(CXCursor declaration) const {
    const CXCursorKind kind = clang_.getCursorKind(declaration);
    if (kind != CXCursor_StructDecl && kind != CXCursor_UnionDecl) return false;
    bool marked = false;
    ForEachChild(clang_, declaration, [&](CXCursor child) {
      marked = marked || (clang_.getCursorKind(child) == CXCursor_AnnotateAttr &&
                          clang_.Text(clang_.getCursorSpelling(child)) == moving_.mark);
      return CXChildVisit_Continue;
    });
    return marked;
  }

  const ClangUnit& unit_;
  const Libclang& clang_;
  const MovingLayouts& moving_;
};

}  // namespace

std::unordered_map<std::string, std::string> EvaluateMacros(
    const ReadAgain& read, const std::vector<std::pair<std::string, bool>>& names,
    const MovingLayouts& moving) {
  std::string more;
  std::unordered_map<std::string, bool> casts;
  for (const auto& [name, cast] : names) {
    const auto declare = [&, macro = name](std::string_view type, std::string_view prefix,
                                           std::string_view end) {
      more += "static const " + std::string(type) + std::string(prefix) + macro + std::string(end) + " = (" +
              macro + ");\n";
    };
    declare("__auto_type ", kValue, "");
    declare("char ", kText, "[]");  // a pointer has no value, an array of characters has
    casts.emplace(name, cast);
  }
  std::unordered_map<std::string, std::string> values;
  const auto unit = read(more);
  if (!unit || !unit->ok()) return values;
  const Libclang& clang = unit->clang();
  const Evaluator evaluator(*unit, moving);
  ForEachChild(clang, unit->Root(), [&](CXCursor cursor) {
    if (clang.getCursorKind(cursor) != CXCursor_VarDecl) return CXChildVisit_Continue;
    const std::string variable = clang.Text(clang.getCursorSpelling(cursor));
    const std::string_view prefix = variable.starts_with(kValue) ? kValue : kText;
    if (!variable.starts_with(prefix)) return CXChildVisit_Continue;
    const auto found = casts.find(variable.substr(prefix.size()));
    if (found == casts.end()) return CXChildVisit_Continue;
    if (auto text = evaluator.Spell(cursor, found->second)) values.emplace(found->first, std::move(*text));
    return CXChildVisit_Continue;
  });
  return values;
}

}  // namespace sonde
