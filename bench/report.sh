#!/usr/bin/env bash
# Measures what docs/results/performance.md shows and writes it. More than an hour for everything on a quiet machine; other work spoils it.
#   bench/report.sh [SECTION ...]     the titles of the sections to measure anew, by default all; the others stay as they are
# MODEL and TEXT name the stories260K model and its text, by default where ../shared keeps them.
set -euo pipefail
cd "$(dirname "$0")/.."
export MODEL=${MODEL:-../shared/data/models/stories260K/stories260K.bin} TEXT=${TEXT:-../shared/data/text/tinystories_1000.json}
cleave=bench/Cleave.Bench/bin/Release/net10.0/Cleave.Bench
toys='tms-5-2/spd;tms-5-2/spd, batch 64;tms-5-2;tms-40-10/spd;tms-40-10;resid-mlp-1/spd;resid-mlp-1'
all=('Against PyTorch' 'Against PyTorch, the widest model' 'Start-up' 'Memory' 'Vocabularies' 'Growth' 'Steps')
for section in "$@"; do
    if [[ " $(printf '<%s>' "${all[@]}") " != *"<$section>"* ]]; then
        echo "report.sh: there is no section '$section'; there are: $(printf "'%s' " "${all[@]}")" >&2
        exit 2
    fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -c Release bench/Cleave.Bench -v quiet -nologo >&2

start_up() {
    for _ in 1 2 3 4 5 6 7; do
        begin=$(date +%s%N)
        "$work/published/cleave" --help >/dev/null
        echo $((($(date +%s%N) - begin) / 1000000))
    done | sort -n | sed -n 4p
}

fenced() {
    echo '```'
    "$@"
    echo '```'
}

measure() {
    case $1 in
    'Against PyTorch')
        echo 'The same step from the same config, weights and data. `bench/compare.sh` first checks that losses agree over 20 steps on the same masks, then'
        echo 'times both in turns, each once it has run for as long as it is then timed; the best setting of threads counts on either side.'
        echo
        fenced bench/compare.sh 5 1 "$toys"
        echo
        echo 'Timings of a second for toys, of four for stories260K, whose steps take up to two and a half:'
        echo
        fenced bench/compare.sh 5 4 stories
        ;;
    'Against PyTorch, the widest model')
        echo 'The same; losses are compared over 3 steps.'
        echo
        fenced bench/compare.sh 5 1 transformer-256
        ;;
    'Start-up')
        scripts/publish.sh "$work/published" >&2
        echo "\`cleave --help\`, published by \`scripts/publish.sh\` (ReadyToRun): $(start_up) ms (median of 7)."
        ;;
    'Memory')
        echo 'What must be held: weights of the target, parameters, their gradients and moments, sources with theirs, and one copy of the activations'
        echo 'that a masked pass needs for its backward pass (input, inner activations and output of each site). The runtime takes about 50 MB.'
        echo
        "$cleave" memory "$MODEL" "$TEXT"
        ;;
    'Vocabularies')
        fenced "$cleave" vocabulary 1024 256 50257
        ;;
    'Growth')
        echo 'A made-up transformer of width 64, two layers, 128 subcomponents a matrix, two rows of 64 positions; one size at a time is doubled.'
        echo 'Sizes are timed in turns, and the best of twelve steps counts.'
        echo 'Time per operation is 1 where time grows as the counted operations do. A cache line goes between the two processors right after the best of them.'
        for threads in 1 2; do
            printf '\nWith %s thread(s):\n\n' $threads
            "$cleave" scaling $threads
        done
        ;;
    'Steps')
        for threads in 1 2; do
            fenced "$cleave" step --case "$toys;stories" --threads $threads --model "$MODEL" --text "$TEXT"
        done
        fenced "$cleave" step --case transformer-256 --threads 2
        ;;
    esac
}

[ $# = 0 ] && set -- "${all[@]}"
for section in "${all[@]}"; do
    if [[ " $(printf '<%s>' "$@") " == *"<$section>"* ]]; then
        {
            echo "Measured on $(date -u +%F) at $(git rev-parse --short HEAD), $(nproc) cores, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | xargs), registers of $(if grep -qw avx512f /proc/cpuinfo; then echo 512; elif grep -qw avx2 /proc/cpuinfo; then echo 256; else echo 128; fi) bits."
            echo
            measure "$section"
        } >"$work/$section"
    else
        awk -v title="## $section" '/^## /{inside = $0 == title; next} inside' docs/results/performance.md | sed -e '1{/^$/d}' -e '${/^$/d}' >"$work/$section"
    fi
done

{
    cat <<'TEXT'
# Performance

Made by `bench/report.sh`; not written by hand. Times on shared machines vary from run to run: only ratios within one run, and shares of
what the same machine did at the same time, say something. "% peak" is of multiply-adds in registers, "% copy" of copies between arrays
larger than the caches (values above 100 come from caches). Counted operations are two a multiply-add and one for anything else that makes
a number. The gates of toys are counted as if each was computed for each row; where tables and rows of 0 spare most of that, their share says nothing
about how well registers are used.
TEXT
    for section in "${all[@]}"; do
        printf '\n## %s\n\n' "$section"
        cat "$work/$section"
    done
} >"$work/page"
cp "$work/page" docs/results/performance.md
