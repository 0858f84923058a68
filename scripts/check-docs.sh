#!/usr/bin/env bash
# Checks the documents against the repository; prints one line for each thing that is wrong and fails when there is one.
set -u
cd "$(dirname "$0")/.." || exit 2
wrong=0
say() { echo "docs: $*"; wrong=$((wrong + 1)); }

for command in 'dotnet run -c Release --project src/Cleave.Cli -- decompose tms-5-2' 'dotnet test'; do
    grep -qxF -- "$command" README.md || say "README.md: the line '$command' is missing"
done

# Relative links and pictures: [text](target), in every tracked document.
while IFS= read -r file; do
    while IFS= read -r target; do
        case $target in *://* | mailto:* | '#'*) continue ;; esac
        path=${target%%#*}
        [ -e "$(dirname "$file")/$path" ] || say "$file: the link $target leads nowhere"
    done < <(grep -oE '\]\([^)[:space:]]+\)' "$file" | sed -E 's/^\]\(//; s/\)$//')
done < <(git ls-files '*.md')

# Recipes that documents decompose: a name without slash or dot must be a shipped recipe.
while IFS=: read -r file name; do
    [ -e "src/Cleave.Runs/Recipes/$name.yaml" ] || [ -e "src/Cleave.Runs/Recipes/Targets/$name.yaml" ] || say "$file: there is no recipe $name"
done < <(git ls-files '*.md' | xargs grep -ohHE 'decompose [a-z][a-z0-9-]*([^a-z0-9/._-]|$)' | sed -E 's/:decompose ([a-z0-9-]+).*/:\1/' | sort -u)
for recipe in tms-5-2 tms-40-10 stories; do
    [ -e "src/Cleave.Runs/Recipes/$recipe.yaml" ] || [ -e "src/Cleave.Runs/Recipes/Targets/$recipe.yaml" ] || say "the recipe $recipe is missing"
done

# Projects and scripts that documents run.
while IFS=: read -r file path; do
    [ -e "$path" ] || say "$file: there is no $path"
done < <(git ls-files '*.md' | xargs grep -oHE '(--project |^|[^A-Za-z./])(src|tests|bench|scripts|examples)/[A-Za-z0-9._/-]*[A-Za-z0-9]' \
    | sed -E 's/:[^:]*((src|tests|bench|scripts|examples)\/)/:\1/' | grep -vE '/(bin|obj)/|YourOp' | sort -u)

# What documents let people run: the Python reader against a run made here, and the completion of the shell.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if command -v python3 >/dev/null; then
    sed -n '/^```python$/,/^```$/p' docs/how-to/read-from-python.md | grep -v '^```' >"$work/list.py"
    dotnet run --project src/Cleave.Cli -- decompose tms-5-2 --out "$work/run" --set steps=20 >"$work/output" 2>&1 || say "the run to read failed: $(tail -1 "$work/output")"
    python3 "$work/list.py" "$work/run" >"$work/listed" 2>"$work/error" || say "docs/how-to/read-from-python.md: $(tail -1 "$work/error")"
    grep -qE '^linear1:[0-9]+ importance [01]\.[0-9]+ reads \[.+\] writes \[.+\]$' "$work/listed" || say "docs/how-to/read-from-python.md: it listed no subcomponent"
else
    echo "docs: python3 is not here, so that the reader of docs/how-to/read-from-python.md was not tried"
fi
cleave() { dotnet run --project src/Cleave.Cli -- "$@"; }
completed=$(. scripts/completion.bash; COMP_LINE='cleave dec' COMP_POINT=10 COMP_WORDS=(cleave dec) COMP_CWORD=1; _cleave; echo "${COMPREPLY[*]}")
[ "$completed" = decompose ] || say "scripts/completion.bash completed 'dec' to '$completed'"

dotnet run docs/pages.cs -- --check || say "a page is stale"

while read -r lines file; do
    [ "$file" != total ] && [ "$lines" -gt 400 ] && say "$file has $lines lines; at most 400"
done < <(git ls-files -z 'src/*.cs' | xargs -0 wc -l)

[ "$wrong" -eq 0 ]
