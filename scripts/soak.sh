#!/usr/bin/env bash
# The tests once more in debug, under the thread sanitizer and under the address sanitizer, a thousand
# random scenarios and programs through both engines, the horizon engine with its calls of LAPACK and
# CHOLMOD under valgrind, then the parsers of the certificates under the fuzzer for WATTOKEN_FUZZ_SECONDS
# (60) each.
# All run; the last line says which failed.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=()
soak() {
    local name=$1
    shift
    echo "== $name =="
    swift test --scratch-path ".build/soak-$name" --disable-xctest "$@" || failed+=("$name")
}
soak debug
TSAN_OPTIONS="suppressions=$PWD/scripts/tsan-suppressions.txt" soak thread --sanitize=thread
# Swift's own crash handler reads memory that the sanitizer does not let it read, and what libraries and
# static instances of tests keep until the end is no leak.
SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 soak address --sanitize=address
WATTOKEN_STRESS=1000 soak debug --filter 'EngineAgreementTests|EngineStressTests'
echo "== valgrind =="
memory() {
    local scenario
    scenario=$(mktemp --suffix=.json)
    swift build -c release &&
        .build/release/wattoken example --hubs 2 --days 1 --step-minutes 30 "$@" --output "$scenario" &&
        valgrind --quiet --error-exitcode=99 \
            .build/release/wattoken solve "$scenario" --engine horizon --format json >/dev/null ||
        failed+=("valgrind $*")
    rm -f "$scenario"
}
memory
memory --grid
echo "== fuzz =="
scripts/fuzz.sh "${WATTOKEN_FUZZ_SECONDS:-60}" || failed+=(fuzz)

if ((${#failed[@]})); then
    echo "soak: failed: ${failed[*]}"
    exit 1
fi
echo "soak: debug, thread, address and valgrind runs, random scenarios and fuzzers passed"
