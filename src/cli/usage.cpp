// The usage, from the table of options. Leaves: Usage. Covered by tests/cli/options_test.cpp.
#include <algorithm>
#include <string>
#include <string_view>

#include "cli/options.h"
#include "defs/formats.h"
#include "defs/options.h"

namespace sonde {
namespace {

constexpr size_t kHelpColumn = 32;  // of the usage
constexpr size_t kUsageWidth = 100;

// "    -p, --pid PID", as wide as what is said of it begins.
std::string HeadOf(const OptionRow& row) {
  std::string head = "    ";
  if (row.letter != 0) head += std::string("-") + row.letter + (row.name.empty() ? "" : ", ");
  if (!row.name.empty()) head += "--" + std::string(row.name);
  if (!row.argument.empty()) head += " " + std::string(row.argument);
  if (head.size() + 2 > kHelpColumn) return head + "\n" + std::string(kHelpColumn, ' ');
  head.resize(kHelpColumn, ' ');
  return head;
}

// Its words in lines that are not too wide.
std::string Wrapped(std::string_view text) {
  std::string lines;
  size_t column = kHelpColumn;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (column + 1 + word.size() > kUsageWidth) {
      lines += "\n" + std::string(kHelpColumn, ' ');
      column = kHelpColumn;
    } else if (column != kHelpColumn) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
  }
  return lines + "\n";
}

// A line for each output format.
std::string FormatLines() {
  std::string lines;
  for (const FormatRow& row : kFormats) {
    std::string name(row.name);
    name.resize(std::max<size_t>(name.size() + 1, 7), ' ');
    lines += std::string(kHelpColumn, ' ') + name + std::string(row.help) + '\n';
  }
  return lines;
}

std::string OptionLines() {
  std::string lines;
  for (const OptionRow& row : kOptions) {
    if (row.help.empty()) continue;
    lines += HeadOf(row) + Wrapped(row.help);
    if (row.id == OptionId::Format) lines += FormatLines();
  }
  return lines;
}

}  // namespace

std::string Usage(const std::string& program) {
  return "USAGE:\n"
         "    " +
         program +
         " [options] FILE [params] [-- params]\n"
         "    " +
         program +
         " [options] -e 'script' [params] [-- params]\n"
         "    " +
         program +
         " -l [pattern | FILE | -e 'script']\n"
         "\n"
         "OPTIONS:\n" +
         OptionLines() +
         "\n"
         "EXAMPLES:\n"
         "    " +
         program +
         " -e 'tracepoint:syscalls:sys_enter_openat { printf(\"%s %s\\n\", comm, str(args.filename)); }'\n"
         "    " +
         program +
         " -e 'tracepoint:syscalls:sys_exit_read { @[comm] = hist(args.ret); }' -c 'ls /'\n"
         "    " +
         program + " -e 'profile:hz:99 { @[kstack] = count(); }'\n";
}

}  // namespace sonde
