#!/usr/bin/env bash
# Says which Swift is needed when there is none, or one too old.
set -euo pipefail

needed=6.3
advice="Wattoken needs Swift $needed or later: https://www.swift.org/install/linux/ (Debian 12)."
if ! command -v swift >/dev/null; then
    echo "There is no swift in PATH. $advice" >&2
    exit 1
fi
found=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
oldest=$(printf '%s\n' "$needed" "${found:-0}" | sort --version-sort | head -n 1)
if [[ $oldest != "$needed" ]]; then
    echo "$(command -v swift) is Swift ${found:-of unknown version}. $advice" >&2
    exit 1
fi
