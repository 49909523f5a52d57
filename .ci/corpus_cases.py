"""Writes the bundles of the corpus as cases for `differential.py`, one JSON object a line.

    python3 .ci/corpus_cases.py CORPUS > corpus.jsonl

Rows with a key or an option of the verifier are left out: other clients spell those differently.
Rows of which either verdict is right are refused here.
"""

import base64
import json
import pathlib
import sys


def main(corpus):
    bundles = pathlib.Path(corpus) / "bundles"
    header, *rows = bundles.joinpath("manifest.tsv").read_text().splitlines()
    for number, row in enumerate(rows):
        case = dict(zip(header.split("\t"), row.split("\t")))
        if case["key"] or case["opts"] or ":" in case["artifact"]:
            continue
        line = {
            "number": number,
            "id": "corpus/" + case["id"],
            "change": case["tests"],
            "bundle": base64.b64encode(bundles.joinpath(case["bundle"]).read_bytes()).decode(),
            "trusted_root": bundles.joinpath(case["trusted_root"]).read_text(),
            "artifact": base64.b64encode(bundles.joinpath(case["artifact"]).read_bytes()).decode(),
            "identity": case["identity"],
            "issuer": case["issuer"],
            "accepted": case["expected"] == "accept",
        }
        print(json.dumps(line))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
