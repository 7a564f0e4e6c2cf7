// What the page is told of a snapshot, as one line of JSON (page/page.js reads it). Covered by
// tests/serve/update_test.cpp.
//
//   {"n": 1, "time": MS, "last": false, "maps": [{"name": "@x", "function": "count", "columns": ["key0"],
//    "entries": [[["dd"], 12]], "left_out": 0}]}
//
// The second of an entry: a number (a string where a double cannot hold it), a string, {"buckets": [[low,
// high, count]]}, {"count", "avg", "total"}, or {"length", "points": [[interval, number]]}. Maps with stacks
// have "stacks": {"names": [[text, kind]], "rows": [[[index], count]]} in place of entries.
#pragma once

#include <string>

#include "output/board.h"

namespace sonde::serve {

std::string UpdateOf(const output::Snapshot& snapshot);

}  // namespace sonde::serve
