#!/usr/bin/env bash
# The tests once more in debug, under the thread sanitizer and under the address sanitizer.
# All three run; the last line says which failed.
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
soak address --sanitize=address

echo "== fuzz the log =="
scripts/fuzz/log-fuzz.sh || failed+=("fuzz the log")

if ((${#failed[@]})); then
    echo "soak: failed: ${failed[*]}"
    exit 1
fi
echo "soak: debug, thread and address runs and the fuzz targets passed"
