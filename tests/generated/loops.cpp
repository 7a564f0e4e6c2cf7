// Loops of random programs. `while` counts to small literals, as the verifier follows each round; ranges and
// maps may be of any size. At most two loops are nested.
#include "program_writer.h"

namespace sonde::test {

std::string ProgramWriter::Loop(int depth) {
  if (loops_.depth >= loops_.limit) return Block(depth - 1);
  ++loops_.depth;
  scopes_.emplace_back();
  std::string text;
  switch (random_.Below(maps_ ? 3 : 2)) {
    case 0:
      text = While(depth);
      break;
    case 1:
      text = ForRange(depth);
      break;
    default:
      text = ForMap(depth);
  }
  scopes_.pop_back();
  --loops_.depth;
  return text;
}

std::string ProgramWriter::LoopBody(int depth) {
  scopes_.emplace_back();
  std::string text = Body(1 + random_.Below(2), random_.OneIn(2) ? depth - 1 : 0);
  if (random_.OneIn(2))
    text += "if (" + Bool(1) + ") { " + (random_.OneIn(2) ? "break" : "continue") + "; }\n";
  text += Body(1, 0);
  scopes_.pop_back();
  return text;
}

// The counter's scope is the block around both, so that loops may share nothing.
std::string ProgramWriter::While(int depth) {
  const std::string counter = NewName("$i");
  scopes_.back().push_back({counter, Kind::Int, false});
  return "{ " + counter + " = 0; while (" + counter + " < " + std::to_string(1 + random_.Below(4)) + ") {\n" +
         counter + "++;\n" + LoopBody(depth) + "} }";
}

std::string ProgramWriter::ForRange(int depth) {
  const std::string counter = NewName("$i");
  std::string first = std::to_string(random_.Below(3));
  std::string last = std::to_string(random_.Below(2000));
  if (random_.OneIn(3)) first = "(" + Operand(1) + ")";
  if (random_.OneIn(2)) last = "(" + Operand(1) + ")";
  scopes_.back().push_back({counter, Kind::Int});
  const bool parentheses = random_.OneIn(2);
  return std::string("for ") + (parentheses ? "(" : "") + counter + " : " + first + ".." + last +
         (parentheses ? ")" : "") + " {\n" + LoopBody(depth) + "}";
}

std::string ProgramWriter::ForMap(int depth) {
  struct Source {
    const char* map;
    const char* parts;  // what is read of the pair
    Kind kind;
  };
  static constexpr std::array kSources = {Source{"@keyed", ".0", Kind::Int},
                                          Source{"@keyed", ".1", Kind::Int},
                                          Source{"@named", ".0", Kind::String},
                                          Source{"@both", ".0", Kind::Pair},
                                          Source{"@both", ".0.1", Kind::String},
                                          Source{"@deep", ".0.0.1.0", Kind::String},
                                          Source{"@count", ".1", Kind::Int},
                                          Source{"@min", ".0", Kind::String},
                                          Source{"@min", ".1", Kind::Int},
                                          Source{"@avg", ".1", Kind::Int},
                                          Source{"@pair_at", ".1", Kind::Pair},
                                          Source{"@nest_at", ".1", Kind::Nest},
                                          Source{"@record_at", ".1.b", Kind::String},
                                          Source{"@bytes_at", ".1", Kind::Bytes},
                                          Source{"@by_nest", ".0", Kind::Nest},
                                          Source{"@by_record", ".0", Kind::Record},
                                          Source{"@by_words", ".0", Kind::Words},
                                          Source{"@by_list", ".1", Kind::Int},
                                          Source{"@count_nest", ".0.0", Kind::Pair},
                                          Source{"@count_string", ".1", Kind::Int},
                                          Source{"@by_enum", ".0", Kind::Enum},
                                          Source{"@by_stack", ".0", Kind::Stack},
                                          Source{"@by_task", ".0", Kind::Task},
                                          Source{"@string_at", ".1", Kind::String}};
  const Source& source = random_.Pick(kSources);
  const std::string pair = NewName("$kv");
  const std::string part = NewName("$v");
  scopes_.back().push_back({part, source.kind});
  return "for (" + pair + " : " + source.map + ") {\n" + part + " = " + pair + source.parts + ";\n" +
         LoopBody(depth) + "}";
}

}  // namespace sonde::test
