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

# Prints a folder of the cache. Unless the command "MADE FOLDER" says that it is made, "MAKE NEW_FOLDER" makes it; with
# $cached it is not made but missed (exit status 1).
keep() {
    local name=$1 made=$2 make=$3 cache=${XDG_CACHE_HOME:-$HOME/.cache}/linuxkeyring-vm new
    if [[ ! ${cached-} ]]; then
        mkdir -p "$cache"
        # Who comes second waits for what the first one makes.
        exec 9>"$cache/$name.lock"
        flock 9
        if ! "$made" "$cache/$name"; then
            new=$(mktemp -d "$cache/new.XXXXXX")
            # Expanded now, since what is local is gone by then.
            # shellcheck disable=SC2064
            trap "rm -rf '$new'" EXIT
            chmod 755 "$new"
            "$make" "$new"
            rm -rf "${cache:?}/$name"
            mv "$new" "$cache/$name"
        fi
    fi
    "$made" "$cache/$name" && echo "$cache/$name"
}

# Unpacks Debian packages for arm64, and all that they depend on, into a new folder. None of their scripts is run, as they
# would need the processor.
unpack_arm64() {
    local folder=$1 suite=$2 packages=$3 mirror
    need mmdebstrap debian-archive-keyring
    # The variable is apt's.
    # shellcheck disable=SC2016
    mapfile -t mirror < <(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian')
    echo "Downloading $packages for arm64 from Debian $suite" >&2
    mmdebstrap --quiet --variant=extract --mode="$([[ $EUID -eq 0 ]] && echo root || echo chrootless)" --architectures=arm64 \
        --skip=check/qemu --include="$packages" "$suite" "$folder" "${mirror[@]:0:1}" >&2 ||
        die "cannot download packages for arm64 from Debian $suite${mirror[0]:+ at ${mirror[0]}}"
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
