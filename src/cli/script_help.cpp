// Help on a script, by the script. Leaves: OptionsOfScript, ValuesOfScript, ScriptHelp.
#include "cli/script_help.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "ast/walker.h"

namespace sonde {
namespace {

constexpr std::string_view kCall = "getopt";

// A name of the option's own wins over one without words about it.
void Take(const ast::Call& call, std::map<std::string, ScriptOption>& options) {
  if (call.name.text != kCall || call.args.empty() || call.args[0]->kind != ast::ExprKind::StringLiteral)
    return;
  ScriptOption option;
  option.name = ast::As<ast::StringLiteral>(*call.args[0]).value;
  for (size_t i = 1; i < call.args.size(); ++i) {
    const ast::Expr& arg = *call.args[i];
    if (i == 2 && arg.kind == ast::ExprKind::StringLiteral) {
      option.description = ast::As<ast::StringLiteral>(arg).value;
    } else if (i == 1 && arg.kind == ast::ExprKind::StringLiteral) {
      option.kind = "TEXT";
      option.default_value = ast::As<ast::StringLiteral>(arg).value;
    } else if (i == 1 && arg.kind == ast::ExprKind::BoolLiteral) {
      option.default_value = ast::As<ast::BoolLiteral>(arg).value ? "true" : "";
    } else if (i == 1) {
      option.kind = "N";
      if (arg.kind == ast::ExprKind::IntegerLiteral)
        option.default_value = ast::As<ast::IntegerLiteral>(arg).text;
    }
  }
  ScriptOption& known = options[option.name];
  if (known.name.empty() || known.description.empty()) known = std::move(option);
}

// The text of a comment without what makes it one, line by line.
std::string Unframed(std::string_view comment) {
  std::string text;
  const bool block = comment.starts_with("/*");
  comment.remove_prefix(2);
  if (block && comment.ends_with("*/")) comment.remove_suffix(2);
  while (!comment.empty()) {
    const size_t end = std::min(comment.find('\n'), comment.size());
    std::string_view line = comment.substr(0, end);
    comment.remove_prefix(std::min(end + 1, comment.size()));
    if (block) {
      const size_t begin = line.find_first_not_of(" \t");
      if (begin != std::string_view::npos && line[begin] == '*') line.remove_prefix(begin + 1);
    }
    if (line.starts_with(' ')) line.remove_prefix(1);
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    text += std::string(line) + "\n";
  }
  return text;
}

// Comments that follow each other from the first line on, until something else, or an empty line, comes.
std::string Header(const ast::Program& program, const Source& source) {
  const std::string_view script(source.text());
  std::string text;
  size_t at = script.starts_with("#!") ? std::min(script.find('\n'), script.size()) : 0;
  for (const ast::Comment& comment : program.comments) {
    if (comment.range.begin < at) continue;
    const std::string_view between = script.substr(at, comment.range.begin - at);
    if (between.find_first_not_of(" \t\r\n") != std::string_view::npos) break;
    if (!text.empty() && std::count(between.begin(), between.end(), '\n') > 1) break;
    text += Unframed(comment.text);
    at = comment.range.end;
  }
  text.erase(0, text.find_first_not_of('\n'));
  text.erase(text.find_last_not_of('\n') + 1);
  return text.empty() ? text : text + "\n";
}

std::string OptionLine(const ScriptOption& option, size_t width) {
  std::string line = "  --" + option.name + (option.kind.empty() ? "" : "=" + option.kind);
  line.resize(std::max(width, line.size()), ' ');
  std::string words = option.description;
  if (!option.default_value.empty())
    words += (words.empty() ? "" : " ") + ("(default: " + option.default_value) + ")";
  return words.empty() ? line.substr(0, line.find_last_not_of(' ') + 1) : line + "  " + words;
}

}  // namespace

std::vector<ScriptOption> OptionsOfScript(const ast::Program& program) {
  std::map<std::string, ScriptOption> options;
  ast::WalkExprs(program, [&](const ast::Expr& expr) {
    if (expr.kind == ast::ExprKind::Call) Take(ast::As<ast::Call>(expr), options);
  });
  std::vector<ScriptOption> list;
  for (auto& [name, option] : options)
    list.push_back(std::move(option));
  return list;
}

std::map<std::string, std::string> ValuesOfScript(const ast::Program& program,
                                                  const std::vector<std::string>& words) {
  std::map<std::string, std::string> values;
  for (const ScriptOption& option : OptionsOfScript(program)) {
    if (option.kind.empty()) continue;
    std::string& value = values[option.name] = option.default_value;
    const std::string begin = "--" + option.name + "=";
    for (const std::string& word : words)
      if (word.starts_with(begin)) value = word.substr(begin.size());
  }
  return values;
}

std::string ScriptHelp(const ast::Program& program, const Source& source) {
  std::string text = Header(program, source);
  const auto options = OptionsOfScript(program);
  if (options.empty()) return text;
  size_t width = 0;
  for (const ScriptOption& option : options)
    width = std::max(width, OptionLine({option.name, option.kind, "", ""}, 0).size());
  text += text.empty() ? "Options:\n" : "\nOptions:\n";
  for (const ScriptOption& option : options)
    text += OptionLine(option, width) + "\n";
  return text;
}

}  // namespace sonde
