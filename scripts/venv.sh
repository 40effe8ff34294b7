#!/usr/bin/env bash
# Makes the one Python environment, .venv, of benchmarks and notebooks, with every version pinned;
# does nothing when it is there and the pins are the same.
set -euo pipefail
cd "$(dirname "$0")/.."

pins=(Benchmarks/requirements.txt Notebooks-exported/requirements.txt)
stamp=.venv/pins.sha256
if sha256sum --status --check "$stamp" 2>/dev/null; then
    exit 0
fi
if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    scripts/setup.sh scripts/debian-packages-tools.txt
fi
rm -rf .venv
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps \
    "${pins[@]/#/--requirement=}"
.venv/bin/pip check
sha256sum "${pins[@]}" >"$stamp"
