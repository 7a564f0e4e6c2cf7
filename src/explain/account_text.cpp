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
  for (size_t i = 0; i < 8 * size_t{one.length()}; ++i) {
    std::array<char, 4> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", bytes[i]);
    text += digits.data();
  }
  return text;
}

class JsonWriter {
 public:
  std::string Write(const Account& account) {
    json_.StartObject();
    Text("type", "explain");
    Text("source", account.source);
    json_.Key("programs");
    json_.StartArray();
    for (const Program& program : account.programs)
      WriteProgram(program);
    json_.EndArray();
    json_.Key("maps");
    json_.StartArray();
    for (const StoredMap& map : account.maps) {
      json_.StartObject();
      Text("name", map.name);
      Text("kind", map.kind);
      WriteParts("key", map.key);
      WriteParts("value", map.value);
      json_.EndObject();
    }
    json_.EndArray();
    json_.Key("events");
    json_.StartArray();
    for (const StoredEvent& event : account.events) {
      json_.StartObject();
      Text("kind", event.what);
      Number("line", event.line);
      Number("column", event.column);
      Number("size", event.size);
      WriteParts("parts", event.parts);
      json_.EndObject();
    }
    json_.EndArray();
    json_.EndObject();
    return text_ + "\n";
  }

 private:
  void Text(std::string_view name, std::string_view value) {
    json_.Key(name);
    json_.String(value);
  }
  void Number(std::string_view name, uint64_t value) {
    json_.Key(name);
    json_.Integer(value, false);
  }
  void WriteParts(std::string_view name, const std::vector<Part>& parts) {
    json_.Key(name);
    json_.StartArray();
    for (const Part& part : parts) {
      json_.StartObject();
      Number("offset", part.offset);
      Number("size", part.size);
      Text("what", part.what);
      json_.EndObject();
    }
    json_.EndArray();
  }
  void WriteProgram(const Program& program) {
    json_.StartObject();
    json_.Key("probes");
    json_.StartArray();
    for (const std::string& probe : program.probes)
      json_.String(probe);
    json_.EndArray();
    Text("means", program.how);
    Text("function", program.function.name);
    Text("section", program.function.section);
    json_.Key("instructions");
    json_.StartArray();
    for (const Step& step : program.function.steps)
      WriteStep(step);
    json_.EndArray();
    json_.EndObject();
  }
  void WriteStep(const Step& step) {
    json_.StartObject();
    Number("index", step.instruction.index);
    Text("bytes", BytesOf(step.instruction));
    Text("assembly", Disassemble(step.instruction));
    Text("words", WordsOf(step));
    Text("defined_in", DefinedIn(step.instruction));
    if (const auto prototype = PrototypeOf(step.instruction); !prototype.empty())
      Text("prototype", prototype);
    if (step.place.line != 0) {
      Text("file", step.place.file);
      Number("line", step.place.line);
      Number("column", step.place.column);
    }
    if (!step.symbol.empty()) Text("symbol", step.symbol);
    if (!step.field.empty()) Text("field", step.field);
    json_.Key("fields");
    json_.StartArray();
    for (const Field& field : FieldsOf(step.instruction)) {
      json_.StartObject();
      Text("name", field.name);
      Text("hex", field.hex);
      Text("words", field.words);
      json_.EndObject();
    }
    json_.EndArray();
    json_.EndObject();
  }
  static std::string_view PrototypeOf(const Instruction& one) {
    const bool helper = one.cls() == Class::Jmp && one.operation() == kCall && !one.by_register() &&
                        one.source == kCallsHelper;
    return helper ? HelperPrototype(one.immediate) : std::string_view();
  }

  std::string text_;
  JsonStream json_{text_};
};

}  // namespace

std::string AccountText(const Account& account) {
  std::string text;
  for (const Program& program : account.programs) {
    const auto& steps = program.function.steps;
    const size_t length =
        steps.empty() ? 0 : steps.back().instruction.index + steps.back().instruction.length();
    text += (text.empty() ? "" : "\n") + TitleOf(program) + ": " + std::to_string(steps.size()) +
            " instructions, " + std::to_string(8 * length) + " bytes\n";
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
  return JsonWriter().Write(account);
}

}  // namespace sonde::explain
