// Rows of BPF programs. Leaves: MakeTable, TableText, TableJson.
#include "top/table.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/float_text.h"
#include "base/json_stream.h"
#include "base/printable.h"

namespace sonde::top {
namespace {

constexpr size_t kColumns = 7;
using Cells = std::array<std::string, kColumns>;
constexpr std::array<bool, kColumns> kToTheRight = {true, false, false, true, true, true, false};

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

std::string LineOf(const Cells& cells, const std::array<size_t, kColumns>& widths) {
  std::string line;
  for (size_t i = 0; i < kColumns; ++i) {
    const std::string room(widths[i] - std::min(widths[i], cells[i].size()), ' ');
    line += (i == 0 ? "" : "  ") + (kToTheRight[i] ? room + cells[i] : cells[i] + room);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// No character is cut in two.
void Cut(std::string& line, size_t columns) {
  while (columns > 0 && (static_cast<unsigned char>(line[columns]) & 0xc0U) == 0x80)
    --columns;
  line.resize(columns);
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
  std::array<size_t, kColumns> widths{};
  for (const Cells& cells : rows) {
    for (size_t i = 0; i < kColumns; ++i)
      widths[i] = std::max(widths[i], cells[i].size());
  }
  std::string text = std::to_string(table.rows.size()) +
                     (table.rows.size() == 1 ? " BPF program, " : " BPF programs, ") +
                     Share(time, table.interval_ns) + " % of a CPU\n";
  for (const Cells& cells : rows) {
    std::string line = LineOf(cells, widths);
    if (columns != 0 && line.size() > columns) Cut(line, columns);
    text += line + "\n";
  }
  if (left_out > 0)
    text += "and " + std::to_string(left_out) + (idle == left_out ? " that did not run\n" : " more\n");
  return text;
}

std::string TableJson(const Table& table) {
  std::string text;
  JsonStream json(text);
  const auto number = [&json](const char* name, uint64_t value) {
    json.Key(name);
    json.Integer(value, false);
  };
  const auto string = [&json](const char* name, const std::string& value) {
    json.Key(name);
    json.String(value);
  };
  json.StartObject();
  string("type", "top");
  number("interval_ns", table.interval_ns);
  json.Key("data");
  json.StartArray();
  for (const Row& row : table.rows) {
    json.StartObject();
    number("id", row.id);
    string("program_type", row.program.type);
    string("name", row.program.name);
    number("uid", row.program.user);
    number("runs", row.program.runs);
    number("run_ns", row.program.nanoseconds);
    number("missed", row.program.missed);
    json.Key("owners");
    json.StartArray();
    for (const Owner& owner : row.owners) {
      json.StartObject();
      number("pid", static_cast<uint64_t>(owner.pid));
      string("comm", owner.name);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return text + "\n";
}

}  // namespace sonde::top
