// Arithmetic of the output model. Leaves: Statistics::Average. Covered by tests/output/text_test.cpp.
#include "output/value.h"

#include "output/text.h"

namespace sonde::output {

uint64_t Statistics::Average() const {
  return count == 0 ? 0 : DividedBits(total, is_signed, count);
}

}  // namespace sonde::output
