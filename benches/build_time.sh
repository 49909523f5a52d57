#!/usr/bin/env bash
# CPU time of clean release builds: bonafide-sigstore with ring, and sigstore-verify as it comes.
#
#   bash benches/build_time.sh [ROUNDS]
#
# Each stands alone in a scratch crate of a temporary folder. What is downloaded is downloaded before.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
rounds=${1:-1}
peer=0.15.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR RUSTC_WRAPPER RUSTFLAGS
export CARGO_INCREMENTAL=0

# A crate that depends on one other: NAME, its line in the manifest, and with what to lock.
scratch() {
    mkdir -p "$work/$1/src"
    touch "$work/$1/src/lib.rs"
    printf '%s\n' '[workspace]' '[package]' "name = \"scratch-$1\"" 'version = "0.0.0"' \
        'edition = "2024"' '[dependencies]' "$2" >"$work/$1/Cargo.toml"
    if [ -n "$3" ]; then cp "$3" "$work/$1/Cargo.lock"; fi
    (cd "$work/$1" && cargo fetch --quiet)
}

# The CPU time of a build from nothing, of cargo and all of its children, in seconds.
build() {
    (
        cd "$work/$1"
        rm -rf target
        TIMEFORMAT='%U %S'
        { time cargo build --release --quiet --offline; } 2>&1 | awk '{ print $1 + $2 }'
    )
}

ours="bonafide-sigstore = { path = \"$root/crates/bonafide-sigstore\", default-features = false, features = [\"ring\", \"public-good\"] }"
scratch ours "$ours" "$root/Cargo.lock"
scratch theirs "sigstore-verify = \"=$peer\"" ""

echo "| round | bonafide-sigstore, ring | sigstore-verify $peer, default | ratio of CPU time (goal ≤ 0.5) |"
echo '|---|---|---|---|'
for round in $(seq "$rounds"); do
    one=$(build ours)
    other=$(build theirs)
    awk -v round="$round" -v one="$one" -v other="$other" \
        'BEGIN { printf "| %d | %.1f s | %.1f s | %.2f |\n", round, one, other, one / other }'
done
crates() { (cd "$work/$1" && cargo tree --quiet --offline --prefix none --edges normal,build | awk '{ print $1, $2 }' | sort -u | wc -l); }
echo
echo "Crates, with the scratch crate: $(crates ours) against $(crates theirs). $(rustc --version), $(nproc) cores."
