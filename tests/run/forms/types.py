"""The types of forms.h as the generator sees them: how each is spelled in a script, printed by C, printed by sonde."""

VOID = ("void",)
BOOL = ("bool",)


def integer(size, signed):
    return ("int", size, signed)


def pointer(to):
    return ("ptr", to)


def array(of, count):
    return ("arr", of, count)


def struct(name):
    return ("struct", name)


S8, U8, S16, U16 = integer(1, True), integer(1, False), integer(2, True), integer(2, False)
S32, U32, S64, U64 = integer(4, True), integer(4, False), integer(8, True), integer(8, False)
TONE, STEP = ("enum", "form_tone", S32), ("enum", "form_step", U32)
NODE, LEAF, PAIR, BITS, LINK = (struct("form_" + n) for n in ("node", "leaf", "pair", "bits", "link"))
NAMELESS = ("struct", "")
CHARS5, CHARS6 = ("chars", 5), ("chars", 6)

# Fields by struct; a bit-field's type is that of its declaration.
FIELDS = {
    "form_pair": [("first", S32), ("second", S16)],
    "form_bits": [("a", U32), ("b", S32), ("c", U64), ("d", S32), ("e", U8), ("f", BOOL), ("g", S64), ("h", U32)],
    "form_leaf": [("s8", S8), ("u8", U8), ("s16", S16), ("u16", U16), ("s32", S32), ("u32", U32), ("s64", S64),
                  ("u64", U64), ("yes", BOOL), ("letter", S8), ("tone", TONE), ("step", STEP), ("name", CHARS6),
                  ("full", CHARS5)],
    "form_link": [("to", pointer(NODE)), ("weight", S32), ("kind", S16)],
    "": [("inside", pointer(NODE)), ("beside", S64)],
    "form_node": [("v", S32), ("next", pointer(NODE)), ("pp", pointer(pointer(NODE))), ("two", array(pointer(NODE), 2)),
                  ("in", LEAF), ("arr", array(LEAF, 3)), ("leaf", pointer(LEAF)),
                  ("leaves", array(array(pointer(LEAF), 3), 2)), ("grid", array(array(S32, 3), 2)),
                  ("shorts", array(S16, 4)), ("longs", array(U64, 3)), ("ip", pointer(S32)), ("bp", pointer(S8)),
                  ("rows", pointer(array(S32, 3))), ("block", pointer(array(LEAF, 2))), ("bits", BITS),
                  ("pair", PAIR), ("pairs", array(PAIR, 2)), ("text", pointer(("letters",))),
                  ("names", array(CHARS5, 2)), ("opaque", pointer(VOID)), ("word", U32), ("halves", array(U16, 2)),
                  ("x", S16), ("y", S16), ("nameless", NAMELESS), ("tones", array(TONE, 2)), ("flags", array(BOOL, 3))],
}

# Of the kernel: what a task can know of itself.
FILE, RLIMIT = struct("file"), struct("rlimit")
FILES, TASK = pointer(pointer(FILE)), pointer(struct("task_struct"))
CHARS16 = ("chars", 16)
PARENT = pointer(("struct", "task_struct", "parent"))  # of which the program knows less
FIELDS.update({
    "task_struct": [("pid", S32), ("tgid", S32), ("comm", CHARS16), ("real_parent", PARENT),
                    ("files", pointer(struct("files_struct"))), ("files", pointer(struct("files_struct"))),
                    ("files", pointer(struct("files_struct"))), ("signal", pointer(struct("signal_struct")))],
    "parent": [("pid", S32), ("tgid", S32), ("comm", CHARS16), ("real_parent", PARENT)],
    "signal_struct": [("rlim", array(RLIMIT, 16))],
    "rlimit": [("rlim_cur", U64), ("rlim_max", U64)],
    "files_struct": [("fdt", pointer(struct("fdtable"))), ("fd_array", array(pointer(FILE), 64))],
    "fdtable": [("fd", FILES), ("fd", FILES), ("max_fds", U32)],
    "file": [("f_pos", S64), ("f_flags", U32), ("f_inode", pointer(struct("inode")))],
    "inode": [("i_ino", U64), ("i_size", S64)],
})
KERNEL_STRUCTS = [PARENT[1]] + [struct(name) for name in ("task_struct", "signal_struct", "files_struct", "fdtable", "file", "inode")]


def spelled(t):
    """The type in a script, or None where typeof() is the only way."""
    kind = t[0]
    if kind == "int":
        return ("" if t[2] else "u") + "int" + str(8 * t[1])
    if kind == "bool":
        return "uint8"
    if kind == "letters":
        return "int8"
    if kind == "void":
        return "void"
    if kind == "struct":
        return "struct " + t[1] if t[1] else None
    if kind == "ptr":
        inner = spelled(t[1])
        return inner and inner + " *"
    if kind == "arr":
        inner = spelled(t[1])
        return inner and "%s[%d]" % (inner, t[2])
    return None


def in_c(t, name=""):
    """The type in C, as a declaration of `name`."""
    kind = t[0]
    if kind == "int":
        return ("form_s%d %s" if t[2] else "form_u%d %s") % (8 * t[1], name)
    if kind == "letters":
        return "char " + name
    if kind == "void":
        return "void " + name
    if kind == "struct":
        return "struct %s %s" % (t[1], name)
    if kind == "ptr":
        return in_c(t[1], "(*%s)" % name if t[1][0] == "arr" else "*" + name)
    if kind == "arr":
        return in_c(t[1], "%s[%d]" % (name, t[2]))
    return None


def is_printable(t):
    """Whether a value of this type can be compared as text."""
    kind = t[0]
    if kind == "arr":
        return t[1][0] in ("int", "chars") or (t[1][0] == "arr" and is_printable(t[1]))
    return kind in ("int", "bool", "enum", "chars", "ptr") or t in (PAIR, LINK)


def printed_by_c(t, text):
    """printf format and arguments by which C shows what `print` shows for the value `text`."""
    kind = t[0]
    if kind == "int":
        return ("%lld", "(long long)(%s)" % text) if t[2] else ("%llu", "(unsigned long long)(%s)" % text)
    if kind == "bool":
        return "%d", "(int)(%s)" % text
    if kind == "enum":
        return "%s", "name_of_%s(%s)" % (t[1], text)
    if kind == "chars":
        return "%.*s", "%d, %s" % (t[1], text)
    if kind == "ptr":
        return "%p", "(void*)(%s)" % text
    if t == PAIR:
        return "{ .first = %d, .second = %d }", "(%s).first, (%s).second" % (text, text)
    if t == LINK:
        return ("{ .to = %p, .weight = %d, .kind = %d }", "(void*)(%s).to, (%s).weight, (%s).kind" % (text, text, text))
    parts = [printed_by_c(t[1], "(%s)[%d]" % (text, i)) for i in range(t[2])]
    return "[" + ",".join(p[0] for p in parts) + "]", ", ".join(p[1] for p in parts)


def number_format(t):
    """How printf of a script prints a scalar as C's printed_by_c does, or None."""
    if t[0] == "int":
        return "%ld" if t[2] else "%lu"
    return {"bool": "%d", "chars": "%s", "ptr": "%p"}.get(t[0])
