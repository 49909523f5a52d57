#!/usr/bin/env python3
"""Measures, and writes the tables of docs/benchmarks.md.

    report.py [--check] [--models FOLDER] [--model-options "…"] [--corpus DIR] [SECTION…]

Without sections all are measured, one after the other; a section keeps its table until it is measured
again. Stop everything else first: rows by the wall mean nothing on a busy machine, and others move.
`models` needs a FOLDER for its data; --model-options go to benches/models.py. --corpus has real
bundles; without it they are minted. --check writes nothing: it ends with 1 where a row that has a goal
is more than 15 % worse than the page says.
"""

import argparse
import datetime
import os
import pathlib
import platform
import re
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = ROOT / "docs" / "benchmarks.md"
PEERS = ["cargo", "run", "--release", "--quiet", "--manifest-path", "benches/peers/Cargo.toml"]


def bench(name):
    return ["cargo", "bench", "--quiet", "-p", "bonafide-benches", "--bench", name]


def sections(options):
    """Title and command of each section."""
    corpus = [options.corpus] if options.corpus else []
    models = [sys.executable, "benches/models.py", options.models or "", "--programs", programs()]
    return {
        "bundles": (
            "Bundles",
            [*PEERS, "--features", "bundles,sigstore", "--bin", "bundles", "--", *corpus],
        ),
        "tables": ("Keys with tables, in Rust alone", bench("tables")),
        "many": ("Many bundles at once", bench("many")),
        "growth": ("Growth", bench("growth")),
        "provenance": ("Strict JSON, statements and provenance", bench("provenance")),
        "provenance_memory": ("Allocations for the same", bench("provenance_memory")),
        "sbom": ("Bills of materials", [*PEERS, "--bin", "bonafide-peers"]),
        "policy": ("Policies", bench("policy")),
        "digests": ("Digests and signed lists, in memory", bench("models")),
        "safetensors": ("Headers of safetensors", [*PEERS, "--bin", "safetensors"]),
        "models": ("Models on disk, whole programs", [*models, *shlex.split(options.model_options)]),
        "build": ("Time to build", ["bash", "benches/build_time.sh"]),
    }


def programs():
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    return str(pathlib.Path(ROOT, target, "release"))


def table(command):
    """The last table that a command prints."""
    print("$", shlex.join(command), flush=True)
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    blocks = re.findall(r"(?:^\|.*\n)+", run.stdout + "\n", re.MULTILINE)
    if run.returncode or not blocks:
        sys.exit(f"{shlex.join(command)} ended with {run.returncode} and {len(blocks)} tables")
    return blocks[-1]


def machine():
    """What the numbers depend on."""
    info = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    flags = set(re.search(r"^flags\s*:(.*)$", info, re.MULTILINE).group(1).split())
    wanted = ["sha_ni", "avx2", "avx512f", "avx512bw", "vaes"]
    return [
        f"{os.cpu_count()} cores ({platform.machine()}; "
        + ", ".join(flag for flag in wanted if flag in flags)
        + ("; virtual" if "hypervisor" in flags else "")
        + ")",
        output("rustc", "--version"),
    ]


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def versions():
    """Versions of whom we are compared with, from the lock files."""
    found = {}
    names = "aws-lc-rs cyclonedx-bom p256 p384 ring safetensors serde_json serde-cyclonedx sha2"
    names = set((names + " sigstore sigstore-verify spdx-rs").split())
    for lock in [ROOT / "Cargo.lock", HERE / "peers" / "Cargo.lock"]:
        if lock.exists():
            for name, version in re.findall(r'name = "(.+)"\nversion = "(.+)"', lock.read_text()):
                if name in names:
                    found[name] = version
    return ", ".join(f"{name} {version}" for name, version in sorted(found.items()))


def replace(text, name, body):
    """The page with another body between the marks of this name."""
    marks = (f"<!-- {name}: measured -->\n", f"<!-- {name}: end -->")
    before, found, rest = text.partition(marks[0])
    if not found or marks[1] not in rest:
        sys.exit(f"{PAGE} has no place for {name}")
    return before + marks[0] + body + rest[rest.index(marks[1]) :]


def rows(text):
    """Goal and figure of each row that has a goal."""
    cells = (line.split(" | ") for line in text.splitlines() if line.startswith("| "))
    return {
        row[0]: (row[1], float(row[2]))
        for row in cells
        if len(row) > 3 and row[1].startswith(("≥ ", "≤ "))
    }


def worse(name, measured):
    """What is more than 15 % worse than the page says."""
    page = PAGE.read_text().partition(f"<!-- {name}: measured -->")[2]
    baseline = rows(page.partition(f"<!-- {name}: end -->")[0])
    for row, (goal, now) in rows(measured).items():
        _, before = baseline.get(row, (goal, now))
        least, most = sorted([before, now])
        if now == (least if goal.startswith("≥") else most) and most > 1.15 * least:
            yield f"{row.removeprefix('| ')}: {now}, and the page has {before} ({goal})"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--models", metavar="FOLDER")
    parser.add_argument("--model-options", default="")
    parser.add_argument("--corpus")
    parser.add_argument("section", nargs="*")
    options = parser.parse_args()
    known = sections(options)
    chosen = options.section or [name for name in known if name != "models" or options.models]
    for name in chosen:
        if name not in known:
            sys.exit(f"{name} is none of {', '.join(known)}")
    found = []
    for name in chosen:
        title, command = known[name]
        day = datetime.date.today().isoformat()
        measured = table(command)
        if options.check:
            found += worse(name, measured)
            continue
        body = f"\n## {title}\n\n`{shlex.join(relative(command))}`, {day}:\n\n{measured}\n"
        PAGE.write_text(replace(PAGE.read_text(), name, body))
    if options.check:
        sys.exit("\n".join(found) or 0)
    about = "".join(f"- {line}\n" for line in [*machine(), versions()])
    PAGE.write_text(replace(PAGE.read_text(), "machine", about))


def relative(command):
    """The command as anybody would write it."""
    names = {sys.executable: "python3", programs(): "target/release"}
    return [names.get(word, word if not word.startswith("/") else "…") for word in command]


if __name__ == "__main__":
    main()
