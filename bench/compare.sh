#!/bin/bash
# Times Cleave's steps and PyTorch's on the same work, interleaved in rounds, and prints the ratios with their spread.
#   bench/compare.sh [ROUNDS] [SECONDS] [CASES]        CASES: names separated by ';', default all
# Each timing takes SECONDS, after as long to warm up.
# PyTorch is tuned: OpenMP OpenBLAS, memory kept by the allocator; 1 thread, 2 that wait passively, and 2 that wait actively. The best of them counts,
# and so does the better of 1 and 2 threads on our side.
# "written" (language models) is the tuned one in the form its authors publish: delta as a matrix, weight gradients in ascents, a backward
# pass of its own for the sources; "installed" is PyTorch once without any tuning. Before timing, steps from the same weights, data and
# masks must give the same losses. Says so and stops where there is no PyTorch.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5} seconds=${2:-2}
python=${PYTHON:-/usr/bin/python3}
model=${MODEL:-../shared/data/models/stories260K/stories260K.bin} text=${TEXT:-../shared/data/text/tinystories_1000.json}
IFS=';' read -ra cases <<<"${3:-tms-5-2/spd;tms-5-2/spd, batch 64;tms-5-2;tms-40-10/spd;tms-40-10;resid-mlp-1/spd;resid-mlp-1;stories;transformer-256}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! "$python" -c 'import torch, yaml' 2>/dev/null; then
    echo "There is no PyTorch for $python: apt-get install --no-install-recommends python3-torch python3-numpy python3-yaml libopenblas0-openmp" >&2
    exit 1
fi
dotnet build -c Release bench/Cleave.Bench -v quiet -nologo >&2
cleave=bench/Cleave.Bench/bin/Release/net10.0/Cleave.Bench

folder() { echo "$work/${1//[\/, ]/-}"; }
ours() { "$cleave" time "$1" "$2" "$seconds" "$model" "$text"; }
peer() { "$python" bench/peers/step.py "$(folder "$1")" --seconds "$seconds" "${@:2}"; }
active() { env MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=4000000000 OPENBLAS_NUM_THREADS="$2" \
    "$python" bench/peers/step.py "$(folder "$1")" --seconds "$seconds" --threads "$2" "${@:3}"; }
tuned() { OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0 active "$@"; }

for name in "${cases[@]}"; do
    steps=20
    [[ $name == transformer* ]] && steps=3   # of a quarter of a minute each
    "$cleave" dump "$name" "$(folder "$name")" $steps "$model" "$text" >/dev/null
    "$python" bench/peers/step.py "$(folder "$name")" --check
done

for ((round = 1; round <= rounds; round++)); do
    for name in "${cases[@]}"; do
        for threads in 1 2; do
            echo "$name|ours|$threads|$(ours "$name" $threads)" >>"$work/times"
            echo "$name|tuned|$threads|$(tuned "$name" $threads)" >>"$work/times"
        done
        echo "$name|tuned|active|$(active "$name" 2)" >>"$work/times"
        if [[ $name == stories* ]]; then
            echo "$name|written|1|$(tuned "$name" 1 --as-written)" >>"$work/times"
            echo "$name|written|2|$(tuned "$name" 2 --as-written)" >>"$work/times"
            echo "$name|written|active|$(active "$name" 2 --as-written)" >>"$work/times"
        fi
    done
done
for name in "${cases[@]}"; do
    echo "$name|installed|0|$(peer "$name" --threads 2)" >>"$work/times"
done

"$python" - "$work/times" <<'E2'
import sys, collections, statistics
times = collections.defaultdict(lambda: collections.defaultdict(lambda: collections.defaultdict(list)))
trips = []
for line in open(sys.argv[1]):
    name, who, threads, result = line.rstrip("\n").split("|")
    time, *rest = map(float, result.split()[:3])
    times[name][who][threads].append(time)
    if who == "ours" and threads != "1":
        trips.append(rest[1])
print("| step | ours, ms (1, 2 threads) | tuned PyTorch, ms (1, 2 threads, 2 active) | ratio: median (least, most) | as installed, ms | as its authors write it, ms (the same) | ratio |")
print("| --- | --- | --- | --- | --- | --- | --- |")
for name, who in times.items():
    def ratio(side):
        ratios = sorted(min(t) / min(o) for o, t in zip(zip(*who["ours"].values()), zip(*who[side].values())))
        return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}, {ratios[-1]:.2f})" if ratios else ""
    show = lambda side: ", ".join(f"{statistics.median(v):.3f}" for v in who[side].values())
    print(f"| {name} | {show('ours')} | {show('tuned')} | {ratio('tuned')} | {show('installed')} | {show('written')} | {ratio('written')} |")
print(f"After each of our two-thread timings a cache line took {min(trips):.0f} to {max(trips):.0f} ns there and back between the two processors.")
E2
