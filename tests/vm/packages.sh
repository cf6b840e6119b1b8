# shellcheck shell=bash
# Sourced: what the scripts beside this one need of the machine.

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
