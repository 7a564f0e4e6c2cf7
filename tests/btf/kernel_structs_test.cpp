// 200 structs of the running kernel, fields compared with what bpftool prints of the same BTF.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "btf/btf.h"

namespace sonde {
namespace {

constexpr char kKernel[] = "/sys/kernel/btf/vmlinux";
constexpr size_t kPicked = 200;

struct DumpedMember {
  std::string name;
  uint32_t type = 0;
  uint32_t offset = 0;  // bits
  uint32_t bits = 0;    // 0: no bit-field
};

struct DumpedType {
  std::string kind;
  std::string name;  // "(anon)" for none
  std::string rest;
  std::vector<DumpedMember> members;

  // The number behind "KEY=" in the line.
  [[nodiscard]] uint32_t Number(const std::string& key) const {
    const size_t at = rest.find(key + "=");
    return at == std::string::npos ? 0 : static_cast<uint32_t>(std::stoul(rest.substr(at + key.size() + 1)));
  }
};

class Dump {
 public:
  // Reads bpftool's text. Empty if there is no bpftool or no BTF.
  Dump() {
    const std::string command = std::string("bpftool btf dump file ") + kKernel + " format raw 2>/dev/null";
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return;
    char line[4096];
    types_.resize(1);
    while (fgets(line, sizeof line, pipe) != nullptr)
      Take(line);
    pclose(pipe);
  }
  [[nodiscard]] size_t size() const { return types_.size(); }
  [[nodiscard]] const DumpedType& at(uint32_t id) const { return types_.at(id); }

  [[nodiscard]] uint32_t Skip(uint32_t id) const {
    while (true) {
      const std::string& kind = types_[id].kind;
      if (kind != "TYPEDEF" && kind != "CONST" && kind != "VOLATILE" && kind != "RESTRICT" &&
          kind != "TYPE_TAG") {
        return id;
      }
      id = types_[id].Number("type_id");
    }
  }
  // Bytes.
  [[nodiscard]] uint64_t Size(uint32_t id) const {
    const DumpedType& type = types_[Skip(id)];
    if (type.kind == "PTR") return 8;
    if (type.kind == "ARRAY") return type.Number("nr_elems") * Size(type.Number(" type_id"));
    return type.Number("size");
  }

 private:
  void Take(std::string line) {
    if (!line.empty() && line.back() == '\n') line.pop_back();
    if (line.starts_with("[")) {
      const size_t kind = line.find("] ") + 2;
      const size_t quote = line.find('\'', kind);
      const size_t end = line.find('\'', quote + 1);
      types_.push_back({line.substr(kind, line.find(' ', kind) - kind),
                        line.substr(quote + 1, end - quote - 1),
                        line.substr(end + 1),
                        {}});
      return;
    }
    const size_t quote = line.find('\'');
    const size_t end = line.find('\'', quote + 1);
    if (end == std::string::npos || line.find("bits_offset=") == std::string::npos) return;
    const DumpedType numbers{"", "", line.substr(end + 1), {}};
    types_.back().members.push_back({line.substr(quote + 1, end - quote - 1), numbers.Number(" type_id"),
                                     numbers.Number("bits_offset"), numbers.Number("bitfield_size")});
  }

  std::vector<DumpedType> types_;
};

// What the language makes of a C type (language.md 3.12).
void ExpectType(const Dump& dump, uint32_t id, const Type& type, const std::string& where) {
  const DumpedType& dumped = dump.at(dump.Skip(id));
  if (dumped.kind == "INT" && dumped.Number("size") <= 8) {
    EXPECT_EQ(type.kind, TypeKind::Integer) << where;
    const bool is_signed = dumped.rest.find("encoding=SIGNED") != std::string::npos || dumped.name == "char";
    EXPECT_EQ(type.is_signed, is_signed) << where;
  } else if (dumped.kind == "PTR") {
    EXPECT_EQ(type.kind, TypeKind::Pointer) << where;
  } else if (dumped.kind == "STRUCT" || dumped.kind == "UNION") {
    EXPECT_EQ(type.kind, TypeKind::Struct) << where;
    const std::string keyword = dumped.kind == "STRUCT" ? "struct " : "union ";
    if (dumped.name != "(anon)") {
      EXPECT_EQ(type.definition.name, keyword + dumped.name) << where;
    }
  } else if (dumped.kind == "ENUM" || dumped.kind == "ENUM64") {
    EXPECT_EQ(type.kind, TypeKind::Enum) << where;
    EXPECT_EQ(type.definition.enumerators.size(), dumped.Number("vlen")) << where;
  } else if (dumped.kind == "ARRAY" && type.kind == TypeKind::Array) {
    EXPECT_EQ(type.count, dumped.Number("nr_elems")) << where;
    ExpectType(dump, dumped.Number(" type_id"), *type.element, where + "[]");
  }
}

struct Counts {
  size_t fields = 0, bit_fields = 0, anonymous = 0;
};

// All fields that can be named in the struct `type`, those of its anonymous members too.
void Compare(const Dump& dump, uint32_t id, uint32_t outer, Btf& btf, const TypePtr& type, Counts& counts,
             std::map<std::string, bool>& seen) {
  for (const DumpedMember& member : dump.at(id).members) {
    const uint32_t offset = outer + member.offset;
    if (member.name == "(anon)") {
      const uint32_t inner = dump.Skip(member.type);
      if (dump.at(inner).kind != "STRUCT" && dump.at(inner).kind != "UNION") continue;  // padding
      ++counts.anonymous;
      Compare(dump, inner, offset, btf, type, counts, seen);
      continue;
    }
    if (seen[member.name]) continue;  // another member of a union's struct: the first one is meant
    seen[member.name] = true;
    const std::string where = type->definition.name + "." + member.name;
    const auto field = DefinitionsOf(*type)->FindField(*type, member.name);
    ASSERT_TRUE(field.has_value()) << where;
    ++counts.fields;
    EXPECT_EQ(8 * field->byte_offset + field->bit_offset, offset) << where;
    EXPECT_EQ(field->bit_size, member.bits) << where;
    if (member.bits != 0) {
      ++counts.bit_fields;
      EXPECT_LE(field->bit_offset + field->bit_size, 8 * field->type->size) << where;
      continue;
    }
    if (field->type->kind != TypeKind::None) {
      EXPECT_EQ(field->type->size, dump.Size(member.type)) << where;
    }
    ExpectType(dump, member.type, *field->type, where);
  }
}

TEST(KernelStructs, HaveTheFieldsThatBpftoolPrints) {
  const Dump dump;
  if (dump.size() < 1000) GTEST_SKIP() << "no bpftool, or the kernel has no BTF";
  auto btf = Btf::LoadRunningKernel();
  ASSERT_TRUE(btf.ok()) << btf.error().Text();
  std::map<std::string, uint32_t> named;  // the first of each name
  for (uint32_t id = 1; id < dump.size(); ++id) {
    const DumpedType& type = dump.at(id);
    if (type.name == "(anon)" || type.members.empty()) continue;
    if (type.kind == "STRUCT") named.emplace("struct " + type.name, id);
    if (type.kind == "UNION") named.emplace("union " + type.name, id);
  }
  ASSERT_GT(named.size(), kPicked);
  Counts counts;
  const size_t stride = named.size() / kPicked;
  size_t number = 0;
  size_t compared = 0;
  for (const auto& [name, id] : named) {
    const bool always = name == "struct task_struct" || name == "struct sk_buff" || name == "struct page";
    if (number++ % stride != 0 && !always) continue;
    const TypePtr type = (*btf)->FindType(name);
    ASSERT_NE(type, nullptr) << name;
    EXPECT_EQ(type->size, dump.at(id).Number("size")) << name;
    std::map<std::string, bool> seen;
    Compare(dump, id, 0, **btf, type, counts, seen);
    ++compared;
  }
  EXPECT_GE(compared, kPicked);
  EXPECT_GT(counts.fields, 1000U);
  EXPECT_GT(counts.bit_fields, 50U);
  EXPECT_GT(counts.anonymous, 30U);
  std::printf("%zu structs, %zu fields, %zu bit-fields, %zu anonymous members\n", compared, counts.fields,
              counts.bit_fields, counts.anonymous);
}

}  // namespace
}  // namespace sonde
