"""Blocks of small cases, one a line: what a script computes, and the text it must print.

    CASES                                   VALUES: the same, and each case runs a second time with maps in
    $x = 7; $x * 2          => 14           the place of its variables, which no compiler can see through
    printf("%d\\n", 3);      => 3
    END

All cases of a block are probes of one script, separated in its output by marker lines. Each case has maps
of its own: their names get a suffix that is removed from the output again."""

import re
from dataclasses import dataclass

ARROW = re.compile(r"\s=>(?:\s+|$)")


@dataclass
class Case:
    source: str
    expected: str
    program: str  # what the probe's block holds


def parse(text, twice):
    """The cases of a block; TWICE is the VALUES form. Raises ValueError for lines that are none."""
    found, pending = [], []
    for line in text.split("\n"):
        if not line.strip() or (not pending and line.startswith("#")):
            continue
        pending.append(line.strip())
        parts = ARROW.split(" ".join(pending))
        if len(parts) == 1:
            continue  # goes on in the next line
        if len(parts) > 2:
            raise ValueError(f"a case has one =>: {line}")
        source, expected = parts[0].strip(), parts[1].replace("\\n", "\n").rstrip("\n")
        found.append(Case(source, expected, _block(source, "print({})")))
        if twice:
            maps = source.replace("$", "@")
            found.append(Case(maps, expected, _block(maps, 'printf("%s\\n", {})')))
        pending = []
    if pending:
        raise ValueError("no => in: " + pending[0])
    if not found:
        raise ValueError("a block without cases")
    return found


def script(cases):
    """One script for all of them."""
    probes = ["config = { print_maps_on_exit = false }"]
    for number, case in enumerate(cases):
        own = re.sub(r"@(\w*)", rf"@\1{_suffix(number)}", case.program)
        probes.append(f'begin {{ printf("\\n{_marker(number)}\\n"); {own} }}')
    return "\n".join(probes)


def failures(cases, out):
    """What is wrong, as a list of texts. OUT is what the script wrote."""
    found = []
    for number, case in enumerate(cases):
        _, marker, rest = out.partition(f"\n{_marker(number)}\n")
        got = rest.partition(f"\n{_marker(number + 1)}\n")[0].replace(_suffix(number), "").rstrip("\n")
        if not marker:
            found.append(f"did not run: {case.source}")
        elif got != case.expected:
            found.append(f"{case.source}\nexpected: {case.expected}\n     got: {got}")
    return found


def _marker(number):
    return f"--case {number}--"


def _suffix(number):
    return f"__c{number}_"


def _block(source, show):
    """Statements as they are; an expression at their end is shown."""
    if source.endswith((";", "}")):
        return source
    statements, separator, value = source.rpartition("; ")
    return statements + separator + show.format(value) + ";"
