#!/usr/bin/env bash
# Publishes `cleave` with its methods compiled ahead (ReadyToRun): it then starts in about half of the time. Kernels stay with the
# just-in-time compiler, which knows the registers of the machine it runs on.
#   scripts/publish.sh FOLDER [RUNTIME]            needs the .NET runtime there; RUNTIME is linux-x64 unless given
#   scripts/publish.sh --single FOLDER [RUNTIME ..] one file each that needs nothing: linux-x64, linux-arm64, win-x64, osx-arm64 unless given
set -euo pipefail
cd "$(dirname "$0")/.."
# The lock files are those of a build for any machine; a publication for one adds a compiler to them, so it has its own.
publish() {
    dotnet publish src/Cleave.Cli -c Release -r "$1" -o "$2" -nologo -p:PublishReadyToRun=true -p:PublishReferencesDocumentationFiles=false \
        -p:PublishDocumentationFile=false -p:NuGetLockFilePath=obj/publish.lock.json -p:RestoreLockedMode=false "${@:3}"
}

if [ "${1:-}" = --single ]; then
    folder=${2:?give a folder}
    shift 2
    for runtime in "${@:-linux-x64 linux-arm64 win-x64 osx-arm64}"; do
        for each in $runtime; do
            publish "$each" "$folder/$each" --self-contained true -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true
        done
    done
else
    publish "${2:-linux-x64}" "${1:?give a folder}" --self-contained false
fi
