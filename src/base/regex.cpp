// Regular expressions. Leaves: CompileRegex. Covered by tests/base/automaton_test.cpp.
#include <cctype>
#include <utility>

#include "base/automaton_nodes.h"

namespace sonde {

using namespace patterns;  // NOLINT(google-build-using-namespace)

namespace {

constexpr uint32_t kMostRepeats = 255;  // RE_DUP_MAX

// A piece of an expression: where it begins, and the node without a next one that it ends in.
struct Fragment {
  uint32_t begin = kNone;
  uint32_t end = kNone;
};

class RegexParser {
 public:
  RegexParser(std::string_view pattern, Nodes& nodes) : pattern_(pattern), nodes_(nodes) {}

  // The first node.
  Result<uint32_t> Run() {
    const Fragment whole = Alternatives(0);
    if (problem_.empty() && at_ < pattern_.size()) Fail("`)` without `(`");
    if (problem_.empty() && nodes_.full()) Fail("it is too long");
    if (!problem_.empty()) return Error(problem_);
    nodes_[whole.end].next = nodes_.Add(Node::Kind::Accept);
    return whole.begin;
  }

 private:
  static constexpr int kMostNested = 64;

  [[nodiscard]] bool More() const { return problem_.empty() && at_ < pattern_.size(); }
  [[nodiscard]] char Peek() const { return pattern_[at_]; }
  void Fail(const char* why) {
    if (problem_.empty()) problem_ = why;
  }

  Fragment Empty() {
    const uint32_t node = nodes_.Add(Node::Kind::Split);
    return {node, node};
  }

  Fragment Join(Fragment first, Fragment second) {
    nodes_[first.end].next = second.begin;
    return {first.begin, second.end};
  }

  Fragment Alternatives(int depth) {
    if (depth > kMostNested) Fail("it is nested too deeply");
    Fragment all = Sequence(depth);
    while (More() && Peek() == '|') {
      ++at_;
      const Fragment other = Sequence(depth);
      const uint32_t end = nodes_.Add(Node::Kind::Split);
      nodes_[all.end].next = end;
      nodes_[other.end].next = end;
      all = {nodes_.Add(Node::Kind::Split, all.begin, other.begin), end};
    }
    return all;
  }

  Fragment Sequence(int depth) {
    Fragment all = Empty();
    while (More() && Peek() != '|' && Peek() != ')')
      all = Join(all, Repeated(depth));
    return all;
  }

  // An atom with what says how often it comes. To come several times it is parsed again.
  Fragment Repeated(int depth) {
    const size_t begin = at_;
    Fragment atom = Atom(depth);
    for (;;) {
      uint32_t least = 0;
      uint32_t most = kNone;
      if (!Repetition(least, most)) return atom;
      const size_t behind = at_;
      atom = Repeat(begin, depth, atom, least, most);
      at_ = behind;
      if (More() && (Peek() == '*' || Peek() == '+' || Peek() == '?' || Peek() == '{')) {
        Fail("one of * + ? { follows another");
      }
    }
  }

  bool Repetition(uint32_t& least, uint32_t& most) {
    if (!More()) return false;
    const char c = Peek();
    if (c != '*' && c != '+' && c != '?' && c != '{') return false;
    ++at_;
    if (c == '{') return Bounds(least, most);
    if (c == '+') least = 1;
    if (c == '?') most = 1;
    return true;
  }

  bool Bounds(uint32_t& least, uint32_t& most) {
    const auto number = [&](uint32_t& value) {
      const size_t begin = at_;
      value = 0;
      for (; More() && Peek() >= '0' && Peek() <= '9' && value <= kMostRepeats; ++at_)
        value = 10 * value + static_cast<uint32_t>(Peek() - '0');
      return at_ != begin;
    };
    bool valid = number(least);
    most = least;
    if (valid && More() && Peek() == ',') {
      ++at_;
      if (!number(most)) most = kNone;
    }
    valid = valid && More() && Peek() == '}' && least <= kMostRepeats && most >= least &&
            (most == kNone || most <= kMostRepeats);
    if (!valid) Fail("`{` begins a number of times: {3}, {3,}, {3,5}, up to 255");
    ++at_;
    return valid;
  }

  // Another copy of the atom that begins at `begin`.
  Fragment Again(size_t begin, int depth) {
    at_ = begin;
    if (nodes_.full()) Fail("it is too long");
    return problem_.empty() ? Atom(depth) : Empty();
  }

  Fragment Repeat(size_t begin, int depth, Fragment atom, uint32_t least, uint32_t most) {
    Fragment all = Empty();
    bool used = false;
    const auto next = [&] { return std::exchange(used, true) ? Again(begin, depth) : atom; };
    for (uint32_t i = 0; i < least; ++i)
      all = Join(all, next());
    if (most == kNone) {
      const Fragment body = next();
      const uint32_t end = nodes_.Add(Node::Kind::Split);
      const uint32_t choice = nodes_.Add(Node::Kind::Split, body.begin, end);
      nodes_[body.end].next = choice;
      return Join(all, {choice, end});
    }
    for (uint32_t i = least; i < most; ++i) {
      const Fragment body = next();
      const uint32_t end = nodes_.Add(Node::Kind::Split);
      nodes_[body.end].next = end;
      all = Join(all, {nodes_.Add(Node::Kind::Split, body.begin, end), end});
    }
    return all;
  }

  Fragment Atom(int depth) {
    const char c = Peek();
    ++at_;
    switch (c) {
      case '(': {
        const Fragment inner = Alternatives(depth + 1);
        if (!More() || Peek() != ')') Fail("`(` without `)`");
        ++at_;
        return inner;
      }
      case '[': {
        const auto bytes = ParseBrackets(pattern_, at_, false);
        if (!bytes) Fail("`[` without `]`, or something between that has no meaning");
        return Single(bytes.value_or(ByteSet()));
      }
      case '.':
        return Single(AnyByte());
      case '^':
        return Assertion(Node::Kind::Begin);
      case '$':
        return Assertion(Node::Kind::End);
      case '*':
      case '+':
      case '?':
      case '{':
        Fail("there is nothing in front of one of * + ? {");
        return Empty();
      case '\\':
        return Escaped();
      default:
        return Single(OneByte(c));
    }
  }

  // Letters and digits behind `\` mean something else in every dialect.
  Fragment Escaped() {
    if (!More() || isalnum(static_cast<unsigned char>(Peek())) != 0) {
      Fail("`\\` stands in front of a sign that is meant as it is");
      return Empty();
    }
    return Single(OneByte(pattern_[at_++]));
  }

  Fragment Single(const ByteSet& bytes) {
    const uint32_t node = nodes_.AddBytes(bytes, kNone);
    return {node, node};
  }

  Fragment Assertion(Node::Kind kind) {
    const uint32_t node = nodes_.Add(kind);
    return {node, node};
  }

  std::string_view pattern_;
  Nodes& nodes_;
  size_t at_ = 0;
  std::string problem_;
};

}  // namespace

Result<Automaton> CompileRegex(std::string_view pattern) {
  Nodes nodes;
  auto begin = RegexParser(pattern, nodes).Run();
  if (!begin) return begin.TakeError();
  return Determine(nodes, *begin, true);
}

}  // namespace sonde
