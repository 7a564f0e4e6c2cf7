// C in scripts. Leaves: ReadC, ParseCMacro. Covered by the tests named in c_text.h.
#include "sema/c_text.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "ast/walker.h"
#include "parser/parser.h"
#include "sema/placing.h"

namespace sonde::sema {
namespace {

// The identifiers of a text, in any context: asking for too many costs little.
std::vector<std::string> WordsOf(std::string_view text) {
  const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  std::set<std::string> words;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    while (at < text.size() && in_word(text[at]))
      ++at;
    if (at == begin) {
      ++at;
    } else if (std::isdigit(static_cast<unsigned char>(text[begin])) == 0) {
      words.emplace(text.substr(begin, at - begin));
    }
  }
  return {words.begin(), words.end()};
}

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// What the kernel's own build passes, as far as its headers need it.
std::vector<std::string> KernelArguments(const KernelHeaders& headers) {
  if (headers.source.empty()) return {};
  const std::string arch = "/arch/" + headers.arch + "/include";
  std::vector<std::string> arguments;
  for (const std::string& folder :
       {headers.source + arch, headers.build + arch + "/generated", headers.source + "/include",
        headers.build + "/include", headers.source + arch + "/uapi", headers.build + arch + "/generated/uapi",
        headers.source + "/include/uapi", headers.build + "/include/generated/uapi"}) {
    arguments.insert(arguments.end(), {"-isystem", folder});
  }
  for (const char* argument :
       {"-include", "linux/kconfig.h", "-D__KERNEL__", "-D__BPF_TRACING__", "-DKBUILD_MODNAME=\"sonde\"",
        "-D__HAVE_BUILTIN_BSWAP16__", "-D__HAVE_BUILTIN_BSWAP32__", "-D__HAVE_BUILTIN_BSWAP64__"}) {
    arguments.emplace_back(argument);
  }
  return arguments;
}

bool Includes(const ast::Program& program, const CRequest& request) {
  return !request.includes.empty() ||
         std::any_of(program.c_statements.begin(), program.c_statements.end(),
                     [](const auto& item) { return item.text.find("include") != std::string::npos; });
}

// Without blocks, statements and things of the script's: C has no words for them.
bool IsPlain(const ast::Expr& root) {
  bool plain = true;
  ast::Visitor visitor;
  visitor.expr = [&](const ast::Expr& expr) {
    plain = plain && expr.kind != ast::ExprKind::BlockExpr && expr.kind != ast::ExprKind::If &&
            expr.kind != ast::ExprKind::Variable && expr.kind != ast::ExprKind::Map;
    return plain;
  };
  ast::Walk(root, visitor);
  return plain;
}

}  // namespace

std::shared_ptr<CDefinitions> ReadC(const ast::Program& program, const Source& source, HostView& host,
                                    const CheckOptions& options, Diagnostics& diags) {
  CRequest request;
  request.includes = options.c_includes;
  for (const auto& import : program.c_imports) {
    if (import.kind == ast::CImport::Header) request.includes.push_back(import.path);
  }
  if (program.c_statements.empty() && request.includes.empty()) return nullptr;
  request.script = &source;
  for (const auto& item : program.c_statements)
    request.pieces.push_back({item.text, item.range.begin});
  request.include_dirs = options.include_dirs;
  // What an imported script includes lies beside it.
  for (const auto& file : source.files())
    request.quote_dirs.push_back(FolderOf(file.name));
  request.words = WordsOf(source.text());
  request.warnings = options.c_warnings;
  const auto btf = host.KernelBtf();
  if (btf) {
    request.kernel = *btf;
    request.declare = [btf](const std::vector<std::string>& names) { return (*btf)->DeclareInC(names); };
  }
  if (Includes(program, request)) request.kernel_arguments = KernelArguments(host.FindKernelHeaders());
  return ParseC(request, diags);
}

ast::ExprPtr ParseCMacro(const CMacro& macro, SourceRange place) {
  if (!macro.expression) return nullptr;
  const Source text("macro", "begin {" + macro.text + "\n}");
  Diagnostics diags;
  ast::Program program = ParseProgram(text, diags);
  if (diags.has_errors() || program.probes.size() != 1 || !program.macros.empty() ||
      !program.functions.empty() || !program.map_decls.empty()) {
    return nullptr;
  }
  ast::Block& block = *program.probes.front().body;
  if (!block.statements.empty() || !block.value || !IsPlain(*block.value)) return nullptr;
  PlaceAt(*block.value, place);
  return std::move(block.value);
}

}  // namespace sonde::sema
