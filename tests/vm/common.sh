# shellcheck shell=bash
# Sourced by the scripts beside this one.

# Debian packages that are missing are installed if that is allowed; otherwise the message says what to do.
need() {
    local missing=() package
    for package; do
        if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
            missing+=("$package")
        fi
    done
    if [[ ${#missing[@]} -eq 0 ]]; then
        return
    fi
    if ! command -v apt-get >/dev/null; then
        die "needs Debian, and there the packages ${missing[*]}"
    fi
    if [[ $EUID -ne 0 ]]; then
        die "packages are missing; as root: apt-get install ${missing[*]}"
    fi
    echo "Installing ${missing[*]}" >&2
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${missing[@]}" >&2 ||
        die "cannot install ${missing[*]}"
}

die() {
    echo "${0##*/}: $*" >&2
    exit 2
}

# Makes $work, a folder of the script's own. It ends with the script, and so do the programs that the script has started. It
# is not in TMPDIR, which may be root's own: tests start programs as another user.
make_work() {
    work=$(mktemp -d -p /var/tmp linuxkeyring-vm.XXXXXX)
    chmod 755 "$work"
    trap 'xargs -r kill <<<"$(jobs -pr)"; wait; rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}
