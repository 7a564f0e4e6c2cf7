// Advice about the command line: what a word was probably meant to be that is no option, no file or no
// process. Covered by tests/cli/advice_test.cpp and tests/messages.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sonde {

// Hints for a script file that does not exist: a script without -e, a probe, a word that is another option's.
std::vector<std::string> AdviseFile(const std::string& file, const std::vector<std::string>& words,
                                    bool is_probe);

// Hints for an option that does not exist. `known`: the long names.
std::vector<std::string> AdviseOption(const std::string& word, const std::vector<std::string>& known);

// What an option was meant to be that getopt does not know, or that came without its argument (optopt).
std::vector<std::string> AdviseUnknown(const std::string& word);

// Hints for what is given to -p, or the option that it names, and is no number.
std::vector<std::string> AdvisePid(const std::string& text, const std::string& option);

// Hints for a script of -e that is the name of a file, or empty.
std::vector<std::string> AdviseText(const std::string& text, bool is_file);

// Warnings about a command of -c and the words behind it.
std::vector<std::string> AdviseCommand(const std::string& command, const std::vector<std::string>& words);

// Hints for several patterns of -l, and for a stage of -d that is none.
std::vector<std::string> AdvisePatterns(const std::vector<std::string>& patterns);
std::vector<std::string> AdviseStage(std::string_view stage, std::span<const std::string_view> known);

// Hints for -c and -p together.
std::vector<std::string> AdviseTargets();

// A word as it is typed in a shell.
std::string QuotedWord(const std::string& word);

}  // namespace sonde
