"""Random forms of access: chains of steps with the ways to keep or pass a value in between."""

from .types import (BITS, FIELDS, FILE, FILES, KERNEL_STRUCTS, LEAF, LINK, NODE, PAIR, S16, S32, S64, S8, TASK, TONE, U16,
                    U32, U64, VOID, in_c, is_printable, number_format, pointer, printed_by_c, spelled)

LETTERS = ("letters",)


class Value:
    """s: text in the script; c: in C; t: type; mem: a struct or array in traced memory; bits: may be a bit-field;
    text: a copy, of which only what stands before a NUL is kept;
    post: whether .f and [i] may follow without parentheses; pre: statements before; around: None, or the statements
    before and the head of a loop in which all the rest stands."""

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def but(self, s, c=None, t=None, **more):
        fields = dict(self.__dict__, s=s, post=True)
        if c is not None:
            fields["c"] = c
        if t is not None:
            fields["t"] = t
        fields.update(more)
        return Value(**fields)

    @property
    def p(self):
        return self.s if self.post else "(" + self.s + ")"

    @property
    def indexed(self):
        """What [i] may follow: behind a map's name it would be a key."""
        return "(" + self.s + ")" if self.s[0] == "@" and self.s[-1].isalnum() and "[" not in self.s else self.p


class Context:
    """What the forms of one probe may use. roots: list of (script, C, type); index: (script, C) of a variable that
    is 1, or None; functions: whether fn may be called; kernel: of a task, where only pointers to pointers lead into
    arrays."""

    def __init__(self, name, function, roots, index=None, functions=False, probe="uprobe", kernel=False):
        self.name, self.function, self.roots, self.index = name, function, roots, index
        self.functions, self.probe, self.kernel = functions, probe, kernel

    def reach(self, t):
        """How many things lie where a pointer of this type leads, at least."""
        return 1 if self.kernel and t[1][0] != "ptr" else 3


P, PP, PPP = pointer(NODE), pointer(pointer(NODE)), pointer(pointer(pointer(NODE)))
BY_NAME = [("p", P), ("pp", PP), ("ppp", PPP), ("leaf", pointer(LEAF)), ("bp", pointer(S8)), ("ip", pointer(S32)),
           ("last", P), ("node", NODE)]
SMALL = [("link", LINK), ("pair", PAIR), ("s8", S8), ("u16", U16), ("s64", S64), ("tone", TONE)]
ARGS = [("args." + n, n, t) for n, t in BY_NAME]
CASTS = [("((struct form_node *)arg0)", "p", P), ("((struct form_node **)arg1)", "pp", PP),
         ("((struct form_node ***)arg2)", "ppp", PPP), ("((struct form_leaf *)arg3)", "leaf", pointer(LEAF)),
         ("((int8 *)arg5)", "bp", pointer(S8)), ("(*(struct form_node *)arg0)", "(*p)", NODE),
         ("(*(struct form_node **)arg1)", "(*pp)", P)]
KEPT = [("$p", "p", P), ("$pp", "pp", PP), ("$ppp", "ppp", PPP), ("$leaf", "leaf", pointer(LEAF)), ("@p", "p", P),
        ("@pp", "pp", PP), ("@pair[1].0", "pp", PP), ("@pair[1].1", "leaf", pointer(LEAF)), ("$both.0", "p", P),
        ("$both.1", "pp", PP), ("@leaf[\"x\"]", "leaf", pointer(LEAF)), ("$named.it", "ppp", PPP)]
KEEP = """  $p = args.p; $pp = args.pp; let $ppp: struct form_node *** = args.ppp; let $leaf: struct form_leaf * = args.leaf;
  @p = args.p; @pp = args.pp; @pair[1] = (args.pp, args.leaf); $both = (args.p, args.pp); @leaf["x"] = args.leaf;
  $named = (n = 1, it = args.ppp);
"""
PARAMS = [("$p", "p", P), ("$pp", "pp", PP), ("$ppp", "ppp", PPP), ("$leaf", "leaf", pointer(LEAF))]
CONTEXTS = [
    Context("args", "a", ARGS, ("args.i", "i")),
    Context("casts", "a", CASTS, ("(uint32)arg4", "i")),
    Context("kept", "a", KEPT, ("$one", "i")),
    Context("functions", "a", ARGS + KEPT, ("$one", "i"), functions=True),
    Context("parameters", "a", PARAMS, ("$i", "i"), functions=True),
    Context("registers", "b", [("args." + n, n, t) for n, t in SMALL]),
    Context("results", "c", [("((struct form_node *)retval)", "p", P), ("$r", "p", P)], probe="uretprobe"),
    Context("kernel", "k", [("curtask", "task", TASK), ("$task", "task", TASK), ("@task", "task", TASK),
                            ("$fd", "task->files->fdt->fd", FILES), ("@fd", "task->files->fdt->fd", FILES)],
            ("$one", "1"), kernel=True, functions=True),
]
KEEP_KERNEL = """  $task = curtask; @task = curtask; $fd = curtask.files.fdt.fd; @fd = $fd;
"""
FUNCTIONS = {P: "same_node", PP: "same_nodes", pointer(LEAF): "same_leaf", S32: "same_int", U64: "same_long",
             S8: "same_char", pointer(S32): "same_ints"}
KERNEL_FUNCTIONS = {TASK: "same_task", FILES: "same_files", pointer(FILE): "same_file", S32: "same_int"}


class Generator:
    def __init__(self, random):
        self.random = random
        self.number = 0  # of the form, for names of its own

    # --- steps

    def index(self, context, count):
        """An index below `count`: (script, C)."""
        if context.index and count > 1 and self.random.random() < 0.3:
            return context.index
        number = str(self.random.randrange(count))
        return number, number

    def field(self, struct):
        return self.random.choice(FIELDS[struct[-1]])

    def of_struct_pointer(self, e, context):
        name, t = self.field(e.t[1])
        k, kc = self.index(context, context.reach(e.t))
        c = "((%s) + %s)->%s" % (e.c, kc, name)
        ways = [
            lambda: (e.p + "->" + name, "(%s)->%s" % (e.c, name)),
            lambda: (e.p + "." + name, "(%s)->%s" % (e.c, name)),
            lambda: ("(*%s).%s" % (e.p, name), "(%s)->%s" % (e.c, name)),
            lambda: ("(*%s)->%s" % (e.p, name), "(%s)->%s" % (e.c, name)),
            lambda: ("%s[%s].%s" % (e.indexed, k, name), c),
            lambda: ("%s[%s]->%s" % (e.indexed, k, name), c),
            lambda: ("(*(%s + %s)).%s" % (e.p, k, name), c),
            lambda: ("(*(%s + %s)).%s" % (k, e.p, name), c),
            lambda: ("(%s + %s)->%s" % (e.p, k, name), c),
            lambda: ("(%s + %s).%s" % (k, e.p, name), c),
            lambda: ("(%s - 1)->%s" % (e.p, name), "((%s) - 1)->%s" % (e.c, name)),
            lambda: ("(*(%s - 2)).%s" % (e.p, name), "((%s) - 2)->%s" % (e.c, name)),
        ]
        s, c = self.random.choice(ways[:-2] if context.kernel else ways)()
        return e.but(s, c, t, mem=True)

    def of_pointer(self, e, context):
        """*p, p[k], *(p + k), *(k + p) of any pointer."""
        t = e.t[1]
        k, kc = self.index(context, context.reach(e.t))
        at = "(%s)[%s]" % (e.c, kc)
        ways = [("*" + e.p, "(*(%s))" % e.c, False), ("%s[%s]" % (e.indexed, k), at, True),
                ("*(%s + %s)" % (e.p, k), at, False), ("*(%s + %s)" % (k, e.p), at, False)]
        if not context.kernel:
            ways += [("*(%s - 1)" % e.p, "(%s)[-1]" % e.c, False)]
        if t[0] == "ptr" and t[1][0] == "struct":  # both spellings dereference as many levels as necessary
            name, field = self.field(t[1])
            inner = "(*(%s))->%s" % (e.c, name)
            ways += [(e.p + "." + name, inner, field), (e.p + "->" + name, inner, field)]
        if t[0] == "ptr" and t[1][0] == "ptr":
            name, field = self.field(t[1][1])
            ways += [(e.p + "->" + name, "(**(%s))->%s" % (e.c, name), field)]
        s, c, post = self.random.choice(ways)
        if not isinstance(post, bool):
            return e.but(s, c, post, mem=True)
        t = S8 if t == LETTERS else t
        return e.but(s, c, t, mem=True, post=post)

    def of_struct(self, e, _):
        name, t = self.field(e.t)
        return e.but(e.p + self.random.choice([".", ".", "->"]) + name, "(%s).%s" % (e.c, name), t)

    def of_array(self, e, context):
        k, kc = self.index(context, min(e.t[-1], 8 if context.kernel else 99))
        c = "(%s)[%s]" % (e.c, kc)
        ways = [("%s[%s]" % (e.indexed, k), True)] * 3
        if e.mem and e.t[0] == "arr" and e.t[1][0] != "chars":
            ways += [("*(%s + %s)" % (e.p, k), False), ("*(%s + %s)" % (k, e.p), False)]
            if kc == "0":
                ways += [("*" + e.p, False)]
        s, post = self.random.choice(ways)
        return e.but(s, c, S8 if e.t[0] == "chars" else e.t[1], post=post)

    def of_void_pointer(self, e, _):
        s = self.random.choice(["(struct form_leaf *)%s", "(struct form_leaf *)(uint64)%s"]) % e.p
        return e.but(s, "((struct form_leaf*)(%s))" % e.c, pointer(LEAF), post=False)

    def step(self, e, context):
        """One step further from `e`, or None where there is none."""
        kind = e.t[0]
        if kind == "ptr":
            if e.t[1] == VOID:
                return self.of_void_pointer(e, context)
            if e.t[1][0] == "struct" and self.random.random() < 0.85:
                return self.of_struct_pointer(e, context)
            return self.of_pointer(e, context)
        if kind == "struct":
            further = self.of_struct(e, context)
            further.bits = e.t == BITS
            return further
        if kind == "arr" or (kind == "chars" and not e.text and not context.kernel):
            return self.of_array(e, context)
        return None

    # --- ways to keep and pass a value

    def keep(self, e, context):
        """The same value through a variable, a map, a tuple ..."""
        t, n, s = e.t, self.number, e.s
        large = t == NODE
        copied = not (t[0] == "struct" and t in KERNEL_STRUCTS)
        composite = t[0] in ("struct", "arr")
        name = "$t%d_%d" % (n, len(e.pre) + len(e.around or []))
        word = spelled(t)
        ways = []

        def add(text, pre=None, post=True, mem=False):
            ways.append((text, pre, post, mem))

        add(name, "%s = %s;" % (name, s), mem=e.mem)
        operand = "(%s)" % s if s.startswith("curtask") else s  # a bare name would be a type's
        add(name, "let %s: typeof(%s) = %s;" % (name, operand, s), mem=e.mem)
        if word and t[0] != "bool":
            add(name, "let %s: %s = %s;" % (name, word, s), mem=e.mem)
            add(name, "let %s: %s; %s = %s;" % (name, word, name, s), mem=e.mem)
        if copied and (not large or self.random.random() < 0.1):
            key = type_name(t)
            add("@k_%s[%d]" % (key, n), "@k_%s[%d] = %s;" % (key, n, s))
            add("@g" + name[2:], "@g%s = %s;" % (name[2:], s))
        if copied and not large:
            add("(1, %s).1" % s)
            add("(%s, 2)[0]" % s)
            add("(a = 1, b = %s).b" % s)
            add(name + ".1", "%s = ((uint8)7, %s);" % (name, s))
            add("@t_%s[%d].0" % (type_name(t), n), "@t_%s[%d] = (%s, (uint8)1);" % (type_name(t), n, s))
            add("($one == 1 ? %s : %s)" % (s, s))
            add("(if ($one == 1) { %s } else { %s })" % (s, s))
            add("{ let $b = %s; $b }" % s, post=False)
            add("kept(%s)" % s)
        add("same(%s)" % s, mem=e.mem)
        if t[0] == "ptr":
            add("(%s)%s" % (word, e.p) if word else s, post=False)
            add("(%s)(uint64)%s" % (word, e.p) if word else s, post=False)
            add("*(&%s)" % name, "%s = %s;" % (name, s), post=False)
        if context.functions and copied and not large:
            key = "@k_%s" % type_name(t)
            add(name, "%s[%d] = %s; let %s: typeof(%s); if (find(%s, %d, %s)) { }" %
                (key, n, s, name, operand, key, n, name))
            if e.around is None and self.random.random() < 0.3:
                return self.in_loop(e)
        functions = KERNEL_FUNCTIONS if context.kernel else FUNCTIONS
        if context.functions and t in functions:
            add("%s(%s)" % (functions[t], s))
            add("%s(%s)" % (functions[t], s))
        if composite:
            ways = [w for w in ways if not w[0].startswith("(%s)" % word)]
        text, pre, post, mem = self.random.choice(ways)
        text_only = t[0] == "chars" and not text.startswith("same(")
        return e.but(text, pre=e.pre + ([pre] if pre else []), post=post, mem=mem, text=text_only)

    def in_loop(self, e):
        """The same value as a part of what a loop over a map goes through."""
        maps, n = type_name(e.t), self.number
        if self.random.random() < 0.5:
            pre, value, condition = "@l_%s[%d] = %s;" % (maps, n, e.s), "$kv.1", "$kv.0 == %d" % n
            head = "@l_" + maps
        else:
            pre, value, condition = "@r_%s[%s, %d] = 1;" % (maps, e.s, n), "$kv.0.0", "$kv.0.1 == %d" % n
            head = "@r_" + maps
        around = e.pre + [pre, "for ($kv : %s) { if (%s) {" % (head, condition)]
        return e.but(value, pre=[], around=around, mem=False, text=e.t[0] == "chars")

    def cast(self, e):
        """A number through a cast."""
        to = self.random.choice([S8, S16, S32, S64, U16, U32, U64])
        s = "(%s)%s" % (spelled(to), e.p)
        return e.but(s, "(%s)(%s)" % (in_c(to).strip(), e.c), to, post=False)

    # --- forms

    def form(self, context, number, depth):
        """A form of `depth` steps that ends in something printable."""
        self.number = number
        while True:
            s, c, t = self.random.choice(context.roots)
            e = Value(s=s, c=c, t=t, mem=t[0] == "struct" and s not in ("args.link", "args.pair"), post=True, pre=[],
                      bits=False, text=False, around=None)
            taken = 0
            for _ in range(depth):
                if self.random.random() < 0.3 and not e.bits:
                    e = self.keep(e, context)
                    if len(e.s) > 160:
                        break
                further = self.step(e, context)
                if further is None:
                    break
                e = further
                taken += 1
            if taken != depth and context.function != "k" and not (context.function == "b" and taken):
                continue
            while not is_printable(e.t) or e.t == pointer(LETTERS) or (context.kernel and e.t[0] in ("ptr", "arr")):
                e = self.step(e, context) if e.t != pointer(LETTERS) else self.of_pointer(e, context)
            if len(e.s) + sum(map(len, e.pre)) < 400:
                return self.printed(e, number)

    def printed(self, e, number):
        """(statement of the script, statement of C)."""
        scalar = e.t[0] in ("int", "bool")
        way = self.random.random()
        if scalar and way < 0.1 and not e.bits:
            e = self.cast(e)
        elif not e.bits and e.t[0] != "chars" and way < 0.15:
            e = e.but("sizeof(%s)" % e.s, "sizeof(%s)" % e.c, U64)
        elif e.t[0] == "int" and way < 0.2:
            e = e.but("(%s < 0 ? 1 : 0)" % e.s, "(%s) < 0" % e.c, S32)
        form = number_format(e.t)
        if form and self.random.random() < 0.5:
            script = 'printf("{} {}\\n", {});'.format(number, form, e.s)
        else:
            script = "print((%d, %s));" % (number, e.s)
        text, values = printed_by_c(e.t, e.c)
        if e.around is not None:
            script = " ".join(e.around + e.pre + [script, "} }"])
            e.pre = []
        return (" ".join(e.pre + [script]), 'fprintf(out, "%d %s\\n", %s);' % (number, text, values))


def type_name(t):
    """A name for maps that hold this type."""
    return "_".join(type_name(p) if isinstance(p, tuple) else str(p).replace("form_", "") for p in t)
