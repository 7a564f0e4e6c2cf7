// Tests of src/cli/help.cpp.
#include "cli/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "defs/aggregations.h"
#include "defs/builtins.h"
#include "defs/functions.h"
#include "defs/ledger.h"
#include "defs/map_types.h"
#include "defs/probe_types.h"

namespace sonde {
namespace {

using testing::HasSubstr;

TEST(Help, OneNameIsOneLine) {
  EXPECT_EQ(HelpOn("strlen"), "uint64 strlen(text s)  length of a string\n");
  EXPECT_EQ(HelpOn("cpu"), "cpu  processor number\n");
}

// kstack is a builtin and a function.
TEST(Help, ANameOfTwoThingsHasBoth) {
  const auto help = HelpOn("kstack");
  ASSERT_TRUE(help);
  EXPECT_THAT(*help, HasSubstr("stack kstack([any mode], [any limit])"));
  EXPECT_THAT(*help, HasSubstr("\nkstack "));
}

TEST(Help, UnknownWordsHaveNone) {
  EXPECT_FALSE(HelpOn("nonsense"));
  EXPECT_FALSE(HelpOn(""));
}

TEST(Help, EveryRowIsInItsTopic) {
  for (const FunctionRow& row : kFunctions)
    EXPECT_THAT(*HelpOn("functions"), HasSubstr(std::string(row.text)));
  for (const BuiltinRow& row : kBuiltins)
    EXPECT_THAT(*HelpOn("builtins"), HasSubstr(std::string(row.help)));
  for (const ProbeTypeRow& row : kProbeTypes)
    EXPECT_THAT(*HelpOn("probes"), HasSubstr(std::string(row.help)));
  for (const AggregationRow& row : kAggregations)
    EXPECT_THAT(*HelpOn("aggregations"), HasSubstr(std::string(row.form)));
  for (const MapTypeRow& row : kMapTypes)
    EXPECT_THAT(*HelpOn("maps"), HasSubstr(std::string(row.help)));
#define CONFIG(field, key, type, value, use, help) EXPECT_THAT(*HelpOn("config"), HasSubstr(help)) << key;
#include "defs/config.def"
}

// What the ledger says at the end of a run can be looked up.
TEST(Help, EveryCounterOfTheLedgerIsExplained) {
  for (const LedgerKindRow& row : kLedgerKinds)
    EXPECT_TRUE(HelpOn(row.name)) << row.name;
  EXPECT_THAT(*HelpOn("ledger"), HasSubstr("events_lost  "));
}

}  // namespace
}  // namespace sonde
