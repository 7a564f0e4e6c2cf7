// Tests of what -f and -o ask for.
#include "output/targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde::output {

// Where a target is, for comparing.
static bool operator==(const Target& a, const Target& b) {
  return a.format == b.format && a.place == b.place && a.path == b.path;
}
static void PrintTo(const Target& target, std::ostream* out) {
  *out << RowOf(target.format).name << " to " << static_cast<int>(target.place) << " " << target.path;
}

namespace {

using testing::ElementsAre;
using Place = Target::Place;

std::vector<Target> Choose(const std::vector<std::string>& formats, const std::string& path = "") {
  TargetRequest request;
  request.path = path;
  for (const std::string& format : formats)
    EXPECT_TRUE(AddFormat(request, format).ok()) << format;
  auto targets = ChooseTargets(request);
  return targets ? *targets : std::vector<Target>();
}

TEST(TargetsTest, TextOnStandardOutputUnlessAskedOtherwise) {
  EXPECT_THAT(Choose({}), ElementsAre(Target{Format::Text, Place::StandardOutput, ""}));
  EXPECT_THAT(Choose({}, "out"), ElementsAre(Target{Format::Text, Place::File, "out"}));
  EXPECT_THAT(Choose({"text", "json"}), ElementsAre(Target{Format::Json, Place::StandardOutput, ""}));
}

TEST(TargetsTest, TheEndingOfAFileChoosesUnlessAFormatIsNamed) {
  EXPECT_THAT(Choose({}, "a.json"), ElementsAre(Target{Format::Json, Place::File, "a.json"}));
  EXPECT_THAT(Choose({"text"}, "a.json"), ElementsAre(Target{Format::Text, Place::File, "a.json"}));
  for (const FormatRow& row : kFormats) {
    for (std::string_view rest = row.endings; !rest.empty();) {
      const size_t end = std::min(rest.find(' '), rest.size());
      const std::string ending(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      EXPECT_EQ(ending[0], '.');
      EXPECT_EQ(FormatOfFile("dir/x" + ending), row.format) << ending;
      if (ending.rfind('.') == 0) EXPECT_EQ(FormatOfFile(ending), Format::Text) << "an ending is not a name";
      EXPECT_EQ(FormatOfFile("x" + ending + "x"), Format::Text) << ending;
    }
  }
}

TEST(TargetsTest, FurtherFormatsHaveFilesOfTheirOwn) {
  EXPECT_THAT(Choose({"json=a", "text=b=c"}),
              ElementsAre(Target{Format::Text, Place::StandardOutput, ""},
                          Target{Format::Json, Place::File, "a"}, Target{Format::Text, Place::File, "b=c"}));
}

TEST(TargetsTest, PicturesLeaveWhatIsPrintedToText) {
  for (const FormatRow& row : kFormats) {
    if (row.shows == FormatShows::Everything) continue;
    const std::string name(row.name);
    EXPECT_THAT(Choose({name}), ElementsAre(Target{Format::Text, Place::StandardError, ""},
                                            Target{row.format, Place::StandardOutput, ""}));
    EXPECT_THAT(Choose({name}, "x"), ElementsAre(Target{Format::Text, Place::StandardOutput, ""},
                                                 Target{row.format, Place::File, "x"}));
    EXPECT_THAT(Choose({name + "=x"}), ElementsAre(Target{Format::Text, Place::StandardOutput, ""},
                                                   Target{row.format, Place::File, "x"}));
  }
}

TEST(TargetsTest, TextBesideATableOnStandardOutputHasNoMaps) {
  const auto beside = [](const std::string& path) {
    TargetRequest request{"csv", path, {}};
    return ChooseTargets(request)->front();
  };
  EXPECT_FALSE(beside("").shows_maps);
  EXPECT_FALSE(beside("").prints_maps);
  EXPECT_TRUE(beside("x").shows_maps);
  EXPECT_TRUE(beside("x").prints_maps);
}

TEST(TargetsTest, WhatIsNoFormatIsRefused) {
  TargetRequest request;
  EXPECT_THAT(AddFormat(request, "xml=a").error().Text(),
              testing::StartsWith("Invalid output format \"xml\"\nValid formats: "));
  EXPECT_EQ(AddFormat(request, "json=").error().Text(), "USAGE: -f json= needs a file behind it.");
  EXPECT_TRUE(AddFormat(request, "json=a").ok());
  EXPECT_EQ(AddFormat(request, "text=a").error().Text(), "USAGE: -f writes two formats to a.");
  EXPECT_THAT(AddFormat(request, "out.json").error().hints,
              ElementsAre("a file is named with -o: -o out.json"));
}

}  // namespace
}  // namespace sonde::output
