"""Compares what another verifier says of the testkit's bundles with what is expected here.

    cargo run -q -p bonafide-testkit --example write_cases > cases.jsonl
    python3 .ci/differential.py cases.jsonl COMMAND...

`corpus_cases.py` writes the bundles of the corpus in the same form.

COMMAND reads the lines of `cases.jsonl` on its standard input and writes one line for each: its
`number`, a tab, and `accepted` or `refused`. `differential.tsv` lists the cases on which verifiers
are known to differ from what is expected here, and the rule that decides; a difference that is not
listed is a failure.
"""

import json
import pathlib
import subprocess
import sys

LIST = pathlib.Path(__file__).with_name("differential.tsv")


def main(path, *command):
    lines = pathlib.Path(path).read_text().splitlines()
    cases = {case["number"]: case for case in map(json.loads, lines)}
    text = "".join(line + "\n" for line in lines)
    answers = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    known = {row.split("\t")[0] for row in LIST.read_text().splitlines()[1:]}
    asked, differing, unlisted = 0, 0, []
    for line in answers.stdout.splitlines():
        number, verdict = line.split("\t")
        case = cases.pop(int(number))
        asked += 1
        expected = "accepted" if case["accepted"] else "refused"
        if verdict == expected:
            continue
        differing += 1
        if case["id"] not in known:
            unlisted.append(f"{case['id']}: {expected} here, {verdict} there: {case['change']}")
    print(*unlisted, sep="\n", end="\n" if unlisted else "")
    print(f"differential: {asked} bundles, {differing} differ, {len(unlisted)} not listed")
    if cases:
        print(f"differential: {len(cases)} without an answer")
    return 1 if unlisted or cases else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
