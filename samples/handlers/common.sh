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
at_once=32        # handlers that run at the same time
at_once_per_user=8
log_file=         # none: syslog
places=/run/linuxkeyring
if [ -e $configuration/request-key.conf ]; then
    . $configuration/request-key.conf
fi

# Anyone may send 4095 bytes of anything: a line break must not look like the end of a line, nor fill the log's disk.
shown() {
    printf '%.100s' "$1" | sed -z 's/\\/\\\\/g; s/\n/\\n/g' | cat -vT
    [ ${#1} -le 100 ] || printf '...'
}

log() {
    message=$(printf "%s: '%s' for user %s: %.400s" "${0##*/}" "$(shown "$description")" "$uid" "$1")
    if [ -z "$log_file" ]; then
        logger -t linuxkeyring -- "$message" || true
        return
    fi
    if [ -n "$(find "$log_file" -size +1024k 2>/dev/null)" ]; then
        mv -f "$log_file" "$log_file.1" || true
    fi
    printf '%s\n' "$message" >>"$log_file" || true
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
    pem=$(printf '%s\n' "$1" | sed -n '/^[[:space:]]*-----BEGIN /,/^[[:space:]]*-----END /p')
    [ -n "$pem" ] || fail "neither a key nor a certificate in PEM"
    [ ${#pem} -lt 32767 ] || fail "over the 32767 bytes that a key of type user holds"
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

# Takes one of so many places of a name, by a lock that ends with this process and those it starts.
take_place() {
    name=$1 count=$2 number=1
    while [ "$number" -le "$count" ]; do
        eval "exec $3>\"\$places/\$name.\$number\""
        ! flock -n "$3" || return 0
        number=$((number + 1))
    done
    return 1
}

# Any user can start any number of handlers. Told once a minute, or that would fill the log.
too_many() {
    if [ -z "$(find "$places/told.$uid" -mmin -1 2>/dev/null)" ]; then
        : >"$places/told.$uid"
        log "$1 handlers run already; more are refused without a line here"
    fi
    keyctl reject "$key" "$failed_for" rejected 0
    exit 1
}

trap 'fail "took too long"' TERM

mkdir -p -m 700 "$places" || fail "there is no $places, and it cannot be made"
take_place "user-$uid" "$at_once_per_user" 8 || too_many "$at_once_per_user of this user's"
take_place all "$at_once" 9 || too_many "$at_once"

# A description becomes part of a path or a name: nothing that could lead elsewhere, nor be longer than a file's name.
case $description in
    '' | .* | *[!A-Za-z0-9._:@+-]*) absent "not a description that this handler takes" ;;
esac
[ ${#description} -le 200 ] || absent "a description of over 200 bytes, which this handler does not take"

# The name has to lead back to the number. Two lines of passwd may share a name, and a name of digits is taken for a number.
user=$(getent passwd "$uid" | cut -d: -f1) || user=
case $user in
    '' | [.-]* | *[!A-Za-z0-9._-]*) absent "no user of that number, or with an unusual name" ;;
    *[!0-9]*) ;;
    *) absent "the user's name is a number" ;;
esac
[ "$(getent passwd "$user" | cut -d: -f3)" = "$uid" ] || absent "the name $user is another user's too"
