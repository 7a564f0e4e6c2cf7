// What BPF programs cost between two looks at them, as rows; rows as text and as JSON. Covered by
// tests/top/table_test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "top/owners.h"
#include "top/programs.h"

namespace sonde::top {

struct Row {
  uint32_t id = 0;
  Program program;  // with runs, time and misses of the interval alone
  std::vector<Owner> owners;
};

struct Table {
  uint64_t interval_ns = 0;
  std::vector<Row> rows;  // what took the most time first
};

// The time between the looks, and what measuring itself adds to so many runs (nanoseconds).
struct Interval {
  uint64_t nanoseconds = 0;
  std::function<uint64_t(uint64_t runs)> cost_of_measuring;
};

// `before`: a program that is not in there has been loaded since, and counts from zero.
Table MakeTable(const Programs& before, const Programs& now, const Owners& owners, const Interval& interval);

// Lines for people about programs that ran, a sum and the heading first. `lines`: at most so many, 0: all;
// what is left out is said. `columns`: longer lines are cut, 0: none is. What programs and processes are
// called is escaped.
std::string TableText(const Table& table, size_t lines, size_t columns);

// A line: {"type": "top", "interval_ns": ..., "data": [...]}.
std::string TableJson(const Table& table);

}  // namespace sonde::top
