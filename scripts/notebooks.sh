#!/usr/bin/env bash
# Executes and exports the studies; arguments name folders of Notebooks-exported, all by default.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/venv.sh
exec .venv/bin/python Notebooks-exported/export.py "$@"
