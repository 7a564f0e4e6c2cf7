// Scripts that complete. Leaves: CompletionFor.
#include "cli/completion.h"

#include <vector>

#include "cli/option_table.h"
#include "cli/options.h"
#include "defs/options.h"
#include "defs/probe_types.h"

namespace sonde {
namespace {

std::string Joined(const std::vector<std::string_view>& words) {
  std::string joined;
  for (const std::string_view word : words)
    joined += (joined.empty() ? "" : " ") + std::string(word);
  return joined;
}

bool TakesFile(const OptionRow& row) {
  return row.argument == "FILE" || row.argument == "DIR" || row.argument == "DIRS";
}

// "-p|--pid", as shells' cases have it.
std::string Spellings(const OptionRow& row, std::string_view between) {
  std::string text;
  if (row.letter != 0) text = std::string("-") + row.letter;
  if (!row.name.empty()) text += (text.empty() ? "" : std::string(between)) + "--" + std::string(row.name);
  return text;
}

std::string AllOptions() {
  std::string words;
  for (const OptionRow& row : kOptions) {
    if (!row.help.empty()) words += (words.empty() ? "" : " ") + Spellings(row, " ");
  }
  return words;
}

std::string ProbeTypes() {
  std::string words;
  for (const ProbeTypeRow& row : kProbeTypes)
    words += (words.empty() ? "" : " ") + std::string(row.name) + ":";
  return words;
}

// A word with a colon is a probe's name: a list of those that begin so, of kinds that have a list.
std::string Bash() {
  std::string cases;
  for (const OptionRow& row : kOptions) {
    if (row.help.empty() || row.argument.empty() || MayStandAlone(row) || row.id == OptionId::Script)
      continue;
    cases += "    " + Spellings(row, "|") + ") ";
    if (const auto words = WordsOf(row); !words.empty()) {
      cases += "COMPREPLY=($(compgen -W '" + Joined(words) + "' -- \"$word\"))";
    } else if (TakesFile(row)) {
      cases += "COMPREPLY=($(compgen -f -- \"$word\"))";
    } else if (row.id == OptionId::Pid || row.id == OptionId::DwarfPid) {
      cases += "COMPREPLY=($(compgen -W \"$(cd /proc && echo [0-9]*)\" -- \"$word\"))";
    } else if (row.id == OptionId::Command) {
      cases += "COMPREPLY=($(compgen -c -- \"$word\"))";
    }
    cases += cases.ends_with(") ") ? "return;;\n" : "; return;;\n";
  }
  return "# bash completion of sonde: source it, or put it into /etc/bash_completion.d.\n"
         "_sonde_probes() {\n"
         "  sonde -l \"$1*\" 2>/dev/null | head -n 2000\n"
         "}\n"
         "_sonde() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} "
         "line=${COMP_LINE:0:COMP_POINT}\n"
         "  COMPREPLY=()\n"
         "  case $before in\n" +
         cases +
         "  esac\n"
         "  case $word in\n"
         "    -*) COMPREPLY=($(compgen -W '" +
         AllOptions() +
         "' -- \"$word\")); return;;\n"
         "  esac\n"
         "  # A name with colons is several words for bash.\n"
         "  local probe=${line##*[[:space:]\\'\\\"]}\n"
         "  case $probe in\n"
         "    *:*) local list=($(compgen -W \"$(_sonde_probes \"$probe\")\" -- \"$probe\"))\n"
         "      COMPREPLY=(\"${list[@]#\"${probe%\"${probe##*:}\"}\"}\");;\n"
         "    *) COMPREPLY=($(compgen -f -- \"$word\") $(compgen -W '" +
         ProbeTypes() +
         "' -- \"$word\")); compopt -o nospace;;\n"
         "  esac\n"
         "}\n"
         "complete -F _sonde sonde\n";
}

// Text between brackets and quotes of zsh.
std::string Escaped(std::string_view text, std::string_view what) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '\'') {
      escaped += "'\\''";
    } else {
      if (what.find(letter) != std::string_view::npos) escaped += '\\';
      escaped += letter;
    }
  }
  return escaped;
}

std::string ZshArgument(const OptionRow& row) {
  if (row.argument.empty() || MayStandAlone(row)) return "";
  const std::string name = ":" + Escaped(row.argument, ":[]|") + ":";
  if (const auto words = WordsOf(row); !words.empty()) return name + "(" + Joined(words) + ")";
  if (TakesFile(row)) return name + "_files";
  if (row.id == OptionId::Pid || row.id == OptionId::DwarfPid) return name + "_pids";
  return row.id == OptionId::Command ? name + "_command_names -e" : name;
}

std::string Zsh() {
  std::string specs;
  for (const OptionRow& row : kOptions) {
    if (row.help.empty()) continue;
    const std::string rest = "[" + Escaped(row.help, ":[]") + "]" + ZshArgument(row) + "'";
    if (row.letter != 0) specs += std::string("    '*-") + row.letter + rest + " \\\n";
    if (!row.name.empty()) specs += "    '*--" + std::string(row.name) + rest + " \\\n";
  }
  return "#compdef sonde\n"
         "# zsh completion of sonde: put it as _sonde into a folder of $fpath.\n"
         "_sonde_words() {\n"
         "  local -a probes types\n"
         "  types=(" +
         ProbeTypes() +
         ")\n"
         "  if [[ $PREFIX == *:* ]]; then\n"
         "    probes=(${(f)\"$(sonde -l \"${PREFIX}*\" 2>/dev/null | head -n 2000)\"})\n"
         "    compadd -a probes\n"
         "  else\n"
         "    compadd -S '' -a types\n"
         "    _files\n"
         "  fi\n"
         "}\n"
         "_sonde() {\n"
         "  _arguments -s \\\n" +
         specs +
         "    '*:script or probe:_sonde_words'\n"
         "}\n"
         "_sonde \"$@\"\n";
}

std::string Fish() {
  std::string lines =
      "# fish completion of sonde: put it into ~/.config/fish/completions/sonde.fish.\n"
      "function __sonde_words\n"
      "  set -l word (commandline -ct)\n"
      "  if string match -q '*:*' -- $word\n"
      "    sonde -l \"$word*\" 2>/dev/null | head -n 2000\n"
      "  else\n"
      "    printf '%s\\n' " +
      ProbeTypes() +
      "\n"
      "  end\n"
      "end\n"
      "complete -c sonde -a '(__sonde_words)'\n";
  for (const OptionRow& row : kOptions) {
    if (row.help.empty()) continue;
    lines += "complete -c sonde";
    if (row.letter != 0) lines += std::string(" -s ") + row.letter;
    if (!row.name.empty()) lines += " -l " + std::string(row.name);
    if (!row.argument.empty() && !MayStandAlone(row)) lines += TakesFile(row) ? " -r -F" : " -x";
    if (const auto words = WordsOf(row); !words.empty()) lines += " -a '" + Joined(words) + "'";
    if (row.id == OptionId::Pid || row.id == OptionId::DwarfPid) lines += " -a '(__fish_complete_pids)'";
    if (row.id == OptionId::Command) lines += " -a '(__fish_complete_command)'";
    std::string help;
    for (const char letter : row.help)
      help += letter == '\'' ? std::string("\\'") : std::string(1, letter);
    lines += " -d '" + help + "'\n";
  }
  return lines;
}

}  // namespace

std::string CompletionFor(std::string_view shell) {
  if (shell == "bash") return Bash();
  return shell == "zsh" ? Zsh() : Fish();
}

}  // namespace sonde
