// An account for people and for programs. Leaves: AccountText, AccountJson.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "base/json_stream.h"
#include "explain/account.h"
#include "explain/disassembly.h"
#include "explain/helpers.h"
#include "explain/words.h"

namespace sonde::explain {
namespace {

constexpr size_t kWordsColumn = 44;

std::string ToTheRight(const std::string& text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string TitleOf(const Program& program) {
  std::string title;
  for (const std::string& probe : program.probes)
    title += (title.empty() ? "" : ", ") + probe;
  if (program.probes.empty()) return program.function.name + ", which programs call";
  return title + " (" + program.how + ")";
}

// "s.bt:1:17  @[comm] = count(); }": from where it begins to the line's end.
std::string Heading(const Account& account, const Place& place) {
  if (place.line == 0) return "of no place in the script";
  if (place.column == 0) return "around the block";
  std::string text = place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
  if (place.file != account.source || place.line > account.lines.size()) return text;
  const std::string& line = account.lines[place.line - 1];
  return place.column == 0 || place.column > line.size() ? text : text + "  " + line.substr(place.column - 1);
}

std::string WordsOf(const Step& step) {
  std::string words = WordsFor(step.instruction);
  if (step.instruction.next_immediate && !step.symbol.empty()) {
    words = "sets r" + std::to_string(step.instruction.destination) + " to the address of " + step.symbol;
  } else if (!step.symbol.empty()) {
    words += " (" + step.symbol + ")";
  }
  if (!step.field.empty()) words += "; the loader writes the " + step.field + " here";
  return words;
}

std::string StepText(const Step& step) {
  std::string line =
      ToTheRight(std::to_string(step.instruction.index), 8) + "  " + Disassemble(step.instruction);
  line.resize(std::max(line.size() + 2, kWordsColumn), ' ');
  return line + WordsOf(step) + "\n";
}

std::string PartsText(const std::vector<Part>& parts) {
  std::string text;
  for (const Part& part : parts)
    text += ToTheRight(std::to_string(part.offset), 8) + ToTheRight(std::to_string(part.size), 8) + "  " +
            part.what + "\n";
  return text;
}

std::string MapText(const StoredMap& map) {
  std::string text = "\n" + map.name + " is " + map.kind + "\n";
  if (!map.key.empty()) text += "  key: from byte, bytes\n" + PartsText(map.key);
  return text + "  value: from byte, bytes\n" + PartsText(map.value);
}

std::string EventText(const Account& account, const StoredEvent& event) {
  return "\n" + event.what + " sends " + std::to_string(event.size) + " bytes\n  " +
         Heading(account, {account.source, event.line, event.column}) + "\n" + PartsText(event.parts);
}

std::string BytesOf(const Instruction& one) {
  std::array<uint8_t, 16> bytes{};
  bytes[0] = one.opcode;
  bytes[1] = static_cast<uint8_t>(one.destination | one.source << 4U);
  std::memcpy(&bytes[2], &one.offset, sizeof(one.offset));
  std::memcpy(&bytes[4], &one.immediate, sizeof(one.immediate));
  if (one.next_immediate) std::memcpy(&bytes[12], &*one.next_immediate, sizeof(int32_t));
  std::string text;
  for (size_t i = 0; i < kUnit * size_t{one.length()}; ++i) {
    std::array<char, 4> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", bytes[i]);
    text += digits.data();
  }
  return text;
}

// The kernel's function that it calls; empty if it calls none of them.
std::string_view PrototypeOf(const Instruction& one) {
  const bool helper =
      one.cls() == Class::Jmp && one.operation() == kCall && !one.by_register() && one.source == kCallsHelper;
  return helper ? HelperPrototype(one.immediate) : std::string_view();
}

void WriteParts(JsonStream& json, std::string_view name, const std::vector<Part>& parts) {
  json.Array(name, parts, [&json](const Part& part) {
    json.StartObject();
    json.Member("offset", part.offset);
    json.Member("size", part.size);
    json.Member("what", part.what);
    json.EndObject();
  });
}

void WriteStep(JsonStream& json, const Step& step) {
  json.StartObject();
  json.Member("index", step.instruction.index);
  json.Member("bytes", BytesOf(step.instruction));
  json.Member("assembly", Disassemble(step.instruction));
  json.Member("words", WordsOf(step));
  json.Member("defined_in", DefinedIn(step.instruction));
  if (const auto prototype = PrototypeOf(step.instruction); !prototype.empty())
    json.Member("prototype", prototype);
  if (step.place.line != 0) {
    json.Member("file", step.place.file);
    json.Member("line", step.place.line);
    json.Member("column", step.place.column);
  }
  if (!step.symbol.empty()) json.Member("symbol", step.symbol);
  if (!step.field.empty()) json.Member("field", step.field);
  json.Array("fields", FieldsOf(step.instruction), [&json](const Field& field) {
    json.StartObject();
    json.Member("name", field.name);
    json.Member("hex", field.hex);
    json.Member("words", field.words);
    json.EndObject();
  });
  json.EndObject();
}

void WriteProgram(JsonStream& json, const Program& program) {
  json.StartObject();
  json.Array("probes", program.probes, [&json](const std::string& probe) { json.String(probe); });
  json.Member("means", program.how);
  json.Member("function", program.function.name);
  json.Member("section", program.function.section);
  json.Array("instructions", program.function.steps, [&json](const Step& step) { WriteStep(json, step); });
  json.EndObject();
}

void WriteMap(JsonStream& json, const StoredMap& map) {
  json.StartObject();
  json.Member("name", map.name);
  json.Member("kind", map.kind);
  WriteParts(json, "key", map.key);
  WriteParts(json, "value", map.value);
  json.EndObject();
}

void WriteEvent(JsonStream& json, const StoredEvent& event) {
  json.StartObject();
  json.Member("kind", event.what);
  json.Member("line", event.line);
  json.Member("column", event.column);
  json.Member("size", event.size);
  WriteParts(json, "parts", event.parts);
  json.EndObject();
}

}  // namespace

std::string AccountText(const Account& account) {
  std::string text;
  for (const Program& program : account.programs) {
    const auto& steps = program.function.steps;
    const size_t length =
        steps.empty() ? 0 : steps.back().instruction.index + steps.back().instruction.length();
    text += (text.empty() ? "" : "\n") + TitleOf(program) + ": " + std::to_string(steps.size()) +
            " instructions, " + std::to_string(kUnit * length) + " bytes\n";
    for (size_t i = 0; i < steps.size(); ++i) {
      if (i == 0 || steps[i].place != steps[i - 1].place)
        text += "  " + Heading(account, steps[i].place) + "\n";
      text += StepText(steps[i]);
    }
  }
  for (const StoredMap& map : account.maps)
    text += MapText(map);
  for (const StoredEvent& event : account.events)
    text += EventText(account, event);
  return text;
}

std::string AccountJson(const Account& account) {
  std::string text;
  JsonStream json(text);
  json.StartObject();
  json.Member("type", "explain");
  json.Member("source", account.source);
  json.Array("programs", account.programs, [&json](const Program& program) { WriteProgram(json, program); });
  json.Array("maps", account.maps, [&json](const StoredMap& map) { WriteMap(json, map); });
  json.Array("events", account.events, [&json](const StoredEvent& event) { WriteEvent(json, event); });
  json.EndObject();
  return text + "\n";
}

}  // namespace sonde::explain
