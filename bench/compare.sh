#!/bin/bash
# Times Cleave's steps and PyTorch's on the same work, interleaved in rounds, and prints the ratios with their spread.
#   bench/compare.sh [ROUNDS] [SECONDS]
# PyTorch is tuned: OpenMP OpenBLAS, memory kept by the allocator, passive waiting; of 1 and 2 threads the better counts on either side.
# "as installed" is PyTorch once without any of that. Says so and stops where there is no PyTorch.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5} seconds=${2:-2}
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! "$python" -c 'import torch' 2>/dev/null; then
    echo "There is no PyTorch for $python: apt-get install --no-install-recommends python3-torch python3-numpy libopenblas0-openmp" >&2
    exit 1
fi
dotnet build -c Release bench/Cleave.Bench -v quiet -nologo >&2
cleave=bench/Cleave.Bench/bin/Release/net10.0/Cleave.Bench

ours() { "$cleave" time "$1" "$2" "$seconds"; }
tuned() { env MALLOC_MMAP_THRESHOLD_=4000000000 MALLOC_TRIM_THRESHOLD_=4000000000 OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0 \
    OPENBLAS_NUM_THREADS="$2" "$python" bench/peers/toy_step.py "$work/$1" --seconds "$seconds" --threads "$2" ${3:+--batch "$3"}; }

for recipe in tms-5-2 tms-40-10 resid-mlp-1; do
    "$cleave" dump "$recipe/spd" "$work/$recipe" 20 >/dev/null
    "$python" bench/peers/toy_step.py "$work/$recipe" --check
done

# name of the case here, folder of the peer, batch where it is not the recipe's
cases=("tms-5-2/spd|tms-5-2|" "tms-5-2/spd, batch 64|tms-5-2|64" "tms-40-10/spd|tms-40-10|" "resid-mlp-1/spd|resid-mlp-1|")
for ((round = 1; round <= rounds; round++)); do
    for case in "${cases[@]}"; do
        IFS='|' read -r name folder batch <<<"$case"
        for threads in 1 2; do
            echo "$name|ours|$threads|$(ours "$name" $threads)" >>"$work/times"
            echo "$name|tuned|$threads|$(tuned "$folder" $threads "$batch")" >>"$work/times"
        done
    done
done
for case in "${cases[@]}"; do
    IFS='|' read -r name folder batch <<<"$case"
    echo "$name|installed|0|$("$python" bench/peers/toy_step.py "$work/$folder" --seconds "$seconds" --threads 2 ${batch:+--batch "$batch"})" >>"$work/times"
done

"$python" - "$work/times" <<'E2'
import sys, collections
times = collections.defaultdict(lambda: collections.defaultdict(lambda: collections.defaultdict(list)))
for line in open(sys.argv[1]):
    name, who, threads, result = line.rstrip("\n").split("|")
    times[name][who][threads].append(float(result.split()[0]))
print(f"{'step':24} {'ours ms (1, 2 threads)':>24} {'tuned ms (1, 2 threads)':>24} {'installed':>10} {'ratio: median (least, most)':>30}")
for name, who in times.items():
    middle = lambda values: sorted(values)[len(values) // 2]
    ratios = sorted(min(t) / min(o) for o, t in zip(zip(*who["ours"].values()), zip(*who["tuned"].values())))
    show = lambda side: ", ".join(f"{middle(v):.3f}" for v in who[side].values())
    print(f"{name:24} {show('ours'):>24} {show('tuned'):>24} {who['installed']['0'][0]:10.2f} {f'{middle(ratios):.1f} ({ratios[0]:.1f}, {ratios[-1]:.1f})':>30}")
E2
