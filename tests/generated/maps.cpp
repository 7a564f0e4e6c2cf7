// Maps of random programs: what they hold never changes, so every use fits.
#include "program_writer.h"

namespace sonde::test {
namespace {

constexpr std::array kIntMaps = {
    "@n", "@wide", "@keyed[KEY]", "@named[NAME]", "@both[KEY, NAME]", "@deep[(KEY, (NAME, true)), KEY]"};
constexpr std::array kAggregates = {"@count[KEY]", "@sum", "@min[NAME]", "@max", "@avg[KEY]"};

}  // namespace

std::string ProgramWriter::MapAssign() {
  const Kind kind = random_.Pick(kKinds);
  if (random_.OneIn(4))
    return "@by_" + std::string(RowOf(kind).word) + "[" + Value(kind, 1) + "] = " + Int(2) + ";";
  if (kind == Kind::Int) return IntMap() + " = " + Int(3) + ";";
  return MapOf(kind) + " = " + Value(kind, 2) + ";";
}

std::string ProgramWriter::Aggregate() {
  const KindRow& row = RowOf(random_.Pick(kKinds));
  switch (random_.Below(10)) {
    case 0:
      return "@count[" + Int(1) + "] = count();";
    case 1:
      return "@sum = sum(" + Int(2) + ");";
    case 2:
      return "@min[" + String(1) + "] = min(" + Int(2) + ");";
    case 3:
      return "@max = max(" + Int(2) + ");";
    case 4:
      return "@avg[" + Int(1) + "] = avg(" + Int(2) + ");";
    case 5:
      return "@stats = stats(" + Int(2) + ");";
    case 6:
      return "@hist[" + Int(1) + "] = hist(" + Int(2) + ", 2);";
    case 7:
      return "@lhist = lhist(" + Int(2) + ", 0, 100, 5);";
    default:
      return "@count_" + std::string(row.word) + "[" + Value(row.kind, 1) + "] = count();";
  }
}

std::string ProgramWriter::MapStatement() {
  const KindRow& row = RowOf(random_.Pick(kKinds));
  const std::string word = row.word;
  switch (random_.Below(10)) {
    case 0:
      return "_ = delete(@keyed, " + Int(1) + ");";
    case 1:
      return "delete(@both, (" + Int(1) + ", " + String(1) + "));";
    case 2:
      return "delete(@by_" + word + ", " + Value(row.kind, 1) + ");";
    case 3:
      return "delete(@count_" + word + "[" + Value(row.kind, 1) + "]);";
    case 4:
      return "clear(@named);";
    case 5:
      return "zero(@keyed);";
    case 6:
      return loops_.depth > 0 ? "clear(@hist);" : "print(@hist);";
    case 7:
      return "print(@by_" + word + "[" + Value(row.kind, 1) + "]);";
    case 8:
      return "delete(@n);";
    default:
      return "print(@sum);";
  }
}

std::string ProgramWriter::HasKey() {
  const KindRow& row = RowOf(random_.Pick(kKinds));
  const std::string map = (random_.OneIn(2) ? "@by_" : "@count_") + std::string(row.word);
  return "has_key(" + map + ", " + Value(row.kind, 0) + ")";
}

std::string ProgramWriter::IntMap() {
  if (random_.OneIn(8)) {
    const KindRow& row = RowOf(random_.Pick(kKinds));
    return "@by_" + std::string(row.word) + "[" + Value(row.kind, 0) + "]";
  }
  return Filled(random_.Pick(kIntMaps));
}

std::string ProgramWriter::MapOf(Kind kind) {
  if (kind == Kind::Int) return IntMap();
  const std::string map = "@" + std::string(RowOf(kind).word);
  return random_.OneIn(2) ? map : map + "_at[" + SmallKey() + "]";
}

std::string ProgramWriter::AggregateRead() {
  if (!random_.OneIn(4)) return Filled(random_.Pick(kAggregates));
  const KindRow& row = RowOf(random_.Pick(kKinds));
  return "@count_" + std::string(row.word) + "[" + Value(row.kind, 0) + "]";
}

// Keys are small, or expressions would grow without end.
std::string ProgramWriter::SmallKey() {
  return random_.OneIn(2) ? "tid" : "7";
}

std::string ProgramWriter::Filled(std::string map) {
  for (size_t at = map.find("KEY"); at != std::string::npos; at = map.find("KEY"))
    map.replace(at, 3, SmallKey());
  for (size_t at = map.find("NAME"); at != std::string::npos; at = map.find("NAME"))
    map.replace(at, 4, random_.OneIn(2) ? "comm" : "\"k\"");
  return map;
}

}  // namespace sonde::test
