# Sourced by the handlers, which request-key(8) runs as root: checks who asks for what, and answers the kernel.
# Secrets pass through pipes and variables only. No here-documents: shells keep them in files.
set -eu
umask 077
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
# The kernel starts programs without standard streams, and the next file to be opened would become one.
exec </dev/null >/dev/null 2>/dev/null

key=$1 uid=$2 description=$3

configuration=/etc/linuxkeyring
lifetime=3600     # seconds that an entry lives, 0 for as long as its keyring
absent_for=10     # seconds for which an entry that is nowhere is not asked for again
failed_for=5      # the same, after a failure
log_file=         # none: syslog
if [ -e $configuration/request-key.conf ]; then
    . $configuration/request-key.conf
fi

# A description may hold line breaks, which must not look like lines of the log's own.
log() {
    message="${0##*/}: '$(printf '%s' "$description" | tr -c '[:print:]' '?')' for user $uid: $1"
    if [ -n "$log_file" ]; then
        printf '%s\n' "$message" >>"$log_file" || true
    else
        logger -t linuxkeyring -- "$message" || true
    fi
}

# getKey returns null.
absent() {
    log "$1"
    keyctl negate "$key" "$absent_for" 0
    exit 0
}

# getKey throws UnrecoverableKeyException.
fail() {
    log "$1"
    keyctl reject "$key" "$failed_for" rejected 0
    exit 1
}

# The timeout comes first, so that there is no moment without it; the kernel itself links the key where it was asked for.
make() {
    pem=$(printf '%s\n' "$1" | sed -n '/^-----BEGIN /,/^-----END /p')
    [ -n "$pem" ] || fail "neither a key nor a certificate in PEM"
    [ ${#pem} -le 32767 ] || fail "over the 32767 bytes that a key of type user holds"
    [ "$lifetime" = 0 ] || keyctl timeout "$key" "$lifetime" || fail "the timeout $lifetime was refused"
    printf '%s\n' "$pem" | keyctl pinstantiate "$key" 0 || fail "the kernel refused it, for want of quota perhaps"
    log "made"
}

# Whether no one but root can read or change a file or folder.
private() {
    case $(stat -c '%u %a' -- "$1") in
        "0 "*00) return 0 ;;
        *) return 1 ;;
    esac
}

trap 'fail "took too long"' TERM

# A description becomes part of a path or a name: nothing that could lead elsewhere.
case $description in
    '' | .* | *[!A-Za-z0-9._:@+-]*) absent "not a description that this handler takes" ;;
esac
user=$(getent passwd "$uid" | cut -d: -f1)
case $user in
    '' | .* | *[!A-Za-z0-9._-]*) absent "no user of that number, or with an unusual name" ;;
esac
