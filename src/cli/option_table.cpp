// The table of options for getopt and for people. Leaves: what option_table.h declares. Covered by the tests
// named there.
#include "cli/option_table.h"

#include <algorithm>
#include <string_view>

#include "defs/formats.h"

namespace sonde {
namespace {

constexpr size_t kHelpColumn = 32;  // of the usage
constexpr size_t kUsageWidth = 100;

// "    -p, --pid PID", as wide as what is said of it begins.
std::string HeadOf(const OptionRow& row) {
  std::string head = "    ";
  if (row.letter != 0) head += std::string("-") + row.letter + (row.name.empty() ? "" : ", ");
  if (!row.name.empty()) head += "--" + std::string(row.name);
  if (!row.argument.empty()) head += (MayStandAlone(row) ? "" : " ") + std::string(row.argument);
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

}  // namespace

std::vector<std::string_view> WordsOf(const OptionRow& row) {
  std::vector<std::string_view> words;
  if (row.id == OptionId::Format) {
    for (const FormatRow& format : kFormats)
      words.push_back(format.name);
  } else if (row.id == OptionId::Debug) {
    words.assign(std::begin(kDumpStages), std::end(kDumpStages));
  } else if (row.argument.find('|') != std::string_view::npos) {
    for (std::string_view rest = row.argument; !rest.empty();) {
      const size_t end = std::min(rest.find('|'), rest.size());
      words.push_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return words;
}

int CodeOf(const OptionRow& row) {
  constexpr int kFirstWithoutLetter = 256;
  return row.letter != 0 ? row.letter : kFirstWithoutLetter + static_cast<int>(row.id);
}

const OptionRow* FindOption(int code) {
  const auto* found = std::find_if(std::begin(kOptions), std::end(kOptions),
                                   [code](const OptionRow& row) { return CodeOf(row) == code; });
  return found == std::end(kOptions) ? nullptr : found;
}

std::vector<OptionRow> RunnerOptions() {
  std::vector<OptionRow> rows;
  for (const RunnerOption& own : kRunnerOptions) {
    rows.push_back(RowOf(own.id));
    if (!own.help.empty()) rows.back().help = own.help;
  }
  return rows;
}

GetoptTable::GetoptTable(std::span<const OptionRow> rows) {
  for (const OptionRow& row : rows) {
    const bool takes = !row.argument.empty();
    const int how = MayStandAlone(row) ? optional_argument : takes ? required_argument : no_argument;
    if (!row.name.empty()) names.push_back({row.name.data(), how, nullptr, CodeOf(row)});
    if (row.letter != 0) letters += std::string(1, row.letter) + (takes ? ":" : "");
  }
  names.push_back({nullptr, 0, nullptr, 0});
}

std::string OptionLines(std::span<const OptionRow> rows) {
  std::string lines;
  for (const OptionRow& row : rows) {
    if (row.help.empty()) continue;
    lines += HeadOf(row) + Wrapped(row.help);
    if (row.id == OptionId::Format) lines += FormatLines();
  }
  return lines;
}

}  // namespace sonde
