#!/usr/bin/env bash
# What a registry that means no good costs the client: requests, time, and the most memory that was
# resident. The registry is a process of its own. Needs GNU time.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --quiet --release -p bonafide-examples --bin discover_image
cargo build --quiet --release -p bonafide-testkit --example hostile_registry
target=${CARGO_TARGET_DIR:-target}/release
for mode in endless referrers cycle layer; do
    name=$(mktemp)
    "$target/examples/hostile_registry" "$mode" >"$name" &
    registry=$!
    until [ -s "$name" ]; do sleep 0.05; done
    echo "== $mode"
    command time -f '%M KiB resident at most, %e s' \
        "$target/discover_image" --registry "$(cat "$name")" --plain-http --children 2>&1 |
        grep -E 'requests|not seen|refused|resident' | awk '!/not seen/ || ++reasons <= 3' || true
    kill "$registry"
    rm -f "$name"
done
