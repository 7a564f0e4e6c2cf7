// From rows to a tree. Leaves: what flame_tree.h declares. Covered by tests/output/flame_tree_test.cpp.
#include "output/pictures/flame_tree.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "base/printable.h"

namespace sonde::output {
namespace {

struct Row {
  std::vector<uint32_t> path;
  uint64_t now = 0;
  uint64_t before = 0;
};

// Names of several maps and of a file, which are the same if lines of folded stacks have them alike.
class CommonNames {
 public:
  explicit CommonNames(std::vector<StackName>& names) : names_(names) {}
  uint32_t Of(const StackName& name) {
    const auto [at, added] = numbers_.try_emplace(name.text + std::string(SuffixOf(name.kind)),
                                                  static_cast<uint32_t>(names_.size()));
    if (added) names_.push_back(name);
    return at->second;
  }
  // As it stands in a line.
  uint32_t Of(std::string_view text) {
    const auto known = numbers_.find(std::string(text));
    if (known != numbers_.end()) return known->second;
    std::string harmless;
    const CodeKind kind = TakeKind(text);
    AppendPrintable(harmless, text, Newlines::Escape);
    return Of(StackName{harmless, kind, true});
  }

 private:
  std::vector<StackName>& names_;
  std::unordered_map<std::string, uint32_t> numbers_;
};

void AddMap(const FoldedMap& map, bool named, CommonNames& common, std::vector<Row>& rows) {
  std::vector<uint32_t> numbers;
  numbers.reserve(map.names.size());
  for (const StackName& name : map.names)
    numbers.push_back(common.Of(name));
  for (const StackRow& row : map.rows) {
    Row& added = rows.emplace_back();
    added.path.reserve(row.path.size() + 1);
    if (named) added.path.push_back(common.Of({map.map, CodeKind::Label, true}));
    for (const uint32_t name : row.path)
      added.path.push_back(numbers[name]);
    added.now = row.count;
  }
}

void AddFile(const FoldedFile& file, CommonNames& common, std::vector<Row>& rows) {
  for (const auto& [names, count] : file.rows) {
    Row& added = rows.emplace_back();
    for (std::string_view rest = names;; rest.remove_prefix(rest.find(';') + 1)) {
      added.path.push_back(common.Of(rest.substr(0, rest.find(';'))));
      if (rest.find(';') == std::string_view::npos) break;
    }
    added.before = count;
  }
}

// Numbers the names of rows in their order.
void PutInOrder(std::vector<StackName>& names, std::vector<Row>& rows) {
  std::vector<uint32_t> order(names.size()), ranks(names.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin() + 1, order.end(), [&](uint32_t a, uint32_t b) {
    const int by_text = names[a].text.compare(names[b].text);
    return by_text != 0 ? by_text < 0 : names[a].kind < names[b].kind;
  });
  std::vector<StackName> sorted;
  sorted.reserve(names.size());
  for (uint32_t i = 0; i < order.size(); ++i) {
    ranks[order[i]] = i;
    sorted.push_back(std::move(names[order[i]]));
  }
  names = std::move(sorted);
  for (Row& row : rows) {
    for (uint32_t& name : row.path)
      name = ranks[name];
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.path < b.path; });
}

// Rows in order: each goes on where it differs from the one before.
void Grow(const std::vector<Row>& rows, std::vector<FlameNode>& nodes) {
  std::vector<size_t> open = {0};
  const std::vector<uint32_t>* last = nullptr;
  for (const Row& row : rows) {
    size_t same = 0;
    if (last != nullptr) {
      const auto differ = std::mismatch(row.path.begin(), row.path.end(), last->begin(), last->end()).first;
      same = static_cast<size_t>(differ - row.path.begin());
    }
    open.resize(same + 1);
    for (size_t i = same; i < row.path.size(); ++i) {
      open.push_back(nodes.size());
      nodes.push_back({row.path[i], static_cast<uint32_t>(i + 1), 0, 0});
    }
    for (const size_t node : open) {
      nodes[node].now += row.now;
      nodes[node].before += row.before;
    }
    last = &row.path;
  }
}

}  // namespace

FlameTree MakeFlameTree(const std::map<std::string, FoldedMap>& maps, bool reverse,
                        const FoldedFile* before) {
  FlameTree tree;
  tree.names.push_back({"all", CodeKind::Label, true});
  CommonNames common(tree.names);
  std::vector<Row> rows;
  const bool named = maps.size() > 1;
  for (const auto& [name, map] : maps) {
    AddMap(map, named, common, rows);
    tree.stacks += map.rows.size();
  }
  if (before != nullptr) AddFile(*before, common, rows);
  if (reverse) {
    for (Row& row : rows)
      std::reverse(row.path.begin() + (named ? 1 : 0), row.path.end());
  }
  PutInOrder(tree.names, rows);
  tree.nodes.emplace_back();
  Grow(rows, tree.nodes);
  return tree;
}

size_t BehindNode(const FlameTree& tree, size_t node) {
  size_t behind = node + 1;
  while (behind < tree.nodes.size() && tree.nodes[behind].depth > tree.nodes[node].depth)
    ++behind;
  return behind;
}

Pruned Prune(const FlameTree& tree, uint64_t least) {
  Pruned pruned;
  for (size_t i = 0; i < tree.nodes.size();) {
    const FlameNode& node = tree.nodes[i];
    if (i == 0 || node.now >= std::max<uint64_t>(least, 1)) {
      pruned.nodes.push_back(node);
      ++i;
      continue;
    }
    const size_t behind = BehindNode(tree, i);
    pruned.width_left_out += node.now;
    for (; i < behind; ++i)
      pruned.frames_left_out += tree.nodes[i].now > 0 ? 1 : 0;
  }
  return pruned;
}

std::vector<size_t> Vanished(const FlameTree& tree) {
  std::vector<size_t> gone;
  for (size_t i = 0; i < tree.nodes.size();) {
    const bool vanished = tree.nodes[i].now == 0 && tree.nodes[i].before > 0;
    if (vanished) gone.push_back(i);
    i = vanished ? BehindNode(tree, i) : i + 1;
  }
  std::stable_sort(gone.begin(), gone.end(),
                   [&](size_t a, size_t b) { return tree.nodes[a].before > tree.nodes[b].before; });
  return gone;
}

std::string PathText(const FlameTree& tree, size_t node) {
  std::vector<size_t> path;
  for (size_t i = node + 1; i-- > 1;) {
    if (path.empty() ? i == node : tree.nodes[i].depth + 1 == tree.nodes[path.back()].depth)
      path.push_back(i);
  }
  std::string text;
  for (auto at = path.rbegin(); at != path.rend(); ++at)
    text += (text.empty() ? "" : ";") + tree.names[tree.nodes[*at].name].text;
  return text;
}

}  // namespace sonde::output
