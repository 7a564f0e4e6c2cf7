// PprofProfile: maps with stacks in their keys as a profile of pprof (profile.proto,
// https://github.com/google/pprof/tree/main/proto). Covered by tests/output/pprof_writer_test.cpp and
// tests/run/pprof.test.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "output/value.h"

namespace sonde::output {

class PprofProfile {
 public:
  // What the map holds takes the place of what was added of it before. False: no key has a stack, or no value
  // is a number.
  bool Set(const MapData& map);
  // Whether this map has been given, with something in it.
  [[nodiscard]] bool Has(const std::string& name) const { return maps_.contains(name); }
  [[nodiscard]] bool empty() const { return maps_.empty(); }

  struct About {
    std::string comment;  // may be empty
    int64_t begin = 0;    // nanoseconds since 1970
    int64_t duration = 0;
  };
  // The profile, not compressed.
  [[nodiscard]] std::string Encode(const About& about);

 private:
  struct Label {
    uint64_t key = 0;  // texts are numbers in the table of strings
    uint64_t text = 0;
    uint64_t number = 0;  // if `text` is 0
    bool operator==(const Label&) const = default;
  };
  struct Sample {
    std::vector<uint64_t> locations;  // the leaf first
    std::vector<Label> labels;
    std::vector<uint64_t> values;  // one for each type of its map
  };
  struct Type {
    std::string name;
    std::string unit;
  };
  struct MapSamples {
    std::vector<Type> types;
    std::vector<Sample> samples;
  };
  struct Function {
    uint64_t name = 0, file = 0;
  };
  struct Line {
    uint64_t function = 0, line = 0;
  };
  struct Mapping {
    uint64_t begin = UINT64_MAX, end = 0;  // addresses that were seen, the last one included
    uint64_t file = 0, build_id = 0;
    bool of_file = false;  // addresses are those in the file
    bool has_functions = false, has_files = false, has_lines = false, has_inlined = false;
  };
  struct Location {
    uint64_t mapping = 0, address = 0;
    std::vector<Line> lines;  // what is inlined first
  };

  uint64_t String(std::string_view text);
  uint64_t FunctionOf(const Frame& frame);
  uint64_t MappingOf(const Frame& frame);
  uint64_t LocationOf(const Frame* first, size_t count);
  void AddStack(const Stack& stack, std::vector<uint64_t>& locations);
  // Finds the stacks of a key; its other parts become labels.
  void Split(const std::string& name, const Value& key, Sample& sample, std::vector<const Stack*>& stacks);
  void AddLabel(const std::string& name, const Value& value, Sample& sample);

  // Numbers of all tables begin with 1; of strings 0 is the empty one.
  std::vector<std::string> strings_ = {""};
  std::unordered_map<std::string, uint64_t> string_numbers_ = {{"", 0}};
  std::vector<Function> functions_;
  std::map<std::pair<uint64_t, uint64_t>, uint64_t> function_numbers_;
  std::vector<Mapping> mappings_;
  std::map<std::pair<uint64_t, uint64_t>, uint64_t> mapping_numbers_;
  std::vector<Location> locations_;
  std::unordered_map<std::string, uint64_t> location_numbers_;  // by all that is known of the frames
  std::string known_;                                           // reused
  std::map<std::string, MapSamples> maps_;
};

}  // namespace sonde::output
