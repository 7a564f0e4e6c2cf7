// The calling conventions of both machines on the C sample's functions, without their location descriptions.
#include "dwarf/calling_convention.h"

#include "dwarf/dwarf_file.h"
#include "samples.h"

namespace sonde::test {
namespace {

using dwarf::CallingConvention;
using dwarf::Machine;

std::string PlacesBy(Machine machine, const std::string& name) {
  const std::string path = Sample("gcc5", "args");
  auto file = dwarf::DwarfFile::Open(path, path);
  if (!file) return file.error().Text();
  std::string text;
  dwarf::Budget budget(100000);
  dwarf::ForEachChild((*file)->units().at(0).root, budget, [&](Dwarf_Die& function) {
    if (dwarf::TagOf(function) != DW_TAG_subprogram || dwarf::NameOf(function) != name) return true;
    CallingConvention convention(machine, dwarf::LanguageOf(function), dwarf::TypeOf(function));
    dwarf::ForEachChild(function, budget, [&](Dwarf_Die& parameter) {
      if (dwarf::TagOf(parameter) != DW_TAG_formal_parameter) return true;
      const auto placement = convention.Next(dwarf::TypeOf(parameter));
      text += (text.empty() ? "" : " ") + Spell(placement.place);
      return true;
    });
    return false;
  });
  return text;
}

TEST(CallingConvention, SystemV) {
  EXPECT_EQ(PlacesBy(Machine::X86_64, "many"), "5 4 1 2 8 9 7+8 7+16 7+24 7+32");
  EXPECT_EQ(PlacesBy(Machine::X86_64, "small"), "5 4,1 2");
  EXPECT_EQ(PlacesBy(Machine::X86_64, "big"), "5 7+8 4");
  EXPECT_EQ(PlacesBy(Machine::X86_64, "made"), "4");
  EXPECT_EQ(PlacesBy(Machine::X86_64, "reals"), "- 5 - 1");
}

TEST(CallingConvention, Aapcs64) {
  EXPECT_EQ(PlacesBy(Machine::Arm64, "many"), "0 1 2 3 4 5 6 7 31+0 31+8");
  EXPECT_EQ(PlacesBy(Machine::Arm64, "small"), "0 1,2 3");
  EXPECT_EQ(PlacesBy(Machine::Arm64, "big"), "0 1+0 2");
  EXPECT_EQ(PlacesBy(Machine::Arm64, "made"), "0");
  EXPECT_EQ(PlacesBy(Machine::Arm64, "reals"), "- 0 1,2 3");
}

}  // namespace
}  // namespace sonde::test
