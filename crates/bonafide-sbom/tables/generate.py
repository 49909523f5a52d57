#!/usr/bin/env python3
"""Makes src/conformance/tables/ from the published JSON schemas.

    generate.py SCHEMAS      (a folder that holds the files named in FAMILIES; see README.md)

Every schema becomes a graph of nodes. Nodes that say the same are made one, also across versions,
and each is written into the file of the first version that has it.
"""

import collections
import hashlib
import json
import pathlib
import re
import sys

FAMILIES = {
    "cdx": [
        ("1.2", "bom-1.2-strict.schema.json"),
        ("1.3", "bom-1.3-strict.schema.json"),
        ("1.4", "bom-1.4.schema.json"),
        ("1.5", "bom-1.5.schema.json"),
        ("1.6", "bom-1.6.schema.json"),
        ("1.7", "bom-1.7.schema.json"),
    ],
    "spdx": [("2.2", "spdx-2.2.2.schema.json"), ("2.3", "spdx-2.3.schema.json")],
}
# What the schemas refer to beside themselves.
SHARED = ["spdx.schema.json", "jsf-0.82.schema.json", "cryptography-defs.schema.json"]
ROOT = {"cdx": "bom", "spdx": "document"}
ORIGIN = {
    "cdx": "github.com/CycloneDX/specification, Apache-2.0",
    "spdx": "github.com/spdx/spdx-spec, CC-BY-3.0",
}

# The regular expressions of the schemas, by the name that pattern.rs gives to each.
PATTERNS = {
    r"^(.*)$": "OneLine",
    r"^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$": "SerialNumber",
    r"^urn:cdx:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/[1-9][0-9]*$": "BomLink",
    r"^urn:cdx:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/[1-9][0-9]*#.+$": "BomLinkElement",
    r"^[-+a-z0-9.]+/[-+a-z0-9.]+$": "MediaType",
    r"^([a-fA-F0-9]{32}|[a-fA-F0-9]{40}|[a-fA-F0-9]{64}|[a-fA-F0-9]{96}|[a-fA-F0-9]{128})$": "Hash",
    r"^([a-z]{2})(-[A-Z]{2})?$": "Locale",
    r"^CRE:[0-9]+-[0-9]+$": "Cre",
    r"^[A-Za-z0-9][A-Za-z0-9\-/.()\s]{0,28}[A-Za-z0-9]$": "PatentNumber",
    r"^[A-Z]{2}$": "Country",
}
# `string` is no format: schemas of 1.2 say it where they mean the type.
FORMATS = {
    "date": "Date",
    "date-time": "DateTime",
    "idn-email": "Email",
    "iri-reference": "IriReference",
    "uri": "Uri",
    "string": None,
}
TYPES = {
    "null": ["NULL"],
    "boolean": ["FALSE", "TRUE"],
    "integer": ["INTEGER"],
    "number": ["INTEGER", "FRACTION"],
    "string": ["TEXT"],
    "array": ["ARRAY"],
    "object": ["OBJECT"],
}
ALL_TYPES = ["NULL", "FALSE", "TRUE", "INTEGER", "FRACTION", "TEXT", "ARRAY", "OBJECT"]
# Where a published schema is known to be wrong: member names, by the start of the file names that
# this is about.
#
# The strict schemas of 1.2 and 1.3 list only ids in `$schema` that the schemas no longer have: the
# published ids (1.2b, 1.3a) are not among them. As from 1.6 on, any text may stand there.
ANY_TEXT = {"$schema": ("bom-1.2", "bom-1.3")}
# The text of SPDX 2.3 (7.21, 7.24) writes these values with hyphens, or both ways; its schema has
# some with hyphens and some with underscores. Either is taken.
EITHER_SPELLING = {"referenceCategory": ("spdx-2",), "primaryPackagePurpose": ("spdx-2",)}
WORDS = {
    "$ref", "type", "enum", "const", "pattern", "format", "minLength", "maxLength", "minimum",
    "maximum", "items", "additionalItems", "uniqueItems", "minItems", "maxItems", "properties",
    "required", "additionalProperties", "oneOf", "anyOf", "allOf", "not", "if", "then", "else",
}
# These say nothing about a document.
NOTES = {
    "$schema", "$id", "$comment", "title", "description", "examples", "default", "deprecated",
    "definitions", "meta:enum",
}


class Node:
    """What a schema asks of one value."""

    def __init__(self):
        self.rule = ""
        self.types = tuple(ALL_TYPES)
        self.text = None    # (values, pattern, format, least, most)
        self.number = None  # (least, most)
        self.array = None   # (each, is_unique, least, most)
        self.object = None  # (members, required, is_closed)
        self.every = ()     # nodes
        self.choice = None  # (kind, nodes)

    def children(self):
        found = list(self.every)
        if self.array and self.array[0]:
            found.append(self.array[0])
        if self.object:
            found += [node for _, node in self.object[0]]
        if self.choice:
            found += [node for node in self.choice[1] if node]
        return found

    def shape(self, key):
        """All that the node says, its children written by `key`."""
        array = self.array and (key(self.array[0]), *self.array[1:])
        members = self.object and tuple((name, key(node)) for name, node in self.object[0])
        return (
            self.rule, self.types, self.text, self.number, array,
            self.object and (members, *self.object[1:]),
            tuple(key(node) for node in self.every),
            self.choice and (self.choice[0], tuple(key(node) for node in self.choice[1])),
        )


class Compiler:
    def __init__(self, documents):
        self.documents = documents
        self.seen = {}

    def reference(self, document, reference):
        name, _, pointer = reference.partition("#")
        document = name or document
        schema, path = self.documents[document], []
        for part in filter(None, pointer.split("/")):
            schema = schema[part]
            path = [] if part == "definitions" else path + [part]
        return self.node(document, schema, path)

    def node(self, document, schema, path):
        if schema is True:
            schema = {}
        # Beside `$ref` draft 7 ignores everything else.
        if "$ref" in schema:
            return self.reference(document, schema["$ref"])
        schema = corrected(document, schema, path)
        key = (json.dumps(schema), document, tuple(path))
        if key in self.seen:
            return self.seen[key]
        node = self.seen[key] = Node()
        strange = set(schema) - WORDS - NOTES
        assert not strange, (path, strange)
        here = lambda schema: self.node(document, schema, path)
        self.types(node, schema)
        self.scalars(node, schema)
        self.array(node, schema, here)
        self.object(node, schema, document, path)
        self.combined(node, schema, here)
        return node

    def types(self, node, schema):
        if "type" in schema:
            names = schema["type"]
            names = [names] if isinstance(names, str) else names
            node.types = tuple(t for name in names for t in TYPES[name])
        if "const" in schema:
            const = schema["const"]
            assert const is False or isinstance(const, str), const
            node.types = ("TEXT",) if isinstance(const, str) else ("FALSE",)
        if "enum" in schema:
            assert all(isinstance(value, str) for value in schema["enum"])
            node.types = ("TEXT",)

    def scalars(self, node, schema):
        values = schema.get("enum", [])
        if isinstance(schema.get("const"), str):
            values = [schema["const"]]
        text = (
            tuple(sorted(set(values), key=lambda value: value.encode())),
            PATTERNS[schema["pattern"]] if "pattern" in schema else None,
            FORMATS[schema["format"]] if "format" in schema else None,
            schema.get("minLength", 0),
            schema.get("maxLength"),
        )
        if text != ((), None, None, 0, None):
            node.text = text
        if "minimum" in schema or "maximum" in schema:
            node.number = (schema.get("minimum"), schema.get("maximum"))

    def array(self, node, schema, here):
        items, least, most = schema.get("items"), schema.get("minItems", 0), schema.get("maxItems")
        if isinstance(items, list):
            # A tuple of one: the same as an array of at most one.
            assert len(items) == 1 and most == 1 and schema["additionalItems"] is False
            items = items[0]
        array = (here(items) if items else None, schema.get("uniqueItems", False), least, most)
        if array != (None, False, 0, None):
            node.array = array

    def object(self, node, schema, document, path):
        members = {
            name: self.node(document, inner, path + [name])
            for name, inner in schema.get("properties", {}).items()
        }
        required = tuple(sorted(schema.get("required", []), key=str.encode))
        assert schema.get("additionalProperties", True) in (True, False)
        is_closed = schema.get("additionalProperties") is False
        if members or required or is_closed:
            ordered = sorted(members.items(), key=lambda member: member[0].encode())
            node.object = (tuple(ordered), required, is_closed)
        if members or is_closed:
            node.rule = "/".join(part for part in path if part)

    def combined(self, node, schema, here):
        choices = []
        for word, kind in (("oneOf", "One"), ("anyOf", "Any")):
            if word in schema:
                choices.append((kind, tuple(here(inner) for inner in schema[word])))
        if "not" in schema:
            choices.append(("Not", (here(schema["not"]),)))
        if "if" in schema:
            assert schema.get("else", True) is True
            choices.append(("When", (here(schema["if"]), here(schema["then"]))))
        every = [here(inner) for inner in schema.get("allOf", [])]
        # One choice a node: what there is beyond stands in nodes of its own for the same value.
        for choice in choices[1:]:
            extra = Node()
            extra.choice = choice
            every.append(extra)
        node.choice = choices[0] if choices else None
        node.every = tuple(every)


def corrected(document, schema, path):
    name = path[-1] if path else ""
    if document.startswith(ANY_TEXT.get(name, ())):
        return {"type": "string"}
    if document.startswith(EITHER_SPELLING.get(name, ())):
        values = {v.replace(*pair) for v in schema["enum"] for pair in ("-_", "_-")}
        return {**schema, "enum": sorted(values)}
    return schema


def reach(root):
    found, todo = {}, [root]
    while todo:
        node = todo.pop()
        if node is not None and id(node) not in found:
            found[id(node)] = node
            todo += reversed(node.children())
    return list(found.values())


def merged(roots):
    """The class of each node: nodes of one family are of one class that say the same all the way
    down. The roots come with their families."""
    nodes, classes = {}, {}
    for family, root in roots:
        for node in reach(root):
            nodes[id(node)], classes[id(node)] = node, family
    while True:
        number = {}
        fresh = {}
        for key, node in nodes.items():
            shape = node.shape(lambda child: child and classes[id(child)])
            fresh[key] = number.setdefault((classes[key], shape), len(number))
        if len(number) == len(set(classes.values())):
            return classes
        classes = fresh


def later(roots_of):
    """What came into a version after the first that has the rule: (rule, text, version)."""
    known = collections.defaultdict(dict)
    first = {}
    for number, (version, root) in enumerate(roots_of):
        for rule, text in vocabulary(root):
            first.setdefault(rule, number)
            known[rule].setdefault(text, (number, version))
    return sorted(
        (rule, text, version)
        for rule, texts in known.items()
        for text, (number, version) in texts.items()
        if text and number > first[rule] and not rule.endswith("/$schema")
    )


def vocabulary(root):
    """The members and values that a schema knows, by rule; an empty text for the rule itself."""
    todo, seen = [(root, "")], set()
    while todo:
        node, outer = todo.pop()
        if node is None or (id(node), outer) in seen:
            continue
        seen.add((id(node), outer))
        rule = node.rule or outer
        for value in node.text[0] if node.text else ():
            yield rule, value
        for inner in node.every:
            todo.append((inner, rule))
        for inner in node.choice[1] if node.choice else ():
            todo.append((inner, rule))
        if node.array:
            todo.append((node.array[0], rule))
        if node.object:
            yield rule, ""
            for name, inner in node.object[0]:
                yield rule, name
                todo.append((inner, f"{node.rule or outer}/{name}"))


class Writer:
    """Nodes as Rust."""

    def __init__(self, classes, uses):
        self.classes, self.uses = classes, uses
        self.names = {}   # class -> (module, name)
        self.values = {}  # values of an enumeration -> (module, name)
        self.taken = collections.defaultdict(set)
        self.begin(None)

    def begin(self, module):
        self.here, self.items, self.modules, self.pending = module, [], set(), []

    def fresh(self, hint):
        name = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", hint))
        name = name.strip("_").upper()
        free, number = name, 2
        while free in self.taken[self.here]:
            free, number = f"{name}_{number}", number + 1
        self.taken[self.here].add(free)
        return free

    def path(self, place):
        module, name = place
        if module != self.here:
            self.modules.add(module)
            return f"{module}::{name}"
        return name

    def link(self, node, hint):
        """A reference to a node: by name, or the node itself when it is small and used once."""
        plain = self.plain(node)
        if plain:
            return plain
        key = self.classes[id(node)]
        if key not in self.names and self.uses[key] == 1 and not node.rule:
            return "&" + self.text_of(node, hint)
        if key not in self.names:
            # It gets its name now, so that what refers to it can be written.
            self.names[key] = (self.here, self.fresh(node.rule or hint))
            self.write_later(node, hint, key)
        return "&" + self.path(self.names[key])

    def write_later(self, node, hint, key):
        slot = len(self.items)
        self.items.append(None)
        self.pending.append((slot, node, node.rule or hint, key))

    def plain(self, node):
        if node.shape(lambda child: child) != Node.shape(bare(node.types), lambda child: child):
            return None
        names = {
            ("TEXT",): "STRING", ("FALSE", "TRUE"): "BOOLEAN", ("INTEGER",): "WHOLE",
            ("INTEGER", "FRACTION"): "NUMBER", ("OBJECT",): "ANY_OBJECT",
            tuple(ALL_TYPES): "ANYTHING",
        }
        name = names.get(node.types)
        return name and f"&{name}"

    def text_of(self, node, hint):
        fields = []
        if node.rule:
            fields.append(f"rule: {quoted(node.rule)}")
        if node.types != tuple(ALL_TYPES):
            fields.append("types: " + " | ".join(node.types))
        if node.text:
            fields.append(f"text: Some(&{self.text(node.text, hint)})")
        if node.number:
            least, most = (f"Some({value})" if value is not None else "None" for value in node.number)
            fields.append(f"number: Some(&Range {{ least: {least}, most: {most} }})")
        if node.array:
            each, is_unique, least, most = node.array
            parts = [f"each: {self.link(each, hint) if each else '&ANYTHING'}"]
            parts += ["is_unique: true"] * is_unique
            parts += [f"least: {least}"] if least else []
            parts += [f"most: {most}"] if most is not None else []
            fields.append(f"array: Some(&Array {{ {', '.join(parts)}{rest(len(parts), 4, 'ARRAY_OF')} }})")
        if node.object:
            members, required, is_closed = node.object
            parts = []
            if members:
                lines = "".join(
                    f"\n    ({quoted(name)}, {self.link(child, f'{hint}/{name}')}),"
                    for name, child in members
                )
                parts.append(f"members: &[{lines}\n]")
            parts += [f"required: &[{', '.join(map(quoted, required))}]"] if required else []
            parts += ["is_closed: true"] * is_closed
            fields.append(f"object: Some(&Object {{ {', '.join(parts)}{rest(len(parts), 3, 'OPEN')} }})")
        if node.every:
            fields.append(f"every: &[{', '.join(self.link(n, hint) for n in node.every)}]")
        if node.choice:
            kind, nodes = node.choice
            links = [self.link(n, hint) for n in nodes]
            inside = f"&[{', '.join(links)}]" if kind in ("One", "Any") else ", ".join(links)
            fields.append(f"choice: Choice::{kind}({inside})")
        return f"Node {{ {', '.join(fields)}, ..ANYTHING_AT_ALL }}"

    def text(self, text, hint):
        values, pattern, form, least, most = text
        parts = []
        if values:
            parts.append(f"values: {self.enumeration(values, hint)}")
        parts += [f"pattern: Some(Pattern::{pattern})"] if pattern else []
        parts += [f"format: Some(Format::{form})"] if form else []
        parts += [f"least: {least}"] if least else []
        parts += [f"most: {most}"] if most is not None else []
        return f"Text {{ {', '.join(parts)}{rest(len(parts), 5, 'FREE')} }}"

    def enumeration(self, values, hint):
        if len(values) <= 4:
            return f"&[{', '.join(map(quoted, values))}]"
        if values not in self.values:
            self.values[values] = (self.here, self.fresh(hint + "/values"))
            lines = "".join(f"    {line}\n" for line in filled(values))
            name = self.values[values][1]
            self.items.append(f"pub(super) static {name}: &[&str] = &[\n{lines}];\n")
        return self.path(self.values[values])


def bare(types):
    node = Node()
    node.types = types
    return node


def rest(count, all_of_them, name):
    return "" if count == all_of_them else f", ..{name}"


def quoted(text):
    assert all(" " <= c <= "~" and c not in '"\\' for c in text), text
    return f'"{text}"'


def filled(values):
    line = ""
    for value in values:
        item = quoted(value) + ","
        if line and len(line) + len(item) > 90:
            yield line
            line = ""
        line += (" " if line else "") + item
    yield line


def main():
    folder = pathlib.Path(sys.argv[1])
    out = pathlib.Path(__file__).resolve().parent.parent / "src/conformance/tables"
    documents, digests = {}, {}
    for name in SHARED + [name for family in FAMILIES.values() for _, name in family]:
        data = (folder / name).read_bytes()
        documents[name], digests[name] = json.loads(data), hashlib.sha256(data).hexdigest()
    compiler = Compiler(documents)
    roots = []
    for family, versions in FAMILIES.items():
        for version, name in versions:
            root = compiler.node(name, documents[name], [""])
            root.rule = ROOT[family]
            roots.append((family, version, name, root))
    classes = merged([(family, root) for family, *_, root in roots])
    uses = collections.Counter()
    counted = set()
    for *_, root in roots:
        for node in reach(root):
            if classes[id(node)] not in counted:
                counted.add(classes[id(node)])
                uses.update(classes[id(child)] for child in node.children())
    writer = Writer(classes, uses)
    for family, version, name, root in roots:
        module = f"{family}_{version.replace('.', '_')}"
        sources = [name] + (SHARED if family == "cdx" else [])
        write_module(out, writer, module, root, ROOT[family], {s: digests[s] for s in sources})
    for family in FAMILIES:
        rows = later([(version, root) for f, version, _, root in roots if f == family])
        write_later(out, family, rows)
    print(f"{len(set(classes.values()))} nodes")


def write_module(out, writer, module, root, root_name, digests):
    writer.begin(module)
    key = writer.classes[id(root)]
    assert key not in writer.names, module
    writer.names[key] = (module, writer.fresh(root_name))
    writer.write_later(root, root_name, key)
    while writer.pending:
        slot, node, hint, key = writer.pending.pop(0)
        text = writer.text_of(node, hint)
        writer.items[slot] = f"pub(super) static {writer.names[key][1]}: Node = {text};\n"
    body = "\n".join(writer.items)
    head = "// Generated by tables/generate.py; change that, not this. From\n"
    head += f"// {ORIGIN[module.split('_')[0]]}:\n"
    head += "".join(f"// {name}\n//   sha256 {digest}\n" for name, digest in digests.items())
    used = sorted(writer.modules)
    others = f"use super::{{{', '.join(used)}}};\n" if used[1:] else "".join(f"use super::{m};\n" for m in used)
    vocabulary = (
        "ANYTHING ANYTHING_AT_ALL ANY_OBJECT ARRAY ARRAY_OF Array BOOLEAN Choice FALSE "
        "FRACTION FREE Format INTEGER NUMBER Node OBJECT OPEN Object Pattern Range STRING TEXT TRUE "
        "Text WHOLE"
    ).split()
    words = set(re.findall(r"[A-Za-z_]+", re.sub(r'"[^"]*"|static \w+|\w+::[A-Z_0-9]+\b', "", body)))
    words |= set(re.findall(r"\b(Choice|Pattern|Format)::", body))
    needed = ", ".join(word for word in vocabulary if word in words)
    text = f"{head}\n{others}use crate::conformance::schema::{{{needed}}};\n\n{body}"
    (out / f"{module}.rs").write_text(text)
    print(module, len(text), "bytes", text.count("\n"), "lines")


def write_later(out, family, rows):
    lines = "".join(f"    ({quoted(r)}, {quoted(t)}, {quoted(v)}),\n" for r, t, v in rows)
    text = (
        "// Generated by tables/generate.py; change that, not this.\n\n"
        "/// Members and values that came into a version after the rule itself, with that version.\n"
        f"pub(super) static LATER: &[(&str, &str, &str)] = &[\n{lines}];\n"
    )
    (out / f"{family}_later.rs").write_text(text)
    print(f"{family}_later", len(rows), "rows")


if __name__ == "__main__":
    main()
