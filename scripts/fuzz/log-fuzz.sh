#!/usr/bin/env bash
# Fuzzes the parsers of the log with libFuzzer and the address sanitizer: seconds for each (60 unless told).
# Corpora stay in .build/fuzz/corpus-…; an input that crashes a parser is left in .build/fuzz.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
folder=$PWD/.build/fuzz
mkdir -p "$folder"
# Uncaught traps must reach libFuzzer, not Swift's own backtracer.
export SWIFT_BACKTRACE=enable=no
modules=(Sources/Certificates/Signing/CSodium Sources/Solver/Scenario/JSON/CJansson)
flags=(-O -parse-as-library -sanitize=fuzzer,address -strict-memory-safety
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
    -enable-upcoming-feature MemberImportVisibility -module-name LogFuzz)
for module in "${modules[@]}"; do flags+=(-Xcc "-fmodule-map-file=$PWD/$module/module.modulemap"); done

mapfile -t sources < <(find Sources/Certificates -name '*.swift' | sort)
echo "building the fuzz targets of the log"
swiftc "${flags[@]}" "${sources[@]}" scripts/fuzz/log-targets.swift \
    -lsodium -ljansson -lz -o "$folder/log"

failed=()
for parser in note checkpoint key proof tile bundle witness state; do
    corpus="$folder/corpus-$parser"
    mkdir -p "$corpus"
    [[ -d scripts/fuzz/log-seeds/$parser ]] && cp -n scripts/fuzz/log-seeds/"$parser"/* "$corpus/"
    echo "== $parser =="
    WATTOKEN_FUZZ=$parser "$folder/log" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=20000 -print_final_stats=1 -artifact_prefix="$folder/$parser-" "$corpus" \
        > "$folder/$parser.txt" 2>&1 || failed+=("$parser")
    grep -E 'number_of_executed_units|ERROR' "$folder/$parser.txt" || true
done

if ((${#failed[@]})); then
    echo "fuzz: failed: ${failed[*]}; see $folder"
    exit 1
fi
echo "fuzz: the log's parsers held for $seconds s each"
