// From keys with stacks to rows of names. Leaves: FoldStacks, Weight, SuffixOf, TakeKind. Covered by
// tests/output/stacks_test.cpp.
#include "output/stacks.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "base/printable.h"
#include "output/text.h"

namespace sonde::output {
namespace {

constexpr std::string_view kUserToKernel = "-";
constexpr std::string_view kNextStacks = "--";
constexpr std::string_view kNoStack = "[no stack]";
constexpr std::string_view kLostCallers = "[unwind failed]";

// One line without the separator of names.
std::string Harmless(std::string_view text) {
  std::string harmless;
  AppendPrintable(harmless, text, Newlines::Escape);
  std::replace(harmless.begin(), harmless.end(), ';', ':');
  std::replace(harmless.begin(), harmless.end(), '\t', ' ');
  return harmless.empty() ? "\"\"" : harmless;
}

bool LooksLikeCpp(std::string_view name) {
  return name.find("::") != std::string_view::npos || name.starts_with("_Z");
}

CodeKind KindOf(const Frame& frame) {
  if (frame.inlined) return CodeKind::Inlined;
  if (frame.space == AddressSpace::Kernel) return CodeKind::Kernel;
  if (frame.jit) return CodeKind::Jit;
  return LooksLikeCpp(frame.symbol) ? CodeKind::Cpp : CodeKind::User;
}

// The parts of one key: stacks with the labels in front of each.
struct Parts {
  struct Group {
    std::vector<std::string> labels;
    const Stack* user = nullptr;
    const Stack* kernel = nullptr;

    [[nodiscard]] const Stack*& Of(AddressSpace space) {
      return space == AddressSpace::Kernel ? kernel : user;
    }
  };
  std::vector<Group> groups{1};
  std::vector<std::string> labels;  // since the last stack

  void Take(const Value& value);
  void Take(const Stack& stack);
  void Finish();
};

bool HoldsStack(const Value& value) {
  const auto holds = [](const Value& inner) { return HoldsStack(inner); };
  if (std::holds_alternative<Stack>(value.data)) return true;
  if (const auto* tuple = std::get_if<Tuple>(&value.data))
    return std::any_of(tuple->elements.begin(), tuple->elements.end(), holds);
  if (const auto* array = std::get_if<Array>(&value.data))
    return std::any_of(array->elements.begin(), array->elements.end(), holds);
  const auto* record = std::get_if<Record>(&value.data);
  return record != nullptr && std::any_of(record->fields.begin(), record->fields.end(),
                                          [](const Field& field) { return HoldsStack(field.value); });
}

void Parts::Take(const Value& value) {
  if (const auto* stack = std::get_if<Stack>(&value.data)) return Take(*stack);
  const auto* tuple = std::get_if<Tuple>(&value.data);
  const auto* array = std::get_if<Array>(&value.data);
  const auto* record = std::get_if<Record>(&value.data);
  if (tuple != nullptr || (array != nullptr && HoldsStack(value))) {
    for (const Value& element : tuple != nullptr ? tuple->elements : array->elements)
      Take(element);
  } else if (record != nullptr && HoldsStack(value)) {
    for (const Field& field : record->fields)
      Take(field.value);
  } else {
    std::string text;
    AppendText(text, value);
    labels.push_back(Harmless(text));
  }
}

void Parts::Take(const Stack& stack) {
  if (groups.back().Of(stack.space) != nullptr) {
    groups.emplace_back();
    groups.back().labels = std::exchange(labels, {});
  }
  groups.back().Of(stack.space) = &stack;
  auto& front = groups.back().labels;
  front.insert(front.end(), labels.begin(), labels.end());
  labels.clear();
}

// What stands behind the last stack is said in front of all.
void Parts::Finish() {
  auto& front = groups.front().labels;
  front.insert(front.end(), labels.begin(), labels.end());
}

// The names of a map, each once.
class Names {
 public:
  explicit Names(std::vector<StackName>& names) : names_(names) {}

  uint32_t Of(std::string_view text, CodeKind kind, bool known = true) {
    key_.assign(1, static_cast<char>(kind));
    key_ += text;
    const auto [at, added] = numbers_.try_emplace(key_, static_cast<uint32_t>(names_.size()));
    if (added) names_.push_back({std::string(text), kind, known});
    return at->second;
  }
  // Symbols are made harmless once.
  uint32_t Of(const Frame& frame) {
    const CodeKind kind = KindOf(frame);
    key_.assign(1, static_cast<char>(kind));
    if (frame.symbol.empty()) {
      key_ += "0x";
      AppendHex(key_, frame.address);
    } else {
      key_ += frame.symbol;
    }
    const auto known = symbols_.find(key_);
    if (known != symbols_.end()) return known->second;
    const std::string symbol = key_;
    const uint32_t number = Of(Harmless(std::string_view(symbol).substr(1)), kind, !frame.symbol.empty());
    return symbols_[symbol] = number;
  }

 private:
  std::vector<StackName>& names_;
  std::unordered_map<std::string, uint32_t> numbers_;  // by kind and text
  std::unordered_map<std::string, uint32_t> symbols_;  // the same of what frames say
  std::string key_;
};

void AppendStack(const Stack* stack, Names& names, std::vector<uint32_t>& path) {
  if (stack == nullptr) return;
  if (stack->unwind_failed) path.push_back(names.Of(kLostCallers, CodeKind::Gap));
  for (auto frame = stack->frames.rbegin(); frame != stack->frames.rend(); ++frame)
    path.push_back(names.Of(*frame));
}

bool HasFrames(const Stack* stack) {
  return stack != nullptr && (!stack->frames.empty() || stack->unwind_failed);
}

std::vector<uint32_t> PathOf(const Value& key, Names& names) {
  Parts parts;
  parts.Take(key);
  parts.Finish();
  std::vector<uint32_t> path;
  for (const Parts::Group& group : parts.groups) {
    if (&group != &parts.groups.front()) path.push_back(names.Of(kNextStacks, CodeKind::Gap));
    for (const std::string& label : group.labels)
      path.push_back(names.Of(label, CodeKind::Label));
    AppendStack(group.user, names, path);
    if (HasFrames(group.user) && HasFrames(group.kernel))
      path.push_back(names.Of(kUserToKernel, CodeKind::Gap));
    AppendStack(group.kernel, names, path);
    if (!HasFrames(group.user) && !HasFrames(group.kernel)) path.push_back(names.Of(kNoStack, CodeKind::Gap));
  }
  return path;
}

// The place of each name in their order.
std::vector<uint32_t> Ranks(const std::vector<StackName>& names) {
  std::vector<uint32_t> order(names.size()), ranks(names.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return std::tie(names[a].text, names[a].kind) < std::tie(names[b].text, names[b].kind);
  });
  for (uint32_t i = 0; i < order.size(); ++i)
    ranks[order[i]] = i;
  return ranks;
}

void SortAndMerge(FoldedMap& folded) {
  const std::vector<uint32_t> ranks = Ranks(folded.names);
  auto& rows = folded.rows;
  std::sort(rows.begin(), rows.end(), [&](const StackRow& a, const StackRow& b) {
    return std::lexicographical_compare(a.path.begin(), a.path.end(), b.path.begin(), b.path.end(),
                                        [&](uint32_t x, uint32_t y) { return ranks[x] < ranks[y]; });
  });
  size_t last = 0;
  for (size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].path == rows[last].path) {
      rows[last].count += rows[i].count;
    } else if (++last != i) {
      rows[last] = std::move(rows[i]);
    }
  }
  rows.resize(std::min(rows.size(), last + 1));
}

bool AddsUp(const MapData& map) {
  return map.function == Aggregation::None || RowOf(map.function).adds_up;
}

}  // namespace

std::optional<uint64_t> Weight(const EntryValue& value) {
  std::optional<uint64_t> weight;
  bool is_signed = false;
  if (const auto* plain = std::get_if<Value>(&value)) {
    is_signed = std::holds_alternative<Int64>(plain->data);
    if (is_signed || std::holds_alternative<Uint64>(plain->data)) weight = IntegerBits(*plain);
  } else if (const auto* statistics = std::get_if<Statistics>(&value)) {
    is_signed = statistics->is_signed;
    weight = statistics->total;
  } else if (const auto* histogram = std::get_if<Histogram>(&value)) {
    weight = std::accumulate(histogram->counts.begin(), histogram->counts.end(), uint64_t{0});
  }
  if (!weight || *weight == 0 || (is_signed && static_cast<int64_t>(*weight) < 0)) return std::nullopt;
  return weight;
}

std::optional<FoldedMap> FoldStacks(const MapData& map) {
  if (map.entries.empty() || !AddsUp(map) || !HoldsStack(map.entries.front().key)) return std::nullopt;
  FoldedMap folded;
  folded.map = map.name;
  Names names(folded.names);
  for (const MapEntry& entry : map.entries) {
    const auto weight = Weight(entry.value);
    if (weight) {
      folded.rows.push_back({PathOf(entry.key, names), *weight});
    } else {
      ++folded.left_out;
    }
  }
  SortAndMerge(folded);
  return folded;
}

std::string_view SuffixOf(CodeKind kind) {
  switch (kind) {
    case CodeKind::Kernel:
      return "_[k]";
    case CodeKind::Inlined:
      return "_[i]";
    case CodeKind::Jit:
      return "_[j]";
    case CodeKind::Label:
    case CodeKind::Gap:
    case CodeKind::User:
    case CodeKind::Cpp:
      return "";
  }
  return "";
}

CodeKind TakeKind(std::string_view& name) {
  for (const CodeKind kind : {CodeKind::Kernel, CodeKind::Inlined, CodeKind::Jit}) {
    const std::string_view suffix = SuffixOf(kind);
    if (name.size() <= suffix.size() || !name.ends_with(suffix)) continue;
    name.remove_suffix(suffix.size());
    return kind;
  }
  for (const std::string_view gap : {kUserToKernel, kNextStacks, kNoStack, kLostCallers}) {
    if (name == gap) return CodeKind::Gap;
  }
  return LooksLikeCpp(name) ? CodeKind::Cpp : CodeKind::User;
}

}  // namespace sonde::output
