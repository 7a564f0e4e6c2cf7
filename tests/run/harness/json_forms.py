"""The suite once more with -f json: whatever a script prints is JSON that another program reads."""

import shlex

from . import cases

# What says itself where output goes, or does not run the script.
OTHERWISE = ("-f", "--format", "-o", "--output", "-d", "-l", "--aot", "--fmt", "--fix", "--info", "--mode", "--stop-after")


def as_json(tests):
    """Those tests that run a script, as tests of their output's form."""
    return [_changed(test) for test in tests if _runs_a_script(test)]


def _runs_a_script(test):
    if test.kind == "RUN":
        return False
    words = shlex.split(test.args.replace("${", "{"))
    return not any(word.startswith(other) for word in words for other in OTHERWISE)


def _changed(test):
    if test.cases:
        test.text = cases.script(test.cases)
        test.kind = "SCRIPT"
    # Positional parameters come behind options all the same, named ones behind the dashes.
    before, dashes, behind = test.args.partition("-- ")
    test.args = f"{before} -f json {dashes}{behind}".strip()
    test.expectations = [("EACH_JSON", "")]
    test.exit = "any"
    test.within = 0
    return test
