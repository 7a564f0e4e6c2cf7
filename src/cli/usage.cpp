// The usage, from the table of options. Leaves: Usage. Covered by tests/cli/options_test.cpp.
#include <string>

#include "cli/option_table.h"
#include "cli/options.h"

namespace sonde {

std::string Usage(const std::string& program) {
  return "USAGE:\n"
         "    " +
         program +
         " [options] FILE [params] [-- params]\n"
         "    " +
         program +
         " [options] -e 'script' [params] [-- params]\n"
         "    " +
         program +
         " --profile [-p PID | -c CMD] [-F HZ] [SECONDS]\n"
         "    " +
         program +
         " -l [pattern | FILE | -e 'script']\n"
         "\n"
         "OPTIONS:\n" +
         OptionLines(kOptions) +
         "\n"
         "EXAMPLES:\n"
         "    " +
         program +
         " -e 'tracepoint:syscalls:sys_enter_openat { printf(\"%s %s\\n\", comm, str(args.filename)); }'\n"
         "    " +
         program +
         " -e 'tracepoint:syscalls:sys_exit_read { @[comm] = hist(args.ret); }' -c 'ls /'\n"
         "    " +
         program + " -e 'profile:hz:99 { @[kstack] = count(); }'\n";
}

}  // namespace sonde
