// From nodes to states: sets of nodes that a text may have led to. Leaves: Determine, Automaton::Matches.
// Covered by tests/base/automaton_test.cpp.
#include "base/automaton.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/automaton_nodes.h"

namespace sonde {
namespace patterns {
namespace {

constexpr uint32_t kMostStates = 1024;

using NodeSet = std::vector<uint32_t>;  // sorted

class Determiner {
 public:
  // `anywhere`: the pattern may begin at any byte, and what follows its end does not matter.
  Determiner(const Nodes& nodes, uint32_t begin, bool anywhere)
      : nodes_(nodes), begin_(begin), anywhere_(anywhere) {}

  Result<Automaton> Run() {
    FindClasses();
    NewState({}, false);
    NewState({}, true);  // kAlways
    std::vector<bool> reached(nodes_.all().size());
    nodes_.Reach(begin_, true, false, reached);
    made_.start = StateOf(Members(reached));
    for (size_t state = 2; state < sets_.size(); ++state) {
      if (sets_.size() > kMostStates) {
        return Error("the pattern needs more than " + std::to_string(kMostStates) + " states");
      }
      for (uint32_t c = 0; c < made_.class_count; ++c)
        made_.next[state * made_.class_count + c] = static_cast<uint16_t>(After(state, c));
    }
    return std::move(made_);
  }

 private:
  // Bytes that belong to the same sets are of one class.
  void FindClasses() {
    std::map<std::vector<bool>, uint8_t> known;
    for (size_t byte = 0; byte < 256; ++byte) {
      std::vector<bool> sets;
      for (const Node& node : nodes_.all())
        if (node.kind == Node::Kind::Bytes) sets.push_back(node.bytes[byte]);
      const auto [at, added] = known.try_emplace(std::move(sets), static_cast<uint8_t>(known.size()));
      if (added) samples_.push_back(byte);
      made_.classes[byte] = at->second;
    }
    made_.class_count = static_cast<uint32_t>(samples_.size());
  }

  [[nodiscard]] NodeSet Members(const std::vector<bool>& reached) const {
    NodeSet members;
    for (uint32_t i = 0; i < reached.size(); ++i)
      if (reached[i] && nodes_[i].kind != Node::Kind::Split) members.push_back(i);
    return members;
  }

  uint32_t NewState(NodeSet members, bool accepting) {
    const auto number = static_cast<uint32_t>(sets_.size());
    made_.accepting.push_back(accepting ? 1 : 0);
    made_.next.resize(made_.next.size() + made_.class_count, static_cast<uint16_t>(number));
    sets_.push_back(std::move(members));
    return number;
  }

  // Whether a text may end here.
  [[nodiscard]] bool Accepts(const NodeSet& members) const {
    std::vector<bool> reached(nodes_.all().size());
    for (const uint32_t member : members)
      if (nodes_[member].kind == Node::Kind::End) nodes_.Reach(member, false, true, reached);
    for (const uint32_t member : members)
      reached[member] = true;
    for (uint32_t i = 0; i < reached.size(); ++i)
      if (reached[i] && nodes_[i].kind == Node::Kind::Accept) return true;
    return false;
  }

  uint32_t StateOf(NodeSet members) {
    if (members.empty()) return Automaton::kNever;
    const bool over = anywhere_ && std::any_of(members.begin(), members.end(), [&](uint32_t member) {
                        return nodes_[member].kind == Node::Kind::Accept;
                      });
    if (over) return Automaton::kAlways;
    const auto known = numbers_.find(members);
    if (known != numbers_.end()) return known->second;
    const uint32_t number = NewState(members, Accepts(members));
    numbers_.emplace(std::move(members), number);
    return number;
  }

  uint32_t After(size_t state, uint32_t c) {
    const NodeSet members = sets_[state];
    std::vector<bool> reached(nodes_.all().size());
    for (const uint32_t member : members) {
      const Node& node = nodes_[member];
      if (node.kind == Node::Kind::Bytes && node.bytes[samples_[c]])
        nodes_.Reach(node.next, false, false, reached);
    }
    if (anywhere_) nodes_.Reach(begin_, false, false, reached);
    return StateOf(Members(reached));
  }

  const Nodes& nodes_;
  const uint32_t begin_;
  const bool anywhere_;
  std::vector<size_t> samples_;  // a byte of each class
  std::vector<NodeSet> sets_;    // by state
  std::map<NodeSet, uint32_t> numbers_;
  Automaton made_;
};

}  // namespace

Result<Automaton> Determine(const Nodes& nodes, uint32_t begin, bool anywhere) {
  return Determiner(nodes, begin, anywhere).Run();
}

}  // namespace patterns

bool Automaton::Matches(std::string_view text) const {
  uint32_t state = start;
  for (const char c : text.substr(0, text.find('\0')))
    state = next[state * class_count + classes[static_cast<unsigned char>(c)]];
  return accepting[state] != 0;
}

}  // namespace sonde
