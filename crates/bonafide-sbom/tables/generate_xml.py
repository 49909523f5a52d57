#!/usr/bin/env python3
"""Makes src/conformance/xsd/tables/ from the published XML schemas.

    generate_xml.py SCHEMAS      (a folder that holds the files named in VERSIONS; see README.md)

Every schema becomes a graph of types. Types that say the same are made one, also across versions, and
each is written into the file of the first version that has it. Names of elements are written without
their namespace, which is that of the version.
"""

import collections
import hashlib
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

from generate import ORIGIN, filled, quoted, rest as others_of

VERSIONS = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]
SHARED = "spdx.xsd"
SPDX = "http://cyclonedx.org/schema/spdx"
XS = "{http://www.w3.org/2001/XMLSchema}"
# The identifiers of licences are those of the JSON schemas, which have their table already.
LICENCES = "crate::conformance::tables::LICENCES"

# The regular expressions of the schemas, by the name that xsd/pattern.rs gives to each.
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
PATTERNS = {
    "([a-fA-F0-9]{32})|([a-fA-F0-9]{40})|([a-fA-F0-9]{64})|([a-fA-F0-9]{96})|([a-fA-F0-9]{128})": "Hash",
    rf"urn:uuid:({UUID})|(\{{{UUID}\}})": "SerialNumber",
    f"urn:cdx:{UUID}/[1-9][0-9]*": "BomLink",
    f"urn:cdx:{UUID}/[1-9][0-9]*#.+": "BomLinkElement",
    "[-+a-z0-9.]+/[-+a-z0-9.]+": "MediaType",
    "([a-z]{2})(-[A-Z]{2})?": "Locale",
    "CRE:[0-9]+-[0-9]+": "Cre",
    r"[A-Za-z0-9][A-Za-z0-9\-/.() ]{0,28}[A-Za-z0-9]": "PatentNumber",
    "[A-Z]{2}": "Country",
    (
        r"([c][pP][eE]:/[AHOaho]?(:[A-Za-z0-9\._\-~%]*){0,6})|(cpe:2\.3:[aho\*\-](:(((\?*|\*?)([a-zA-Z0-9\-\._]"
        r"|(\\[\\\*\?!\"#$$%&'\(\)\+,/:;<=>@\[\]\^`\{\|}~]))+(\?*|\*?))|[\*\-])){5}(:(([a-zA-Z]{2,3}(-([a-zA-Z]{2}"
        r"|[0-9]{3}))?)|[\*\-]))(:(((\?*|\*?)([a-zA-Z0-9\-\._]|(\\[\\\*\?!\"#$$%&'\(\)\+,/:;<=>@\[\]\^`\{\|}~]))+"
        r"(\?*|\*?))|[\*\-])){4})"
    ).replace('\\"', '"'): "Cpe",
}
# What a built-in type is: the kind of its value, what becomes of white space, the least value.
BUILT_IN = {
    "string": ("Text", "Keep", None),
    "normalizedString": ("Text", "Replace", None),
    "token": ("Text", "Collapse", None),
    "boolean": ("Boolean", "Collapse", None),
    "decimal": ("Decimal", "Collapse", None),
    "integer": ("Integer", "Collapse", None),
    "nonNegativeInteger": ("Integer", "Collapse", 0),
    "positiveInteger": ("Integer", "Collapse", 1),
    "date": ("Date", "Collapse", None),
    "dateTime": ("DateTime", "Collapse", None),
    "anyURI": ("AnyUri", "Collapse", None),
}
# The simple types that xsd/schema.rs has itself.
PLAIN = {
    ("Text", None): "TEXT", ("Boolean", None): "BOOLEAN", ("Decimal", None): "DECIMAL",
    ("Integer", None): "INTEGER", ("Integer", 0): "NATURAL", ("Integer", 1): "POSITIVE",
    ("Date", None): "DATE", ("DateTime", None): "DATE_TIME", ("AnyUri", None): "ANY_URI",
}
TIMES = {(1, 1): "ONE", (0, 1): "MAYBE", (0, None): "ANY", (1, None): "MANY"}


class Simple:
    """What a schema asks of one text."""

    def __init__(self, kind="Text", space="Keep", low=None):
        self.kind, self.space, self.low, self.high = kind, space, low, None
        self.values, self.pattern, self.least, self.most = (), None, 0, None
        self.members = ()  # those of a union

    def shape(self):
        # White space does not matter where every text is right.
        bare = self.is_bare() and self.kind == "Text"
        space = "Keep" if bare else self.space
        return (
            self.kind, space, self.low, self.high, self.values, self.pattern, self.least, self.most,
            tuple(member.shape() for member in self.members),
        )

    def is_bare(self):
        return (self.values, self.pattern, self.least, self.most, self.high, self.members) == ((), None, 0, None, None, ())


class Complex:
    """What a schema asks of one element that has attributes or elements."""

    def __init__(self, rule):
        self.rule = rule
        self.attributes = ()   # (name, is_required, Simple)
        self.wildcard = "None" # attributes beyond: None, Other or Any
        self.content = ("Empty",)  # or ("Text", Simple), ("Elements", particle), ("Mixed", particle)

    def children(self):
        if self.content[0] in ("Elements", "Mixed"):
            yield from (type for _, type, _ in elements(self.content[1]) if isinstance(type, Complex))

    def shape(self, key):
        kind, *inner = self.content
        if kind == "Text":
            inner = [inner[0].shape()]
        elif inner:
            inner = [particle_shape(inner[0], key)]
        attributes = tuple((name, needed, simple.shape()) for name, needed, simple in self.attributes)
        return (self.rule, attributes, self.wildcard, kind, *inner)


# The type of an element for which the schema has none.
ANYTHING = "Anything"


# Particles are (times, "Element", name, type, has_default), (times, "Sequence" or "Choice", particles)
# and (times, "Others").

def elements(particle):
    kind = particle[1]
    if kind == "Element":
        yield particle[2:]
    elif kind != "Others":
        for inner in particle[2]:
            yield from elements(inner)


def particle_shape(particle, key):
    times, kind, *rest = particle
    if kind == "Element":
        name, type, has_default = rest
        shape = key(type) if isinstance(type, Complex) else type is not ANYTHING and type.shape()
        return (times, kind, name, isinstance(type, Complex), shape, has_default)
    if kind == "Others":
        return (times, kind)
    return (times, kind, tuple(particle_shape(inner, key) for inner in rest[0]))


def group(times, kind, particles):
    """A group without what says nothing: one in which there is a single particle is that particle,
    where only one of both is repeated."""
    if len(particles) == 1:
        inner, *rest = particles[0]
        if times == (1, 1) or inner == (1, 1):
            return (inner if times == (1, 1) else times, *rest)
    return (times, kind, tuple(particles))


class Compiler:
    def __init__(self, root, licences):
        self.root, self.licences = root, licences
        self.named = {node.get("name"): node for node in root if node.get("name") and node.tag != XS + "element"}
        self.seen = {}

    def document(self):
        (bom,) = self.root.findall(XS + "element")
        assert bom.get("name") == "bom" and set(bom.attrib) == {"name"}
        identity = [child for child in bom if child.tag == XS + "unique"]
        assert len(identity) < 2
        for unique in identity:
            selector, field = (node for node in unique if node.tag != XS + "annotation")
            assert (selector.get("xpath"), field.get("xpath")) == (".//*", "@bom-ref")
        return self.complex(bom.find(XS + "complexType"), "bom"), bool(identity)

    def type(self, name, rule):
        """The type called `name`, or the one that stands in an element that has no such name."""
        prefix, local = name.split(":")
        if prefix == "xs":
            return Simple(*BUILT_IN[local])
        if prefix == "spdx":
            assert local == "licenseId"
            return self.licences
        assert prefix == "bom", name
        if local not in self.seen:
            node = self.named[local]
            if node.tag == XS + "simpleType":
                self.seen[local] = self.simple(node)
            else:
                self.seen[local] = Complex(re.sub("Type$", "", local))
                self.fill(self.seen[local], node)
        return self.seen[local]

    def inner_type(self, node, rule):
        if node.get("type"):
            return self.type(node.get("type"), rule)
        found = plain(node)
        if not found:
            return ANYTHING
        assert len(found) == 1 and found[0].tag in (XS + "simpleType", XS + "complexType"), rule
        return self.simple(found[0]) if found[0].tag == XS + "simpleType" else self.complex(found[0], rule)

    def complex(self, node, rule):
        found = Complex(rule)
        self.fill(found, node)
        return found

    def fill(self, found, node):
        mixed = node.get("mixed") == "true"
        only(node, {"name", "mixed"})
        for child in plain(node):
            tag = child.tag.replace(XS, "")
            if tag == "simpleContent":
                self.extension(found, child)
            elif tag in ("sequence", "choice"):
                found.content = ("Mixed" if mixed else "Elements", self.particle(child, found.rule))
            else:
                self.attribute(found, child)
        found.attributes = tuple(sorted(found.attributes, key=lambda a: a[0].encode()))

    def extension(self, found, node):
        (extension,) = plain(node)
        assert extension.tag == XS + "extension"
        base = self.type(extension.get("base"), "")
        assert isinstance(base, Simple)
        found.content = ("Text", base)
        for child in plain(extension):
            self.attribute(found, child)

    def attribute(self, found, node):
        tag = node.tag.replace(XS, "")
        if tag == "attributeGroup":
            for inner in plain(self.named[node.get("ref").removeprefix("bom:")]):
                self.attribute(found, inner)
        elif tag == "anyAttribute":
            assert node.get("processContents") == "lax"
            found.wildcard = {"##any": "Any", "##other": "Other"}[node.get("namespace")]
        else:
            assert tag == "attribute", tag
            only(node, {"name", "type", "use", "default"})
            assert node.get("use", "optional") in ("optional", "required")
            simple = self.inner_type(node, "")
            found.attributes += ((node.get("name"), node.get("use") == "required", simple),)

    def particle(self, node, rule):
        tag = node.tag.replace(XS, "")
        most = node.get("maxOccurs", "1")
        times = (int(node.get("minOccurs", "1")), None if most == "unbounded" else int(most))
        if tag == "any":
            assert (node.get("namespace"), node.get("processContents")) == ("##other", "lax")
            return (times, "Others")
        if tag == "element":
            only(node, {"name", "type", "minOccurs", "maxOccurs", "default"})
            name = node.get("name")
            type = self.inner_type(node, f"{rule}/{name}")
            return (times, "Element", name, type, node.get("default") is not None)
        only(node, {"minOccurs", "maxOccurs"})
        kind = {"sequence": "Sequence", "choice": "Choice"}[tag]
        return group(times, kind, [self.particle(child, rule) for child in plain(node)])

    def simple(self, node):
        only(node, {"name", "final"})
        (child,) = plain(node)
        if child.tag == XS + "union":
            found = Simple()
            inline = [self.simple(inner) for inner in plain(child)]
            names = child.get("memberTypes", "").split()
            found.members = tuple(self.type(name, "") for name in names) + tuple(inline)
            return found
        assert child.tag == XS + "restriction", child.tag
        found = copied(self.type(child.get("base"), ""))
        for facet in plain(child):
            tag, value = facet.tag.replace(XS, ""), facet.get("value")
            if tag == "enumeration":
                found.values += (value,)
            elif tag == "pattern":
                assert found.pattern is None
                found.pattern = PATTERNS[value]
            else:
                field = {"minLength": "least", "maxLength": "most", "minInclusive": "low", "maxInclusive": "high"}[tag]
                setattr(found, field, int(value))
        found.values = tuple(sorted(set(found.values), key=str.encode))
        assert not (found.values and found.kind != "Text")
        return found


def copied(simple):
    found = Simple()
    found.__dict__.update(simple.__dict__)
    return found


def only(node, names):
    assert set(node.attrib) <= names, (node.tag, node.attrib)


def plain(node):
    """The children without the notes."""
    return [child for child in node if child.tag != XS + "annotation"]


def reach(root):
    found, todo = {}, [root]
    while todo:
        node = todo.pop()
        if id(node) not in found:
            found[id(node)] = node
            todo += reversed(list(node.children()))
    return list(found.values())


def merged(roots):
    """The class of each complex type: those of one class say the same all the way down."""
    nodes = {id(node): node for root in roots for node in reach(root)}
    classes = dict.fromkeys(nodes, 0)
    while True:
        number, fresh = {}, {}
        for key, node in nodes.items():
            shape = node.shape(lambda child: classes[id(child)])
            fresh[key] = number.setdefault((classes[key], shape), len(number))
        if len(number) == len(set(classes.values())):
            return classes
        classes = fresh


def vocabulary(root):
    """The members and values that a schema knows, by rule; an empty text for the rule itself."""
    for node in reach(root):
        yield node.rule, ""
        for name, _, simple in node.attributes:
            yield node.rule, name
            yield from values(f"{node.rule}/{name}", simple)
        if node.content[0] == "Text":
            yield from values(node.rule, node.content[1])
        elif node.content[0] != "Empty":
            for name, type, _ in elements(node.content[1]):
                yield node.rule, name
                if isinstance(type, Simple):
                    yield from values(f"{node.rule}/{name}", type)


def values(rule, simple):
    yield rule, ""
    for value in simple.values:
        yield rule, value


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
        if text and number > first[rule]
    )


class Writer:
    """Types as Rust."""

    def __init__(self, classes, licences):
        self.classes, self.licences = classes, licences
        self.names = {}    # class -> (module, name)
        self.simples = {}  # shape -> (module, name)
        self.values = {}   # values of an enumeration -> (module, name)
        self.taken = collections.defaultdict(set)

    def begin(self, module):
        self.here, self.items, self.modules, self.pending = module, [], set(), []

    def fresh(self, hint):
        name = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", hint))
        name = name.strip("_").upper()
        # The names of xsd/schema.rs are taken everywhere.
        taken = self.taken[self.here] | set(PLAIN.values()) | set(TIMES.values())
        free, number = name, 2
        while free in taken:
            free, number = f"{name}_{number}", number + 1
        self.taken[self.here].add(free)
        return free

    def path(self, place):
        module, name = place
        if module != self.here:
            self.modules.add(module)
            return f"{module}::{name}"
        return name

    def complex(self, node):
        key = self.classes[id(node)]
        if key not in self.names:
            # It gets its name now, so that what refers to it can be written.
            self.names[key] = (self.here, self.fresh(node.rule))
            self.pending.append((len(self.items), node, key))
            self.items.append(None)
        return "&" + self.path(self.names[key])

    def simple(self, simple, hint):
        if simple.is_bare():
            return "&" + PLAIN[simple.kind, simple.low]
        shape = simple.shape()
        if shape not in self.simples:
            self.simples[shape] = (self.here, self.fresh(hint))
            parts = [] if simple.kind == "Text" else [f"kind: Kind::{simple.kind}"]
            parts += [] if simple.space == "Keep" else [f"space: Space::{simple.space}"]
            parts += [f"values: {self.enumeration(simple.values, hint)}"] if simple.values else []
            parts += [f"pattern: Some(Pattern::{simple.pattern})"] if simple.pattern else []
            for field, value in (("least", simple.least), ("most", simple.most)):
                parts += [f"{field}: {value}"] if value else []
            for field, value in (("low", simple.low), ("high", simple.high)):
                parts += [f"{field}: Some({value})"] if value is not None else []
            if simple.members:
                parts += [f"members: &[{', '.join(self.simple(m, hint) for m in simple.members)}]"]
            name = self.simples[shape][1]
            self.items.append(f"pub(super) static {name}: Simple = Simple {{ {', '.join(parts)}, ..ANY_TEXT }};\n")
        return "&" + self.path(self.simples[shape])

    def enumeration(self, values, hint):
        if values == self.licences.values:
            return LICENCES
        if len(values) <= 4:
            return f"&[{', '.join(map(quoted, values))}]"
        if values not in self.values:
            self.values[values] = (self.here, self.fresh(hint + "/values"))
            lines = "".join(f"    {line}\n" for line in filled(values))
            name = self.values[values][1]
            self.items.append(f"pub(super) static {name}: &[&str] = &[\n{lines}];\n")
        return self.path(self.values[values])

    def text_of(self, node):
        lines = [f"rule: {quoted(node.rule)}"]
        if node.attributes:
            rows = "".join(
                f"\n    {'Required' if needed else 'Optional'}({quoted(name)}, {self.simple(simple, f'{node.rule}/{name}')}),"
                for name, needed, simple in node.attributes
            )
            lines.append(f"attributes: &[{rows}\n]")
        if node.wildcard != "None":
            lines.append(f"wildcard: Wildcard::{node.wildcard}")
        kind, *inner = node.content
        if kind == "Text":
            lines.append(f"content: Content::Text({self.simple(inner[0], node.rule)})")
        elif kind != "Empty":
            lines.append(f"content: Content::{kind}({self.particle(inner[0], node.rule, 1)})")
        return f"Complex {{ {', '.join(lines)}{others_of(len(lines), 4, 'EMPTY')} }}"

    def particle(self, particle, rule, depth):
        times, kind, *rest = particle
        times = TIMES[times]
        if kind == "Others":
            return f"Others({times})"
        if kind == "Element":
            name, type, has_default = rest
            if isinstance(type, Complex):
                assert not has_default
                return f"Element({times}, {quoted(name)}, Type::Complex({self.complex(type)}))"
            if type is ANYTHING:
                return f"Element({times}, {quoted(name)}, Type::Anything)"
            default = "Default" if has_default else "Simple"
            return f"Element({times}, {quoted(name)}, Type::{default}({self.simple(type, f'{rule}/{name}')}))"
        indent = "    " * depth
        rows = "".join(f"\n{indent}{self.particle(inner, rule, depth + 1)}," for inner in rest[0])
        return f"{kind}({times}, &[{rows}\n{'    ' * (depth - 1)}])"


def main():
    folder = pathlib.Path(sys.argv[1])
    out = pathlib.Path(__file__).resolve().parent.parent / "src/conformance/xsd/tables"
    digests, trees = {}, {}
    for name in [SHARED] + [f"bom-{version}.xsd" for version in VERSIONS]:
        data = (folder / name).read_bytes()
        digests[name], trees[name] = hashlib.sha256(data).hexdigest(), ElementTree.fromstring(data)
    licences = Compiler(trees[SHARED], None).simple(trees[SHARED].find(XS + "simpleType"))
    roots = []
    for version in VERSIONS:
        tree = trees[f"bom-{version}.xsd"]
        assert tree.get("targetNamespace") == f"http://cyclonedx.org/schema/bom/{version}"
        assert tree.get("elementFormDefault") == "qualified" and not tree.get("attributeFormDefault")
        roots.append((version, *Compiler(tree, licences).document()))
    classes = merged([root for _, root, _ in roots])
    writer = Writer(classes, licences)
    for version, root, is_unique in roots:
        sources = {name: digests[name] for name in (f"bom-{version}.xsd", SHARED)}
        write_module(out, writer, version, root, is_unique, sources)
    write_later(out, later([(version, root) for version, root, _ in roots]))
    print(len(set(classes.values())), "complex types", len(writer.simples), "simple types")


def write_module(out, writer, version, root, is_unique, digests):
    module = f"cdx_{version.replace('.', '_')}"
    writer.begin(module)
    link = writer.complex(root)
    assert link == "&BOM", (module, link)
    while writer.pending:
        slot, node, key = writer.pending.pop(0)
        writer.items[slot] = f"pub(super) static {writer.names[key][1]}: Complex = {writer.text_of(node)};\n"
    unique = 'Some("bom-ref")' if is_unique else "None"
    space = quoted(f"http://cyclonedx.org/schema/bom/{version}")
    document = f'pub(super) static ROOT: Root = Root {{ namespace: {space}, name: "bom", content: &BOM, unique: {unique} }};\n'
    body = "\n".join([document, *writer.items])
    head = f"// Generated by tables/generate_xml.py; change that, not this. From\n// {ORIGIN['cdx']}:\n"
    head += "".join(f"// {name}\n//   sha256 {digest}\n" for name, digest in digests.items())
    used = sorted(writer.modules)
    others = f"use super::{{{', '.join(used)}}};\n" if used[1:] else "".join(f"use super::{m};\n" for m in used)
    names = (
        "ANY ANY_TEXT ANY_URI BOOLEAN Complex Content DATE DATE_TIME DECIMAL EMPTY INTEGER Kind MANY MAYBE NATURAL ONE "
        "POSITIVE Pattern Root Simple Space TEXT Type Wildcard"
    ).split()
    words = set(re.findall(r"[A-Za-z_]+", re.sub(r'"[^"]*"|static \w+|\w+::[A-Z_0-9]+\b', "", body)))
    words |= set(re.findall(r"\b(Content|Kind|Pattern|Space|Type|Wildcard)::", body))
    needed = [word for word in names if word in words]
    for group, inner in (("Attribute", ("Optional", "Required")), ("Particle", ("Choice", "Element", "Others", "Sequence"))):
        called = [name for name in inner if re.search(rf"\b{name}\(", body)]
        if called:
            text = called[0] if len(called) == 1 else "{" + ", ".join(called) + "}"
            needed.append(f"{group}::{text}")
    text = f"{head}\n{others}use crate::conformance::xsd::schema::{{{', '.join(sorted(needed))}}};\n\n{body}"
    (out / f"{module}.rs").write_text(text)
    print(module, len(text), "bytes", text.count("\n"), "lines")


def write_later(out, rows):
    lines = "".join(f"    ({quoted(r)}, {quoted(t)}, {quoted(v)}),\n" for r, t, v in rows)
    text = (
        "// Generated by tables/generate_xml.py; change that, not this.\n\n"
        "/// Elements, attributes and values that came into a version after the rule itself, with that version.\n"
        f"pub(super) static LATER: &[(&str, &str, &str)] = &[\n{lines}];\n"
    )
    (out / "cdx_later.rs").write_text(text)
    print("cdx_later", len(rows), "rows")


if __name__ == "__main__":
    main()
