#!/usr/bin/env bash
# Looks for an input that breaks a parser of the certificates: libFuzzer with the address sanitizer,
# each target for a while, from the corpus in Tests/CertificatesTests/Corpus.
#   scripts/fuzz.sh [SECONDS [TARGET...]]     20 seconds each, all targets
# What it finds lies in .build/fuzz; an input that broke something is kept by copying it to the corpus.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-20}
targets=("${@:2}")
((${#targets[@]})) || mapfile -t targets < <(
    sed -nE 's/^    case ([a-z0-9]+)$/\1/p' Tests/CertificatesTests/Fuzzing/FuzzTarget.swift)

out=.build/fuzz
mkdir -p "$out"
mapfile -t sources < <(find Sources/Certificates -name '*.swift' | sort)
# One module, so that nothing is left without the fuzzer's counters.
swiftc -O -parse-as-library -sanitize=fuzzer,address -swift-version 6 -package-name wattoken \
    -module-name Certificates -suppress-warnings \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
    -enable-upcoming-feature MemberImportVisibility \
    -I Sources/Certificates/Signing/CSodium -I Sources/Solver/Scenario/JSON/CJansson \
    -I Sources/Service/Files/CZlib \
    -use-ld=lld "${sources[@]}" Tests/CertificatesTests/Fuzzing/FuzzTarget*.swift \
    Tests/CertificatesTests/Support/TestKey.swift scripts/fuzz/Entry.swift -o "$out/fuzz"

# A crash is libFuzzer's to report, with its input.
export SWIFT_BACKTRACE=enable=no
failed=()
for target in "${targets[@]}"; do
    mkdir -p "$out/$target"
    echo "== $target, $seconds s"
    WATTOKEN_FUZZ=$target "$out/fuzz" -max_total_time="$seconds" -max_len=16384 -timeout=10 \
        -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 -artifact_prefix="$out/$target-" \
        "$out/$target" "Tests/CertificatesTests/Corpus/$target" 2>"$out/$target.log" \
        || failed+=("$target")
    grep -E 'number_of_executed_units|ERROR|Fatal error' "$out/$target.log" || true
done
if ((${#failed[@]})); then
    echo "fuzz: broken: ${failed[*]}; inputs in $out"
    exit 1
fi
echo "fuzz: ${#targets[@]} targets, $seconds s each, nothing found"
