#!/usr/bin/env bash
# Runs fuzz targets on the stable toolchain, without cargo-fuzz:
#   fuzz/run.sh [--executions N] [--seed N] [--jobs N] [--resume] [TARGET…]
# Needs a C++ compiler, for the fuzzer itself. Exits 1 where a target finds something.
set -euo pipefail
cd "$(dirname "$0")"

executions=2000
seed=0
jobs=1
resume=
targets=()
while [ $# -gt 0 ]; do
    case $1 in
    --executions)
        executions=${2:?"--executions wants a number"}
        shift 2
        ;;
    --seed)
        seed=${2:?"--seed wants a number"}
        shift 2
        ;;
    --jobs)
        jobs=${2:?"--jobs wants a number"}
        shift 2
        ;;
    --resume)
        resume=yes
        shift
        ;;
    -*)
        echo "usage: fuzz/run.sh [--executions N] [--seed N] [--jobs N] [--resume] [TARGET…]" >&2
        exit 2
        ;;
    *)
        targets+=("$1")
        shift
        ;;
    esac
done

host=$(rustc -vV | sed -n 's/^host: //p')
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
# As cargo-fuzz sets them, without a sanitizer. A target of its own keeps them from build scripts.
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares"
# What is run for a minute is not worth minutes of optimising.
brief=()
if [ "$executions" -le 10000 ]; then
    for crate in sbom policy model slsa sigstore oci; do
        brief+=(--config "profile.release.package.bonafide-$crate.opt-level=0")
    done
fi
cargo build --quiet --locked --release "${brief[@]}" --target "$host" --bin every --bin seeds
binaries=$target/$host/release
rm -rf corpus/seeds
"$binaries/seeds" corpus/seeds

# What a target found to be new is kept beside its seeds, and what it was run for beside that.
known=$(sed -n 's/^    \([a-z0-9_]*\) \([0-9]*\),$/\1 \2/p' src/rooms.rs)
while read -r name _; do
    if [ ! -f "fuzz_targets/$name.rs" ] || ! grep -q "^| .$name. |" README.md; then
        echo "a target without file or without a row in README.md: $name" >&2
        exit 2
    fi
done <<<"$known"

# Runs a target, and prints its row.
run() {
    local name=$1 most=$2
    local found=corpus/$name artifacts=artifacts/$name
    mkdir -p "$found" "$artifacts" corpus/done
    local before log start result seconds runs
    before=$(cat "corpus/done/$name" 2>/dev/null || echo 0)
    if [ -n "$resume" ] && [ "$before" -ge "$executions" ]; then
        printf '%-22s %12d %9s  %s\n' "$name" "$before" - "ok, before"
        return 0
    fi
    log=$artifacts/log
    start=$(date +%s%N)
    result=ok
    BONAFIDE_FUZZ_TARGET=$name "$binaries/every" "$found" "corpus/seeds/$name" \
        -runs="$executions" -seed="$seed" -max_len="$most" -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="$artifacts/" -print_final_stats=1 >"$log" 2>&1 </dev/null || result=FOUND
    seconds=$((($(date +%s%N) - start) / 100000000))
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    printf '%-22s %12d %7d.%d  %s\n' "$name" "${runs:-0}" $((seconds / 10)) $((seconds % 10)) "$result"
    if [ "$result" = ok ]; then
        echo "$runs" >"corpus/done/$name"
        return 0
    fi
    sed -n '/panicked at/,/stack backtrace/p; /^==.*ERROR/p; /Test unit written/p' "$log" | head -20
    return 1
}

failed=0 running=0
printf '%-22s %12s %9s  %s\n' target executions seconds result
while read -r name most; do
    if [ ${#targets[@]} -gt 0 ] && [[ " ${targets[*]} " != *" $name "* ]]; then
        continue
    fi
    if [ "$running" -ge "$jobs" ]; then
        wait -n || failed=1
        running=$((running - 1))
    fi
    run "$name" "$most" &
    running=$((running + 1))
done <<<"$known"
while [ "$running" -gt 0 ]; do
    wait -n || failed=1
    running=$((running - 1))
done
for name in "${targets[@]:+${targets[@]}}"; do
    if ! grep -q "^$name " <<<"$known"; then
        echo "no such target: $name" >&2
        exit 2
    fi
done
exit "$failed"
