#!/usr/bin/env bash
# Runs the benchmarks: programs (Benchmarks/run.py), then forecasts (Benchmarks/forecast.py).
#   scripts/bench.sh                    both, whole
#   scripts/bench.sh forecast [ARG...]  forecasts only; --help lists the arguments
#   scripts/bench.sh certificates [SECONDS]  signatures beside libsodium alone
#   scripts/bench.sh horizon [ARG...]   the horizon engine from a day to a year; --help lists the arguments
#   scripts/bench.sh resolve [ARG...]   a tick of a day and what-ifs of a week, beside warm HiGHS
#   scripts/bench.sh ARG...             programs only; --help lists the arguments
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ${1:-} == certificates ]]; then
    exec swift run -c release --package-path Benchmarks/certificates \
        --scratch-path .build/benchmark-certificates Probe "${@:2}"
fi
scripts/setup.sh scripts/debian-packages-tools.txt
scripts/venv.sh
if [[ ${1:-} == forecast ]]; then
    exec .venv/bin/python Benchmarks/forecast.py "${@:2}"
fi
if [[ ${1:-} == horizon ]]; then
    exec .venv/bin/python Benchmarks/horizon.py "${@:2}"
fi
if [[ ${1:-} == resolve ]]; then
    exec .venv/bin/python Benchmarks/resolve.py "${@:2}"
fi
.venv/bin/python Benchmarks/run.py "$@"
if (($# == 0)); then
    .venv/bin/python Benchmarks/forecast.py
fi
