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
done < <(git ls-files '*.md' | xargs grep -oHE '(--project |^|[^A-Za-z./])(src|tests|bench|scripts)/[A-Za-z0-9._/-]*[A-Za-z0-9]' \
    | sed -E 's/:[^:]*((src|tests|bench|scripts)\/)/:\1/' | grep -vE '/(bin|obj)/|YourOp' | sort -u)

dotnet run docs/pages.cs -- --check || say "a page is stale"

while read -r lines file; do
    [ "$file" != total ] && [ "$lines" -gt 400 ] && say "$file has $lines lines; at most 400"
done < <(git ls-files -z 'src/*.cs' | xargs -0 wc -l)

[ "$wrong" -eq 0 ]
