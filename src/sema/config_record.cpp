// config: the settings as a record of literals (functions.md 11). Leaves: CheckConfig, CheckConfigField.
// Covered by tests/golden/typed/config/record.bt and tests/golden/diag/config/*.
#include <string>
#include <utility>
#include <vector>

#include "sema/families.h"

namespace sonde::sema {
namespace {

ExprPtr MakeSetting(Context& context, uint64_t value, SourceRange range) {
  return Convert(context, MakeInteger(range, Number::Of(value)), IntegerType(8, false));
}

ExprPtr MakeSetting(Context& /*context*/, bool value, SourceRange range) {
  return MakeBool(range, value);
}

ExprPtr MakeSetting(Context& /*context*/, const std::string& value, SourceRange range) {
  return MakeString(range, value);
}

struct Setting {
  std::string name;
  ExprPtr value;
};

std::vector<Setting> Settings(Context& context, SourceRange range) {
  std::vector<Setting> settings;
#define CONFIG(field, key, type, value, use, help) \
  settings.push_back({key, MakeSetting(context, context.config.field, range)});
#include "defs/config.def"
  return settings;
}

}  // namespace

ExprPtr CheckConfig(Elaborator& elaborator, SourceRange range) {
  std::vector<std::string> names;
  std::vector<ExprPtr> values;
  for (Setting& setting : Settings(elaborator.context, range)) {
    names.push_back(std::move(setting.name));
    values.push_back(std::move(setting.value));
  }
  return MakeTuple(elaborator.context, range, std::move(values), std::move(names));
}

ExprPtr CheckConfigField(Elaborator& elaborator, const ast::Name& field, SourceRange range) {
  for (Setting& setting : Settings(elaborator.context, range)) {
    if (setting.name == field.text) return std::move(setting.value);
  }
  return elaborator.context.ReportAndPoison(DiagId::RecordField, field.range, {field.text});
}

}  // namespace sonde::sema
