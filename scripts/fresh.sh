#!/usr/bin/env bash
# Proves that a clean Debian 12 with Swift needs no more than `make demo` and `make test`:
# a new root (debootstrap) with Swift's documented packages, the toolchain and ../shared bound in
# read-only, a clean clone of HEAD, and the two commands in it. Needs root or sudo, and the
# network for Debian alone. What is made lies in .fresh/: base-*.tar, kept for the next run, and
# the root, kept only after a failure. Uncommitted changes are not part of it.
set -euo pipefail
cd "$(dirname "$0")/.."

release=bookworm
work=$PWD/.fresh
root=$work/root
list=scripts/debian-packages-swift.txt
base=$work/base-$(sha256sum "$list" | cut -c 1-12).tar

# Everything below "inside" runs in a mount and process namespace of its own: when this script
# ends, for whatever reason, its mounts are gone and its processes with them.
if [[ ${1:-} != inside ]]; then
    command -v debootstrap >/dev/null || {
        echo "fresh: install debootstrap first: apt-get install debootstrap" >&2
        exit 1
    }
    as_root=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || {
            echo "fresh: making a clean root needs root or sudo." >&2
            exit 1
        }
        as_root=(sudo)
    fi
    toolchain=$(swift -print-target-info |
        sed -nE 's|.*"runtimeResourcePath" *: *"(.*)/usr/lib/swift".*|\1|p')
    if [[ ! -x $toolchain/usr/bin/swift ]]; then
        echo "fresh: the Swift toolchain is in no folder of its own, so it cannot be bound in." >&2
        exit 1
    fi
    mkdir -p "$work"
    git bundle create --quiet "$work/head.bundle" HEAD
    [[ -z $(git status --porcelain) ]] || echo "fresh: uncommitted changes are left out" >&2
    "${as_root[@]}" unshare --mount --pid --fork --kill-child --propagation private \
        scripts/fresh.sh inside "$toolchain" "${WATTOKEN_SHARED:-}" \
        "${http_proxy:-}" "${https_proxy:-}" "${no_proxy:-}"
    "${as_root[@]}" rm -rf "$root" "$work/head.bundle"
    exit
fi
toolchain=$2 shared=$3 http=$4 https=$5 no=$6

step() {
    local name=$1 start=$SECONDS status
    shift
    echo "== $name"
    set +e
    (
        set -e
        "$@"
    )
    status=$?
    set -e
    if ((status)); then
        failed+=("$name")
        name="$name: FAILED with status $status"
    fi
    times+=("$(printf '%5d s  %s' $((SECONDS - start)) "$name")")
}

in_root() {
    env -i HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
        PATH="$toolchain/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
        ${http:+http_proxy="$http"} ${https:+https_proxy="$https"} ${no:+no_proxy="$no"} \
        chroot "$root" "$@"
}

# The host's way to its packages: sources, keys, settings, proxies, certificates, names.
copy_host_settings() {
    local path
    for path in apt.conf apt.conf.d auth.conf auth.conf.d keyrings trusted.gpg trusted.gpg.d; do
        [[ ! -e /etc/apt/$path ]] || cp --recursive --dereference "/etc/apt/$path" "$root/etc/apt/"
    done
    if grep -qs "VERSION_CODENAME=$release" /etc/os-release; then
        rm -f "$root/etc/apt/sources.list"
        for path in sources.list sources.list.d preferences preferences.d; do
            [[ ! -e /etc/apt/$path ]] || cp --recursive "/etc/apt/$path" "$root/etc/apt/"
        done
    fi
    cp --recursive --dereference /usr/share/keyrings "$root/usr/share/"
    mkdir -p "$root/usr/local/share/ca-certificates" "$root/etc/ssl/certs"
    cp --recursive --dereference /usr/local/share/ca-certificates "$root/usr/local/share/" || true
    cp --dereference /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/" || true
    cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
}

make_base() {
    local mirror
    mirror=$(apt-get indextargets --format "\$(REPO_URI)" \
        'Created-By: Packages' "Codename: $release" 2>/dev/null | head -n 1)
    debootstrap --variant=minbase "$release" "$root" "${mirror:-http://deb.debian.org/debian}" \
        >"$work/debootstrap.log" 2>&1 || {
        tail -n 20 "$work/debootstrap.log"
        return 1
    }
    copy_host_settings
    mount_kernel
    in_root apt-get --quiet=2 update
    sed 's/ *#.*//' "$list" | grep . | in_root xargs env DEBIAN_FRONTEND=noninteractive \
        apt-get --yes --quiet=2 install --no-install-recommends >"$work/packages.log" 2>&1 || {
        tail -n 20 "$work/packages.log"
        return 1
    }
    # A new machine has no package lists yet: `make setup` has to fetch them itself.
    in_root apt-get clean
    rm -rf "$root"/var/lib/apt/lists/*
    tar --one-file-system --exclude=./dev/* --exclude=./proc/* \
        --create --file "$base.part" --directory "$root" .
    mv "$base.part" "$base"
}

unpack_base() {
    tar --extract --file "$base" --directory "$root"
    copy_host_settings
    mount_kernel
}

mount_kernel() {
    local device
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    mkdir -p "$root/dev/pts" "$root/dev/shm"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx"
    ln -s /proc/self/fd "$root/dev/fd"
    ln -s fd/0 "$root/dev/stdin"
    ln -s fd/1 "$root/dev/stdout"
    ln -s fd/2 "$root/dev/stderr"
    for device in null zero full random urandom tty; do
        touch "$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
}

bind_read_only() {
    mkdir -p "$root$2"
    mount --rbind "$1" "$root$2"
    mount -o remount,bind,ro "$root$2"
}

clone() {
    bind_read_only "$toolchain" "$toolchain"
    mkdir -p "$root/build"
    cp "$work/head.bundle" "$root/build/"
    if [[ -d $shared ]]; then
        bind_read_only "$shared" /build/shared
    else
        echo "fresh: no folder of shared cases; the tests that need it will be skipped"
    fi
    in_root git -c advice.detachedHead=false clone --quiet /build/head.bundle /build/wattoken
    in_root git -C /build/wattoken log --max-count=1 --oneline
}

times=() failed=()
rm -rf --one-file-system "$root"
mkdir -p "$root"
if [[ -f $base ]]; then
    step "clean root from $(basename "$base")" unpack_base
else
    rm -f "$work"/base-*.tar
    step "debootstrap and Swift's documented packages" make_base
fi
((${#failed[@]})) || step "clone of HEAD" clone
if ((${#failed[@]} == 0)); then
    step "make demo" in_root make -C /build/wattoken demo
    step "make test" in_root make -C /build/wattoken test
fi

printf '%s\n' "${times[@]}"
if ((${#failed[@]})); then
    echo "fresh: FAILED; the root is kept: $root"
    exit 1
fi
echo "fresh: make demo and make test passed on a clean Debian 12"
