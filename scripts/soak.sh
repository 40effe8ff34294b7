#!/usr/bin/env bash
# The tests once more in debug, under the thread sanitizer and under the address sanitizer, then a
# thousand random scenarios and programs through both engines.
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
soak address --sanitize=address
WATTOKEN_STRESS=1000 soak debug --filter 'EngineAgreementTests|EngineStressTests'

if ((${#failed[@]})); then
    echo "soak: failed: ${failed[*]}"
    exit 1
fi
echo "soak: debug, thread and address runs and random scenarios passed"
