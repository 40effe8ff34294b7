#!/usr/bin/env bash
# Makes .venv-verifier, in which the tests run Sources/Certificates/verify.py: Debian's cryptography and
# base58, and rfc8785, which Debian has not, from the package index with its hash pinned. Does nothing
# when it is there; without a way to the index the tests that need it are skipped and say so.
set -euo pipefail
cd "$(dirname "$0")/.."

pins=Tests/verifier-requirements.txt
stamp=.venv-verifier/pins.sha256
if sha256sum --status --check "$stamp" 2>/dev/null; then
    exit 0
fi
rm -rf .venv-verifier
/usr/bin/python3 -m venv --system-site-packages .venv-verifier
if .venv-verifier/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --requirement "$pins"; then
    sha256sum "$pins" >"$stamp"
else
    rm -rf .venv-verifier
    echo "verifier: rfc8785 cannot be fetched; the tests of verify.py will be skipped" >&2
fi
