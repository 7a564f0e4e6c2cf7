// Rows of BPF programs. Leaves: MakeTable, TableText, TableJson.
#include "top/table.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/columns.h"
#include "base/float_text.h"
#include "base/json_stream.h"
#include "base/printable.h"
#include "base/utf8.h"

namespace sonde::top {
namespace {

using Cells = std::vector<std::string>;
constexpr std::string_view kSides = "rllrrrl";

std::string Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? "-" : Rounded(100 * static_cast<double>(part) / static_cast<double>(whole), 2);
}

// In lines of their own kind: nothing that was named by others moves the cursor or begins a line.
std::string Plain(const std::string& text) {
  std::string plain;
  AppendPrintable(plain, text, Newlines::Escape);
  return plain;
}

std::string OwnersText(const std::vector<Owner>& owners) {
  std::string text;
  for (const Owner& owner : owners)
    text += (text.empty() ? "" : " ") + Plain(owner.name) + "(" + std::to_string(owner.pid) + ")";
  return text;
}

Cells CellsOf(const Row& row, uint64_t interval_ns) {
  const Program& program = row.program;
  const double seconds = static_cast<double>(interval_ns) / 1e9;
  return {std::to_string(row.id),
          program.type,
          Plain(program.name),
          seconds == 0 ? "-" : Rounded(static_cast<double>(program.runs) / seconds, 0),
          program.runs == 0 ? "-" : std::to_string(program.nanoseconds / program.runs),
          Share(program.nanoseconds, interval_ns),
          OwnersText(row.owners)};
}

uint64_t Since(uint64_t before, uint64_t now) {
  return now > before ? now - before : 0;
}

}  // namespace

Table MakeTable(const Programs& before, const Programs& now, const Owners& owners, const Interval& interval) {
  Table table;
  table.interval_ns = interval.nanoseconds;
  for (const auto& [id, program] : now) {
    Row row{id, program, {}};
    if (const auto was = before.find(id); was != before.end()) {
      row.program.runs = Since(was->second.runs, program.runs);
      row.program.nanoseconds = Since(was->second.nanoseconds, program.nanoseconds);
      row.program.missed = Since(was->second.missed, program.missed);
    }
    row.program.nanoseconds = Since(interval.cost_of_measuring(row.program.runs), row.program.nanoseconds);
    if (const auto known = owners.find(id); known != owners.end()) row.owners = known->second;
    table.rows.push_back(std::move(row));
  }
  const auto weight = [](const Row& row) { return std::tuple(row.program.nanoseconds, row.program.runs); };
  std::stable_sort(table.rows.begin(), table.rows.end(),
                   [&](const Row& a, const Row& b) { return weight(a) > weight(b); });
  return table;
}

std::string TableText(const Table& table, size_t lines, size_t columns) {
  std::vector<Cells> rows = {{"id", "type", "name", "runs/s", "ns/run", "% of a CPU", "owner"}};
  uint64_t time = 0;
  for (const Row& row : table.rows) {
    if (row.program.runs > 0) rows.push_back(CellsOf(row, table.interval_ns));
    time += row.program.nanoseconds;
  }
  constexpr size_t kAround = 3;  // lines beside the rows: the sum, the heading, what is left out
  const size_t most = lines == 0 ? rows.size() : lines > kAround ? lines - kAround + 1 : 1;
  rows.resize(std::min(rows.size(), most));
  const size_t left_out = table.rows.size() - (rows.size() - 1);
  const auto idle = static_cast<size_t>(std::count_if(table.rows.begin(), table.rows.end(),
                                                      [](const Row& row) { return row.program.runs == 0; }));
  std::string text = std::to_string(table.rows.size()) +
                     (table.rows.size() == 1 ? " BPF program, " : " BPF programs, ") +
                     Share(time, table.interval_ns) + " % of a CPU\n";
  for (const std::string& line : InColumns(rows, kSides)) {
    text += columns == 0 ? line : Utf8Cut(line, columns);
    text += '\n';
  }
  if (left_out > 0)
    text += "and " + std::to_string(left_out) + (idle == left_out ? " that did not run\n" : " more\n");
  return text;
}

std::string TableJson(const Table& table) {
  std::string text;
  JsonStream json(text);
  json.StartObject();
  json.Member("type", "top");
  json.Member("interval_ns", table.interval_ns);
  json.Array("data", table.rows, [&json](const Row& row) {
    json.StartObject();
    json.Member("id", row.id);
    json.Member("program_type", row.program.type);
    json.Member("name", row.program.name);
    json.Member("uid", row.program.user);
    json.Member("runs", row.program.runs);
    json.Member("run_ns", row.program.nanoseconds);
    json.Member("missed", row.program.missed);
    json.Array("owners", row.owners, [&json](const Owner& owner) {
      json.StartObject();
      json.Member("pid", static_cast<uint64_t>(owner.pid));
      json.Member("comm", owner.name);
      json.EndObject();
    });
    json.EndObject();
  });
  json.EndObject();
  return text + "\n";
}

}  // namespace sonde::top
