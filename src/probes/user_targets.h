// The files that the target of a uprobe or usdt probe stands for. Covered by tests/probes/uprobe_test.cpp and
// tests/probes/usdt_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "probes/handler.h"

namespace sonde {

// `target`: as it was written, or empty for the executable of each process of -p; each process has files of
// its own. `what` names the probe in the message that nothing matches a wildcard. Empty after a report.
std::vector<Binary> FindUserTargets(const ExpandRequest& request, const std::string& target,
                                    const std::string& what);

}  // namespace sonde
