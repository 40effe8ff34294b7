#!/usr/bin/env bash
# Runs the benchmarks; arguments go to Benchmarks/run.py (--help lists them).
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh scripts/debian-packages-tools.txt
scripts/venv.sh
exec .venv/bin/python Benchmarks/run.py "$@"
