#!/usr/bin/env bash
# Measures everything docs/performance.md shows and writes it anew. About 15 minutes on a quiet machine; other work spoils it.
#   bench/report.sh [MODEL TEXT]     the stories260K model and its text; without them its part says so
set -euo pipefail
cd "$(dirname "$0")/.."
model=${1:-} text=${2:-}
cleave=bench/Cleave.Bench/bin/Release/net10.0/Cleave.Bench
published=$(mktemp -d)
page=$(mktemp)
trap 'rm -rf "$published" "$page"' EXIT
dotnet build -c Release bench/Cleave.Bench -v quiet -nologo >&2
scripts/publish.sh "$published" >&2

block() { echo '```'; "$@"; echo '```'; echo; }

start_up() {
    for _ in 1 2 3 4 5 6 7; do
        begin=$(date +%s%N)
        "$published/cleave" --help >/dev/null
        echo $((($(date +%s%N) - begin) / 1000000))
    done | sort -n | sed -n 4p
}

{
    cat <<'TEXT'
# Performance

Made by `bench/report.sh`; not written by hand. Times on shared machines vary from run to run: only ratios within one run, and shares of
what the same machine did at the same time, say something. "% peak" is of multiply-adds in registers, "% copy" of copies between arrays
larger than the caches (values above 100 come from caches). Counted operations are two a multiply-add and one for anything else that makes
a number: a `gelu` counts as one although it takes about twenty, which is why toys, whose gates are mostly `gelu`, show a small share.

TEXT
    echo "Measured on $(date -u +%F) at $(git rev-parse --short HEAD), $(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs)."
    echo
    echo '## Against PyTorch'
    echo
    echo 'The same step from the same weights, data and masks: `bench/compare.sh` first checks that the losses of 20 steps agree, then times both'
    echo 'in turns. PyTorch is tuned; of 1 and 2 threads the better counts on either side.'
    echo
    block bench/compare.sh 5 2
    echo '## Start-up'
    echo
    echo "\`cleave --help\`, published by \`scripts/publish.sh\` (ReadyToRun): $(start_up) ms (median of 7)."
    echo
    echo '## Steps'
    echo
    for threads in 1 2; do
        for case in 'tms-5-2/spd' 'tms-5-2/spd, batch 64' 'tms-5-2' 'tms-40-10/spd' 'tms-40-10' 'resid-mlp-1/spd' 'resid-mlp-1'; do
            block "$cleave" step --case "$case" --threads $threads
        done
        if [ -n "$model" ]; then
            block "$cleave" step --case stories --threads $threads --model "$model" ${text:+--text "$text"}
        else
            echo "stories260K was not measured: no model was given."
            echo
        fi
    done
    block "$cleave" step --case transformer-256 --threads 2
    echo '## Growth'
    echo
    echo 'A made-up transformer of width 64, two layers, 128 subcomponents a matrix, two rows of 64 positions; one size at a time is doubled.'
    echo 'The last column is 1 where time grows as the counted operations do.'
    echo
    "$cleave" scaling 2
} >"$page"
cp "$page" docs/performance.md
