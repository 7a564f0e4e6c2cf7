"""The tables of src/defs as data: rows("functions.def", "FUNCTION") is a list of rows, each a list of texts. What is a string
in the table comes without its quotes and escapes, adjacent strings as one; everything else (names, numbers, flags) as it is
written, nullptr as None."""

import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[(),]|[^\s",()]+')
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def _unquoted(literal):
    return re.sub(r"\\(.)", lambda match: _ESCAPES[match.group(1)], literal[1:-1])


def _column(tokens):
    if tokens and all(token.startswith('"') for token in tokens):
        return "".join(_unquoted(token) for token in tokens)
    return None if tokens == ["nullptr"] else " ".join(tokens)


def rows(table, macro, root=ROOT):
    path = os.path.join(root, "src/defs", table)
    with open(path, encoding="utf-8") as stream:
        text = "".join(line for line in stream if not line.startswith(("//", "#")))
    found = []
    for match in re.finditer(rf"^{macro}\(", text, re.MULTILINE):
        columns, tokens, depth = [], [], 0
        for token in _TOKEN.finditer(text, match.end()):
            word = token.group()
            if word in (",", ")") and depth == 0:
                columns.append(_column(tokens))
                tokens = []
                if word == ")":
                    break
                continue
            depth += (word == "(") - (word == ")")
            tokens.append(word)
        found.append(columns)
    if not found:
        raise ValueError(f"{path}: no row {macro}(...)")
    return found
