// ReleaseCode: how much of sonde's own code is in memory. Covered by tests/run/cache.test.
#pragma once

namespace sonde {

// Lets go of the pages of this program's code: those that are needed again come back from the page cache. A
// compiler touches nearly all of its 19 MB in passing; what runs for hours afterwards needs 2.
void ReleaseCode();

}  // namespace sonde
