#!/usr/bin/env bash
# Line coverage of src/ by the tests: scripts/coverage.sh [test arguments]; the default leaves the slow tests out, "all" takes them in.
set -euo pipefail
cd "$(dirname "$0")/.."
arguments="-noColor ${*:--trait- speed=slow}"
[ "$arguments" = "-noColor all" ] && arguments=-noColor
out=$PWD/coverage
rm -rf "$out"
mkdir -p "$out"

dotnet build -c Release --nologo -v quiet -clp:NoSummary Cleave.slnx
dotnet restore -v quiet scripts/coverage.proj
merged=""
for project in tests/*.Tests; do
    name=$(basename "$project")
    # A copy, because instrumented programs are of no use to anybody else.
    cp -r "$project/bin/Release/net10.0" "$out/$name"
    echo "== $name"
    dotnet msbuild scripts/coverage.proj -nologo -v:minimal -t:Cover -p:TargetPath="$out/$name/$name.dll" -p:TestArguments="$arguments" \
        -p:Include="[Cleave.*]*%2c[cleave]*" -p:ExcludeByAttribute=GeneratedCodeAttribute -p:SingleHit=true -p:SkipAutoProps=true \
        -p:CoverletOutput="$out/$name/" -p:CoverletOutputFormat="json%2ccobertura" ${merged:+-p:MergeWith="$merged"} > "$out/$name.log" 2>&1 \
        || { cat "$out/$name.log"; exit 1; }
    grep -E "Total:|FAIL|warning" "$out/$name.log" || true
    merged="$out/$name/coverage.json"
    last=$name
done

# Each run adds to the ones before, so the last table is of all.
grep -E "^ *[|+]" "$out/$last.log"
echo "By line: $out/$last/coverage.cobertura.xml"
