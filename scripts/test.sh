#!/usr/bin/env bash
# Runs every test on the release build and accounts for the skipped ones: a failure where
# WATTOKEN_SHARED names the folder of shared cases, listed where there is no such folder.
set -euo pipefail
cd "$(dirname "$0")/.."

shared=${WATTOKEN_SHARED:-}
if [[ -n $shared && ! -d $shared ]]; then
    echo "test: WATTOKEN_SHARED is $shared, which is no folder." >&2
    exit 1
fi

# `swift test` alone compiles with other flags than `swift build`: build here, so that demo and
# test share one build, and only run there.
results=.build/test-results.xml
swift build -c release --build-tests
rm -f "$results"
status=0
swift test -c release --skip-build --disable-xctest --xunit-output "$results" || status=$?
if [[ ! -s $results ]]; then
    echo "test: the run ended without results (status $status)." >&2
    exit 1
fi

ran=$(sed -nE 's/.*<testsuite .* tests="([0-9]+)".*/\1/p' "$results")

# Lists each test that holds an element of the given name, with what the element says.
tests_with() {
    awk -v element="<$1" '
        /<testcase / {
            match($0, / classname="[^"]*"/); place = substr($0, RSTART + 12, RLENGTH - 13)
            match($0, / name="[^"]*"/); name = substr($0, RSTART + 7, RLENGTH - 8)
            new = 1
        }
        index($0, element) && new {
            reason = $0
            sub(/^ *<[a-z]+( message="|>)?/, "", reason)
            sub(/("( \/)?>|<\/[a-z]+>).*/, "", reason)
            print "  " place "." name ": " (reason == "" ? "no reason given" : reason)
            new = 0
        }' "$results" | sed 's/&#10;/; /g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

failures=$(tests_with failure)
failed=$(grep -c . <<<"$failures" || true)
skipped=$(tests_with skipped)
skips=$(grep -c . <<<"$skipped" || true)

if ((skips > 0)); then
    if [[ -n $shared ]]; then
        echo "Skipped although WATTOKEN_SHARED is $shared, hence a failure:"
        status=1
    else
        echo "Skipped ($skips), for want of the shared cases (WATTOKEN_SHARED is not set) or as said:"
    fi
    echo "$skipped"
fi
if ((failed > 0)); then
    echo "Failed:"
    echo "$failures"
fi
echo "$((ran - failed)) passed, $failed failed, $skips skipped"
exit "$status"
