// Tests of heat maps on terminals.
#include "output/heat_terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonde::output {
namespace {

using testing::HasSubstr;

std::string Text(HeatColors colors, std::string title = "@h") {
  HeatPanel panel{.title = std::move(title),
                  .rows = {"[1]", "[2, 4)"},
                  .columns = {{0, 1, {1, 0}}, {1, 2, {9, 3}}},
                  .most = 9,
                  .total = 13};
  std::string out;
  AppendHeatText(out, panel, colors);
  return out;
}

TEST(HeatTerminalTest, ShadesWhereThereAreNoColors) {
  EXPECT_THAT(Text(HeatColors::None), HasSubstr("@h  (13)\n"
                                                "           [2, 4)  +\n"
                                                "              [1] .@\n"));
}

TEST(HeatTerminalTest, ColorsEndWithTheirLine) {
  EXPECT_THAT(Text(HeatColors::True), HasSubstr(" [1] \x1b[48;2;64;18;14m \x1b[48;2;255;232;170m \x1b[0m\n"));
  EXPECT_THAT(Text(HeatColors::Indexed), HasSubstr(" [2, 4)  \x1b[48;5;166m \x1b[0m\n"));
}

TEST(HeatTerminalTest, NamesCannotCommandTheTerminal) {
  EXPECT_THAT(Text(HeatColors::None, "@[\x1b[2J\n]"), HasSubstr("@[\\x1b[2J\\x0a]  (13)\n"));
}

TEST(HeatTerminalTest, WhatATerminalCanDo) {
  EXPECT_EQ(ColorsOf(true, "truecolor", "xterm"), HeatColors::True);
  EXPECT_EQ(ColorsOf(true, nullptr, "xterm-256color"), HeatColors::Indexed);
  EXPECT_EQ(ColorsOf(true, nullptr, "linux"), HeatColors::None);
  EXPECT_EQ(ColorsOf(true, "truecolor", "dumb"), HeatColors::None);
  EXPECT_EQ(ColorsOf(false, "truecolor", "xterm"), HeatColors::None);
  EXPECT_EQ(ColorsOf(true, nullptr, nullptr), HeatColors::None);
}

}  // namespace
}  // namespace sonde::output
