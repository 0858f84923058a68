#!/bin/sh
# Kills real runs at random moments and compares what they end with: tests/kills.sh [COUNT] [SEED]
set -e
cd "$(dirname "$0")/.."
CLEAVE_KILLS="${1:-60}" CLEAVE_KILL_SEED="${2:-1}" dotnet test --project tests/Cleave.Cli.Tests -- \
    --filter-class '*RandomKillTests' --show-live-output on --output Detailed
