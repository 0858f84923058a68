#!/usr/bin/env bash
# Measures everything docs/performance.md shows and writes it anew. About 40 minutes on a quiet machine; other work spoils it.
#   bench/report.sh [MODEL TEXT]     the stories260K model and its text, by default where ../shared keeps them
set -euo pipefail
cd "$(dirname "$0")/.."
export MODEL=${1:-../shared/data/models/stories260K/stories260K.bin} TEXT=${2:-../shared/data/text/tinystories_1000.json}
cleave=bench/Cleave.Bench/bin/Release/net10.0/Cleave.Bench
published=$(mktemp -d)
page=$(mktemp)
trap '[ $? = 0 ] || tail -3 "$page" >&2; rm -rf "$published" "$page"' EXIT
dotnet build -c Release bench/Cleave.Bench -v quiet -nologo >&2
scripts/publish.sh "$published" >&2

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
a number. The gates of toys are counted as if each was computed for each row; where tables and rows of 0 spare most of that, their share says nothing
about how well registers are used.

TEXT
    echo "Measured on $(date -u +%F) at $(git rev-parse --short HEAD), $(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs)."
    echo
    echo '## Against PyTorch'
    echo
    echo 'The same step from the same config, weights and data. `bench/compare.sh` first checks that losses agree over 20 steps (3 of the widest'
    echo 'model) on the same masks, then times both in turns; the best setting of threads counts on either side.'
    echo
    echo '```'
    bench/compare.sh 3 1 'tms-5-2/spd;tms-5-2/spd, batch 64;tms-5-2;tms-40-10/spd;tms-40-10;resid-mlp-1/spd;resid-mlp-1;stories'
    bench/compare.sh 3 1 'transformer-256'
    echo '```'
    echo
    echo '## Start-up'
    echo
    echo "\`cleave --help\`, published by \`scripts/publish.sh\` (ReadyToRun): $(start_up) ms (median of 7)."
    echo
    echo '## Memory'
    echo
    echo 'What must be held: weights of the target, parameters, their gradients and moments, sources with theirs, and one copy of the activations'
    echo 'that a masked pass needs for its backward pass (input, inner activations and output of each site). The runtime takes about 50 MB.'
    echo
    "$cleave" memory "$MODEL" "$TEXT"
    echo
    echo '## Vocabularies'
    echo
    echo '```'
    "$cleave" vocabulary 1024 256 50257
    echo '```'
    echo
    echo '## Growth'
    echo
    echo 'A made-up transformer of width 64, two layers, 128 subcomponents a matrix, two rows of 64 positions; one size at a time is doubled.'
    echo 'The last column is 1 where time grows as the counted operations do.'
    for threads in 1 2; do
        printf '\nWith %s thread(s):\n\n' $threads
        "$cleave" scaling $threads
    done
    echo
    echo '## Steps'
    for threads in 1 2; do
        echo '```'
        "$cleave" step --case 'tms-5-2/spd;tms-5-2/spd, batch 64;tms-5-2;tms-40-10/spd;tms-40-10;resid-mlp-1/spd;resid-mlp-1;stories' --threads $threads --model "$MODEL" --text "$TEXT"
        echo '```'
    done
    echo '```'
    "$cleave" step --case transformer-256 --threads 2
    echo '```'
} >"$page"
cp "$page" docs/performance.md
