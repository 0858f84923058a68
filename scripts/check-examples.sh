#!/usr/bin/env bash
# Runs every file of examples/ with few steps and looks for what each must print.
set -u
cd "$(dirname "$0")/.." || exit 2
export TMPDIR=$(mktemp -d)
trap 'rm -rf "$TMPDIR"' EXIT
wrong=0
run() {
    local expected=$1 file=$2
    shift 2
    dotnet run "examples/$file" -- "$@" >"$TMPDIR/output" 2>&1 && grep -qE -- "$expected" "$TMPDIR/output" && return
    echo "examples: $file did not print '$expected'; it printed:"
    tail -20 "$TMPDIR/output"
    wrong=$((wrong + 1))
}

run '^linear1: [0-9]+ alive of 5 mechanisms' decompose-a-toy.cs 60
run '^  linear1:[0-9]+  importance' read-a-run.cs "$TMPDIR/cleave-example-tms-5-2-60"
run '^without linear1:0: mean squared change' masks-by-hand.cs "$TMPDIR/cleave-example-tms-5-2-60"
run '^step 0: decided 0\.' loss-of-your-own.cs 20
run '^\| 1e-4 \|' sweep.cs 40

for file in examples/*.cs; do
    grep -q "$(basename "$file")" "$0" || { echo "examples: $file is run by nobody"; wrong=$((wrong + 1)); }
done
[ "$wrong" -eq 0 ]
