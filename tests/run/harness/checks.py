"""Expectations of a run test: validate() when a file is read, failures() after the run."""

import json
import re

KEYWORDS = {
    "EXPECT", "EXPECT_NOT", "EXPECT_ERR", "EXPECT_ERR_NOT", "EXPECT_COUNT", "EXPECT_SUM",
    "EXPECT_TEXT", "EXPECT_JSON",
}

# Of json_forms.py: each line that begins as an object does.
EACH_JSON = "EACH_JSON"

_COMPARED = re.compile(r"(==|!=|>=|<=|>|<)\s+(-?\d+)\s+(.+)")
_OPERATORS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


def validate(keyword, text):
    """Raises ValueError when the text after the keyword cannot be used."""
    if keyword == "EXPECT_JSON":
        json.loads(text)
    elif keyword == "EXPECT_TEXT":
        if not text:
            raise ValueError("EXPECT_TEXT has no lines")
    elif keyword in ("EXPECT_COUNT", "EXPECT_SUM"):
        pattern = _split(keyword, text)[2]
        if keyword == "EXPECT_SUM" and pattern.groups != 1:
            raise ValueError("EXPECT_SUM needs one (group) around the number")
    else:
        _compile(text)


def failures(expectations, out, err):
    """What is wrong, as a list of texts; empty when every expectation holds. OUT and ERR are texts."""
    out_lines = out.removesuffix("\n").split("\n")
    err_lines = err.removesuffix("\n").split("\n")
    found = []
    for keyword, text in expectations:
        lines = err_lines if keyword.startswith("EXPECT_ERR") else out_lines
        wrong = _CHECKS[keyword](keyword, text, lines)
        if wrong:
            found.append(wrong)
    return found


def _compile(text):
    if not text:
        raise ValueError("an empty pattern matches everything")
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"bad pattern: {error}") from None


def _split(keyword, text):
    match = _COMPARED.fullmatch(text)
    if not match:
        raise ValueError(f"{keyword} is operator, number, pattern: {keyword} >= 3 ^tick")
    return match.group(1), int(match.group(2)), _compile(match.group(3))


def _stream(keyword):
    return "standard error" if keyword.startswith("EXPECT_ERR") else "standard output"


def _present(keyword, text, lines):
    pattern = re.compile(text)
    if not any(pattern.search(line) for line in lines):
        return f"no line of {_stream(keyword)} matches: {text}"
    return None


def _absent(keyword, text, lines):
    pattern = re.compile(text)
    for line in lines:
        if pattern.search(line):
            return f"a line of {_stream(keyword)} matches {text!r} and must not: {line}"
    return None


def _count(keyword, text, lines):
    operator, wanted, pattern = _split(keyword, text)
    number = sum(1 for line in lines if pattern.search(line))
    if not _OPERATORS[operator](number, wanted):
        return f"expected lines {operator} {wanted}, got {number}, for: {pattern.pattern}"
    return None


def _sum(keyword, text, lines):
    operator, wanted, pattern = _split(keyword, text)
    matches = [match for match in map(pattern.search, lines) if match]
    if not matches:
        return f"no line of standard output matches: {pattern.pattern}"
    try:
        number = sum(int(match.group(1)) for match in matches)
    except ValueError:
        return f"not a number in the group of {pattern.pattern}: {matches[0].group(0)}"
    if not _OPERATORS[operator](number, wanted):
        return f"expected {operator} {wanted}, got {number}, as sum of: {pattern.pattern}"
    return None


def _text(keyword, text, lines):
    wanted = [line.rstrip() for line in text.split("\n")]
    have = [line.rstrip() for line in lines]
    for start in range(len(have) - len(wanted) + 1):
        if have[start:start + len(wanted)] == wanted:
            return None
    # Where the longest beginning fits is where the reader wants to look.
    best, at = 0, 0
    for start in range(len(have)):
        same = 0
        while same < len(wanted) and start + same < len(have) and have[start + same] == wanted[same]:
            same += 1
        if same > best:
            best, at = same, start
    if best == 0:
        return f"no line of standard output is: {wanted[0]}"
    got = have[at + best] if at + best < len(have) else "(end of output)"
    return f"after {best} matching lines expected: {wanted[best]}\n{'got':>32}: {got}"


def _each_json(_keyword, _text, lines):
    for line in lines:
        # What a traced program prints is not sonde's.
        if not line.startswith('{"type": '):
            continue
        try:  # bytes that are no UTF-8 were made \\xNN, which is no JSON either
            json.loads(line, parse_constant=_no_constant)
        except ValueError as error:
            return f"a line is not JSON ({error}): {line[:300]}"
    return None


def _no_constant(name):
    raise ValueError(f"{name} is no JSON")


def _json(keyword, text, lines):
    wanted = json.loads(text)
    for line in lines:
        try:
            if json.loads(line) == wanted:
                return None
        except ValueError:
            pass
    return f"no line of standard output is this JSON: {text}"


_CHECKS = {
    "EXPECT": _present,
    "EXPECT_ERR": _present,
    "EXPECT_NOT": _absent,
    "EXPECT_ERR_NOT": _absent,
    "EXPECT_COUNT": _count,
    "EXPECT_SUM": _sum,
    "EXPECT_TEXT": _text,
    "EXPECT_JSON": _json,
    EACH_JSON: _each_json,
}
