// ReportSyntaxError: what Bison expected, as a message for people. Covered by tests/golden/diag-syntax/*.
#pragma once

#include "parser/errors.h"
#include "parser/tokens.h"

namespace sonde {

// Reports what is wrong at the token read last, and lets `stream` skip the broken statement.
void ReportSyntaxError(const grammar::Parser::context& context, TokenStream& stream, const Source& source,
                       Errors& errors);

}  // namespace sonde
