#!/usr/bin/env python3
"""make_types.py SEED COUNT: a C program with COUNT struct, union and enum types, which prints their layout.

Lines of its output: `size TYPE BYTES`, `field TYPE NAME OFFSET BYTES`, `bits TYPE NAME POSITION WIDTH`. Positions of
bit-fields are found by setting all bits of one in cleared memory, so they are what the compiler does.
"""

import random
import sys

SCALARS = ["char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned", "long",
           "unsigned long", "long long", "void *", "const char *", "int (*)(int)", "float", "double", "_Bool"]
BITS = [("unsigned char", 8), ("short", 16), ("unsigned", 32), ("int", 32), ("unsigned long", 64), ("long", 64)]


class Maker:
    def __init__(self, seed, count):
        self.random = random.Random(seed)
        self.count = count
        self.names = []  # "struct t3" made so far
        self.types = []
        self.checks = []

    def scalar(self, name):
        kind = self.random.choice(SCALARS)
        if "(*)" in kind:
            return kind.replace("(*)", f"(*{name})")
        return f"{kind} {name}"

    def member(self, number, depth, prefix, top):
        """Declaration of one member; what can be checked of it goes to self.checks."""
        rand = self.random
        name = f"{prefix}{number}"
        roll = rand.random()
        if roll < 0.30:
            kind, width = rand.choice(BITS)
            bits = rand.randint(1, width)
            self.checks.append(("bits", top, name, kind))
            return f"{kind} {name} : {bits};"
        if roll < 0.36:
            return f"{rand.choice(BITS)[0]} : 0;"
        if roll < 0.50 and depth < 3:
            inner = " ".join(self.member(i, depth + 1, f"{name}_", top) for i in range(rand.randint(1, 4)))
            # A struct of unnamed bit-fields only has no members.
            return f"{rand.choice(['struct', 'union'])} {{ int {name}_z; {inner} }};"
        self.checks.append(("field", top, name, None))
        if roll < 0.62 and self.names:
            return f"{rand.choice(self.names)} {name};"
        if roll < 0.78:
            dimensions = "".join(f"[{rand.randint(1, 5)}]" for _ in range(rand.randint(1, 3)))
            if self.names and rand.random() < 0.3:
                return f"{rand.choice(self.names)} {name}{dimensions};"
            return f"{rand.choice(['char', 'int', 'short', 'unsigned long', 'void *'])} {name}{dimensions};"
        if roll < 0.84 and self.names:
            return f"{rand.choice(self.names)} *{name};"
        return self.scalar(name) + ";"

    def make(self):
        rand = self.random
        for number in range(self.count):
            if number % 10 == 9:
                base = rand.randint(-3, 3)
                enumerators = ", ".join(f"E{number}_{i} = {base + i * rand.randint(1, 1000)}" for i in range(4))
                self.types.append(f"enum e{number} {{ {enumerators} }};")
                self.checks.append(("size", f"enum e{number}", None, None))
                self.names.append(f"enum e{number}")
                continue
            keyword = "union" if number % 7 == 6 else "struct"
            top = f"{keyword} t{number}"
            packed = " __attribute__((packed))" if rand.random() < 0.25 else ""
            aligned = " __attribute__((aligned(32)))" if rand.random() < 0.05 else ""
            self.checks.append(("size", top, None, None))
            members = [self.member(i, 0, "m", top) for i in range(rand.randint(1, 9))]
            if keyword == "struct" and rand.random() < 0.1:
                members.append("int last[];")
            self.types.append(f"{top} {{ int first; {' '.join(members)} }}{packed}{aligned};")
            if "last[]" not in members[-1]:
                self.names.append(top)

    def text(self):
        lines = ["#include <stddef.h>", "#include <stdio.h>", "#include <string.h>", *self.types, "",
                 "static void bits(const char *type, const char *name, const unsigned char *bytes, size_t size) {",
                 "  long first = -1, count = 0;",
                 "  for (size_t i = 0; i < size * 8; i++) {",
                 "    if ((bytes[i / 8] >> (i % 8) & 1) == 0) continue;",
                 "    if (first < 0) first = (long)i;",
                 "    count++;",
                 "  }",
                 '  printf("bits %s %s %ld %ld\\n", type, name, first, count);',
                 "}", ""]
        tops = [c[1] for c in self.checks if c[0] == "size"]
        lines += [f"{top} v{i};" for i, top in enumerate(tops)]
        lines += ["", "int main(void) {"]
        for kind, top, name, _ in self.checks:
            variable = f"v{tops.index(top)}"
            if kind == "size":
                lines.append(f'  printf("size {top} %zu\\n", sizeof({top}));')
            elif kind == "field":
                lines.append(f'  printf("field {top} {name} %zu %zu\\n", offsetof({top}, {name}), '
                             f"sizeof(({variable}).{name}));")
            else:
                lines.append(f"  memset(&{variable}, 0, sizeof {variable}); {variable}.{name} = ~0; "
                             f'bits("{top}", "{name}", (unsigned char *)&{variable}, sizeof {variable});')
        lines += ["  return 0;", "}"]
        return "\n".join(lines) + "\n"


def main():
    maker = Maker(int(sys.argv[1]), int(sys.argv[2]))
    maker.make()
    sys.stdout.write(maker.text())


if __name__ == "__main__":
    main()
