#!/usr/bin/env bash
# Installs the Debian packages of the given lists that are missing; touches nothing when none is.
#   scripts/setup.sh LIST...
set -euo pipefail

mapfile -t wanted < <(sed 's/#.*//' "$@" | awk 'NF { print $1 }')

if ! command -v apt-get >/dev/null; then
    echo "setup: no apt-get here; Wattoken is built on Debian 12. Needed: ${wanted[*]}" >&2
    exit 0
fi

missing=()
for package in "${wanted[@]}"; do
    status=$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $status == installed ]] || missing+=("$package")
done
((${#missing[@]})) || exit 0

if ((EUID == 0)); then
    as_root=()
elif command -v sudo >/dev/null; then
    as_root=(sudo)
    [[ -t 0 ]] || as_root+=(-n)
else
    cat >&2 <<MESSAGE
setup: these Debian packages are missing, and there is neither root nor sudo to install them:
    ${missing[*]}
As root, run:
    apt-get update && apt-get install --no-install-recommends ${missing[*]}
MESSAGE
    exit 1
fi

apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get \
        --yes --quiet=2 -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}
update() {
    echo "setup: refreshing the package lists" >&2
    apt update
}

# PostgreSQL comes for the tests, which run a server of their own: the package shall not make and
# start one (its "main cluster"). Only while it is installed, so that nothing later is changed.
if [[ " ${missing[*]}" == *" postgresql-"* ]]; then
    settings=/etc/postgresql-common/createcluster.d
    "${as_root[@]}" mkdir -p "$settings"
    "${as_root[@]}" tee "$settings/wattoken.conf" <<<'create_main_cluster = false' >/dev/null
    trap '"${as_root[@]}" rm -f "$settings/wattoken.conf"' EXIT
fi

echo "setup: installing ${missing[*]}" >&2
if apt-cache show "${missing[@]}" >/dev/null 2>&1; then
    # Lists that are too old name files that are gone: refresh them once and try again.
    apt install --no-install-recommends "${missing[@]}" && exit 0
fi
update
apt install --no-install-recommends "${missing[@]}"
