#!/usr/bin/env python3
"""Times whole programs over models on disk, ours and others', and prints a table of ratios.

    models.py FOLDER [--programs DIR] [--python DIR] [--b3sum PATH] [--scan-python PATH]
        [--scale N] [--rounds N] [--goals G2,G3…] [--keep]

FOLDER takes the data: some 16 GiB in all, 4 GiB at a time; each is removed once it was used unless
--keep is given. --scale divides the sizes. --programs is where Cargo puts our programs
(target/release), --python the `bin` of an environment with the package `model-signing`,
--scan-python an interpreter with the package `picklescan`. What is not there is not measured.

Contestants take turns; a ratio is the median of those of the rounds, and above 1 we are faster.
"""

import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import time

import models_data as data

CORES = sorted(os.sched_getaffinity(0))
QUIET = 0.1
"""Rounds of times by the wall count where others took less of the cores than this."""


class Run:
    """What one process took."""

    def __init__(self, command, cores, status=0):
        before, start = busy(), time.perf_counter()
        os.sched_setaffinity(0, CORES[:cores])
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.sched_setaffinity(0, CORES)
        output, errors = child.stdout.read(), child.stderr.read()
        _, state, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(state)
        self.wall = time.perf_counter() - start
        self.cpu = usage.ru_utime + usage.ru_stime
        self.others = (busy() - before - self.cpu) / self.wall / len(CORES)
        self.output = output.decode()
        if child.returncode != status:
            sys.exit(f"{command} ended with {child.returncode}: {output[-300:]} {errors[-900:]}")


def busy():
    """Seconds that all cores were busy so far."""
    fields = open("/proc/stat").readline().split()
    ticks = sum(int(fields[at]) for at in (1, 2, 3, 6, 7, 8))
    return ticks / os.sysconf("SC_CLK_TCK")


class Contest:
    """Programs in turns: a dictionary of commands, and the number of cores of each."""

    def __init__(self, commands, cores, rounds, by_wall=False):
        self.by_wall = by_wall
        self.runs = {name: [] for name in commands}
        self.is_quiet = []
        cores = cores if isinstance(cores, dict) else dict.fromkeys(commands, cores)
        self.first = {name: Run(commands[name], cores[name]) for name in commands}
        for count in range(3 * rounds):
            turn = {name: Run(commands[name], cores[name]) for name in commands}
            for name, run in turn.items():
                self.runs[name].append(run)
            self.is_quiet.append(max(run.others for run in turn.values()) < QUIET)
            enough = sum(self.is_quiet) if by_wall else count + 1
            if enough >= rounds:
                break

    def chosen(self):
        """The rounds that count."""
        quiet = [at for at, is_quiet in enumerate(self.is_quiet) if is_quiet]
        if self.by_wall and len(quiet) >= 3:
            return quiet
        return range(len(self.is_quiet))

    def ratios(self, ours, theirs, what):
        pairs = [(self.runs[ours][at], self.runs[theirs][at]) for at in self.chosen()]
        return [getattr(other, what) / max(getattr(one, what), 1e-6) for one, other in pairs]

    def medians(self, name):
        runs = [self.runs[name][at] for at in self.chosen()]
        return tuple(statistics.median(getattr(run, what) for run in runs) for what in ("wall", "cpu"))


class Table:
    def __init__(self):
        self.rows = []

    def contest(self, goal, text, wanted, contest, ours, theirs):
        what = "wall" if contest.by_wall else "cpu"
        other = "cpu" if contest.by_wall else "wall"
        ratios = contest.ratios(ours, theirs, what)
        reached = statistics.median(ratios)
        low, high = min(ratios), max(ratios)
        beside = statistics.median(contest.ratios(ours, theirs, other))
        (our_wall, our_cpu), (wall, cpu) = contest.medians(ours), contest.medians(theirs)
        quiet = sum(contest.is_quiet)
        note = f"{len(ratios)} rounds"
        if contest.by_wall:
            note += f", {quiet} of {len(contest.is_quiet)} undisturbed"
        note += f"; wall {our_wall:.3g} s against {wall:.3g} s, CPU {our_cpu:.3g} s against {cpu:.3g} s"
        self.add(goal, text, f"{what} ≥ {wanted}", reached >= wanted,
                 f"{show(reached)} ({show(low)} to {show(high)})", f"{other} {show(beside)}; {note}")

    def add(self, goal, text, wanted, is_met, reached, note):
        verdict = {True: "yes", False: "NO", None: ""}[is_met]
        row = f"| {goal} | {text} | {wanted} | {reached} | {verdict} | {note} |"
        self.rows.append(row)
        print(row, file=sys.stderr, flush=True)

    def absent(self, goal, what):
        self.add(goal, what, "", None, "–", "not there")

    def print(self):
        print("| goal | | wanted | reached (range) | | |\n|---|---|---|---|---|---|")
        print("\n".join(self.rows))


def show(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


class Bench:
    def __init__(self, options):
        self.options, self.table = options, Table()
        self.folder = pathlib.Path(options.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.rounds, self.scale = options.rounds, options.scale
        programs = pathlib.Path(options.programs)
        self.work = str(programs / "examples/model_work")
        self.sign_model = str(programs / "sign_model")
        verify_model = programs / "verify_model"
        self.verify_model = str(verify_model) if verify_model.exists() else None
        package = pathlib.Path(options.python or "/nowhere") / "model_signing"
        self.package = str(package) if package.exists() else shutil.which("model_signing")
        self.b3sum = options.b3sum or shutil.which("b3sum")
        self.key, self.public = data.keys(self.folder)

    def wants(self, *goals):
        wanted = self.options.goals.split(",") if self.options.goals else goals
        return [goal for goal in goals if goal in wanted]

    # Commands.

    def hash(self, files, threads=1, kernel="best", algorithm="sha256"):
        named = ["--threads", str(threads), "--kernel", kernel, "--algorithm", algorithm]
        return [self.work, "hash", *named, *map(str, files)]

    def verify(self, model, threads, *more):
        named = [str(model.path), "--signature", str(model.signature)]
        if self.verify_model and not more:
            return [self.verify_model, *named, "--key", str(self.public), "--jobs", str(threads),
                    "--now", "2027-01-01T00:00:00Z"]
        return [self.work, "verify", *named, "--key", str(self.public), "--threads", str(threads), *more]

    def package_verify(self, model):
        return [self.package, "verify", "key", str(model.path), "--signature", str(model.signature),
                "--public_key", str(self.public)]

    def signed(self, model):
        """Signs a model with the reference package, or with ours where it is not there."""
        command = [self.sign_model, model.path, "--private-key", self.key, "--force", "--out", model.signature]
        if self.package:
            command = [self.package, "sign", "key", model.path, "--private_key", self.key, "--signature", model.signature]
        Run(list(map(str, command)), len(CORES))
        return model

    def done(self, model):
        if not self.options.keep:
            model.remove()

    # Data, and the goals over them.

    def one_file(self):
        if not self.wants("G2", "G3", "G4", "G10", "G11", "G14"):
            return
        model = self.signed(data.Model(self.folder, "D1", [(1, (4 << 30) // self.scale)]))
        file = model.files()
        if self.wants("G2", "G3"):
            commands = {"ours": self.hash(file), "openssl": ["openssl", "dgst", "-sha256", str(file[0])]}
            if self.wants("G3"):
                commands["sha256sum"] = ["sha256sum", str(file[0])]
            contest = Contest(commands, 1, self.rounds)
            same_digests(contest)
            self.table.contest("G2", "one file, T=1, against `openssl dgst -sha256`", 1.0, contest, "ours", "openssl")
            if self.wants("G3"):
                self.table.contest("G3", "one file, T=1, against `sha256sum`", 1.0, contest, "ours", "sha256sum")
        if self.wants("G11"):
            self.against_b3sum(file)
        if self.wants("G4"):
            self.against_package("G4", "one file, verified, T=1, against `model_signing`", 1.25, model, 1)
        if self.wants("G10"):
            self.shards(model)
        self.peak("one file", model)
        self.done(model)

    def against_b3sum(self, file):
        if not self.b3sum:
            return self.table.absent("G11", "`b3sum`")
        command = [self.b3sum, "--num-threads", "1", "--no-mmap", str(file[0])]
        contest = Contest({"ours": self.hash(file, algorithm="blake3"), "b3sum": command}, 1, self.rounds)
        same_digests(contest)
        self.table.contest("G11", "one file, BLAKE3, T=1, against `b3sum --no-mmap`", 0.95, contest, "ours", "b3sum")

    def against_package(self, goal, text, wanted, model, cores, by_wall=False):
        if not self.package:
            return self.table.absent(goal, "the package `model-signing`")
        commands = {"ours": self.verify(model, cores), "package": self.package_verify(model)}
        contest = Contest(commands, cores, self.rounds, by_wall)
        self.table.contest(goal, text, wanted, contest, "ours", "package")

    def shards(self, model):
        size = 1_000_000_000 // self.scale
        shards = model.signed_as("shards")
        Run([self.sign_model, str(model.path), "--private-key", str(self.key), "--shard-size", str(size),
             "--force", "--out", str(shards.signature)], len(CORES))
        commands = {"shards": self.verify(shards, 2), "files": self.verify(model, 1)}
        contest = Contest(commands, 2, self.rounds, True)
        self.table.contest("G10", "one file in shards of 1 GB, T=2, against the whole at T=1", 1.8, contest, "shards", "files")

    def eight_files(self):
        if not self.wants("G4", "G5", "G6", "G7", "G13", "G14"):
            return
        model = self.signed(data.Model(self.folder, "D2", [(8, (512 << 20) // self.scale)]))
        if self.wants("G7"):
            files = model.files()
            commands = {name: self.hash(files, kernel=name) for name in ("single", "best", "sha-ni")}
            contest = Contest(commands, 1, self.rounds)
            same_digests(contest)
            self.table.contest("G7", "8 files, T=1, the best kernel against our single stream", 1.3, contest, "best", "single")
            self.table.contest("G7", "8 files, T=1, two lanes of SHA-NI against our single stream", 1.3, contest, "sha-ni", "single")
        if self.wants("G4"):
            self.against_package("G4", "8 files, verified, T=1, against `model_signing`", 1.25, model, 1)
        if self.wants("G5"):
            commands = {"two": self.verify(model, 2), "one": self.verify(model, 1)}
            contest = Contest(commands, 2, self.rounds, True)
            self.table.contest("G5", "8 files, verified, T=2 against T=1", 1.85, contest, "two", "one")
        if self.wants("G6"):
            self.against_package("G6", "8 files, verified, T=2, against `model_signing`", 1.3, model, 2, True)
        if self.wants("G13"):
            self.fail_fast(model)
        self.peak("8 files", model)
        self.done(model)

    def fail_fast(self, model):
        whole = Contest({"whole": self.verify(model, 1)}, 1, self.rounds)
        extra = model.path / "extra.bin"
        extra.write_bytes(b"extra")
        command = self.verify(model, 1, "--fail-fast")
        runs = [Run(command, 1, status=1) for _ in range(self.rounds)]
        extra.unlink()
        wall = statistics.median(run.wall for run in runs)
        cpu = statistics.median(run.cpu for run in runs)
        full_wall, full_cpu = whole.medians("whole")
        ratio = full_wall / wall
        self.table.add("G13", "8 files and one too many, lists alone, against the full hash", "wall ≥ 100",
                       ratio >= 100, show(ratio), f"cpu {show(full_cpu / max(cpu, 1e-3))}; wall {wall * 1e3:.3g} ms against {full_wall:.3g} s")

    def sixteen_files(self):
        if not self.wants("G8"):
            return
        model = self.signed(data.Model(self.folder, "D16", [(16, (256 << 20) // self.scale)]))
        files = model.files()
        commands = {
            "best": self.hash(files),
            "single": self.hash(files, kernel="single"),
            "openssl": ["openssl", "dgst", "-sha256", *map(str, files)],
        }
        if self.package:
            commands |= {"verified": self.verify(model, 1), "package": self.package_verify(model)}
        contest = Contest(commands, 1, self.rounds)
        same_digests(contest, ("best", "single", "openssl"))
        self.table.contest("G8", "16 files, T=1, the best kernel against our single stream", 1.8, contest, "best", "single")
        self.table.contest("G8", "16 files, T=1, the best kernel against `openssl dgst`", 2.0, contest, "best", "openssl")
        if self.package:
            self.table.contest("G8", "16 files, verified, T=1, against `model_signing`", 2.5, contest, "verified", "package")
        self.done(model)

    def many_files(self):
        if not self.wants("G9", "G14"):
            return
        model = self.signed(data.Model(self.folder, "D3", [(20_000 // self.scale, 4096)]))
        if self.wants("G9"):
            pipe = f"find {model.path} -type f -print0 | xargs -0 -P2 sha256sum"
            commands = {"ours": self.verify(model, 2), "xargs": ["sh", "-c", pipe]}
            if self.package:
                commands["package"] = self.package_verify(model)
            contest = Contest(commands, 2, self.rounds, True)
            if self.package:
                self.table.contest("G9", "20,000 files, verified, T=2, against `model_signing`", 5, contest, "ours", "package")
            self.table.contest("G9", "20,000 files, verified, T=2, against `xargs -P2 sha256sum`", 1.5, contest, "ours", "xargs")
        self.peak("20,000 files", model)
        self.done(model)

    def mixed_files(self):
        if not self.wants("G14"):
            return
        parts = [(2, (2 << 30) // self.scale), (12, 700)]
        model = self.signed(data.Model(self.folder, "D4", parts))
        self.peak("2 large files, 12 small", model)
        self.done(model)

    def peak(self, text, model):
        if not self.wants("G14"):
            return
        output = Run(self.verify(model, 2, "--threads", "2"), 2).output
        peak = int(output.split()[1])
        most = (64 << 20) + 600 * len(model.files())
        self.table.add("G14", f"{text}, verified, T=2, resident at most", f"≤ {most / (1 << 20):.1f} MiB",
                       peak <= most, f"{peak / (1 << 20):.1f} MiB", f"{show(peak / most)} of the bound")

    def small(self):
        if not self.wants("G15"):
            return
        model = self.signed(data.Model(self.folder, "D0", [(1, 1024)]))
        self.against_package("G15", "1 KiB, verified, from start to end, against `model_signing`", 20, model, 1)
        self.done(model)

    def pickle(self):
        if not self.wants("G17"):
            return
        python = self.options.scan_python
        if not python:
            return self.table.absent("G17", "the package `picklescan`")
        path = self.folder / "model.pt"
        data.checkpoint(path, 1 << 20)
        ours, theirs = [], []
        for _ in range(self.rounds):
            seconds, outcome = Run([self.work, "pickle", str(path), "20"], 1).output.split()
            if outcome != "Clear":
                sys.exit(f"the pickle is {outcome}")
            ours.append(float(seconds))
            theirs.append(float(Run([python, "-c", data.PICKLESCAN, str(path)], 1).output))
        ratios = [other / one for one, other in zip(ours, theirs)]
        ratio = statistics.median(ratios)
        self.table.add("G17", "a checkpoint with a `data.pkl` of 1 MiB, against `picklescan`", "cpu ≥ 20", ratio >= 20,
                       f"{show(ratio)} ({show(min(ratios))} to {show(max(ratios))})",
                       f"without the start of either; {statistics.median(ours) * 1e3:.3g} ms against {statistics.median(theirs) * 1e3:.3g} ms")
        path.unlink()


def same_digests(contest, names=None):
    def digests(text):
        words = text.replace("sha256:", "").replace("blake3:", "").split()
        return [word for word in words if len(word) == 64 and set(word) <= set("0123456789abcdef")]

    names = list(names or contest.first)
    known = digests(contest.first[names[0]].output)
    for name in names:
        if not known or digests(contest.first[name].output) != known:
            sys.exit(f"{name} has other digests: {contest.first[name].output[:300]}")


def versions(bench):
    def first(*command):
        try:
            return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]
        except (OSError, IndexError):
            return f"{command[0]}: not there"

    flags = next((line for line in open("/proc/cpuinfo") if line.startswith(("flags", "Features"))), "").split()
    known = [flag for flag in ("sha_ni", "avx2", "avx512f", "avx512bw", "sha2") if flag in flags]
    lines = [f"{len(CORES)} cores with {' '.join(known)}", first("openssl", "version"), first("sha256sum", "--version")]
    lines += [first(program, "--version") for program in (bench.package, bench.b3sum) if program]
    program = "verify_model" if bench.verify_model else "model_work verify"
    return [*lines, f"verified by {program}", f"sizes divided by {bench.scale}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    here = pathlib.Path(__file__).parent.parent
    parser.add_argument("--programs", default=pathlib.Path(os.environ.get("CARGO_TARGET_DIR", here / "target")) / "release")
    parser.add_argument("--python")
    parser.add_argument("--b3sum")
    parser.add_argument("--scan-python")
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--goals")
    parser.add_argument("--keep", action="store_true")
    bench = Bench(parser.parse_args())
    print("; ".join(versions(bench)))
    for group in (bench.small, bench.pickle, bench.many_files, bench.one_file, bench.eight_files,
                  bench.sixteen_files, bench.mixed_files):
        group()
    bench.table.print()


if __name__ == "__main__":
    main()
