#!/usr/bin/env bash
# Names the report page of a demo run, or fails when none was written.
set -euo pipefail

page=$(find "$1" -name '*.html' -print -quit 2>/dev/null || true)
if [[ -z $page ]]; then
    echo "demo: no report page in $1" >&2
    exit 1
fi
echo "Report page: $page" >&2
