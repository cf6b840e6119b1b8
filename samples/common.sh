# Sourced by the samples: builds the jars if need be, goes to a scratch directory, and removes all it made at the end.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ -n ${JAVA_HOME:-} ]]; then
    PATH=$JAVA_HOME/bin:$PATH
fi

say() {
    printf '\n# %s\n' "$*"
}

# Prints a command, then runs it.
run() {
    show_command "$@"
    "$@"
}

# The same for a line of shell, such as a pipe.
run_line() {
    printf '$ %s\n' "$1"
    bash -o pipefail -c "$1"
}

# Prints a command; a long one as several lines, each of which begins with an option.
show_command() {
    local line="\$ $1" group=
    for word in "${@:2}" -; do
        if [[ $word == -* && -n $group ]]; then
            if ((${#line} + ${#group} > 110)); then
                printf '%s \\\n' "$line"
                line="   "
            fi
            line+=$group
            group=
        fi
        group+=" $word"
    done
    printf '%s\n' "$line"
}

# The newest jar of a name; fails if there is none that is newer than all sources given.
current_jar() {
    local jar
    jar=$(ls -t $1 2>/dev/null | head -n 1)
    [[ -n $jar && -z $(find "${@:2}" -type f -newer "$jar" -print -quit) ]] && printf '%s' "$jar"
}

find_jars() {
    local provider=$repository/provider samples=$repository/samples
    library=$(current_jar "$provider/target/linuxkeyring-*-all.jar" \
        "$provider/src/main" "$provider/src/dropin" "$provider/pom.xml" "$repository/META-INF") \
        && programs=$(current_jar "$samples/target/linuxkeyring-samples-*.jar" "$samples/src/main")
}

# Ends with the given status if a program is not installed.
need() {
    if ! command -v "$1" >/dev/null; then
        echo "This sample needs $1: apt-get install $2" >&2
        exit "${3:-1}"
    fi
}

need keytool default-jdk-headless
if ! find_jars; then
    need mvn maven
    say "Building, once"
    (cd "$repository" && run mvn -q -B -pl provider,samples -am -DskipTests -Dspotbugs.skip -Dspotless.check.skip \
        -Dmaven.javadoc.skip -Dcyclonedx.skip package)
    find_jars || { echo "The build left no jars in provider/target and samples/target" >&2; exit 1; }
fi

# What the sample's keyrings are called; two runs of one user at the same time need two names.
demo=${LINUXKEYRING_DEMO:-linuxkeyring-demo}
keyrings=()
server=

clean_up() {
    if [[ -n $server ]]; then
        kill "$server" 2>/dev/null || true
    fi
    for keyring in "${keyrings[@]}"; do
        if java -jar linuxkeyring-all.jar show "$keyring" >/dev/null 2>&1; then
            java -jar linuxkeyring-all.jar remove "$keyring" || true
        fi
    done
    rm -rf "$scratch"
}

scratch=$(mktemp -d)
trap clean_up EXIT
cd "$scratch"
ln -s "$library" linuxkeyring-all.jar
ln -s "$programs" samples.jar

# The way to make a provider known to a JVM without a line of code; 13 is the first number that the JDK leaves free.
echo "security.provider.13=LinuxKeyring" >linuxkeyring.security

# JDK 24 and later warn of native access that no one allowed.
java_with_provider=(java --enable-native-access=ALL-UNNAMED -Djava.security.properties=linuxkeyring.security
    -cp linuxkeyring-all.jar:samples.jar)
keytool_with_provider=(-providerclass org.linuxkeyring.LinuxKeyringProvider -providerpath linuxkeyring-all.jar
    -J--enable-native-access=ALL-UNNAMED)

# True if the kernel's keyrings can be used; if not, the reason is in $refusal.
kernel_has_keyrings() {
    refusal=$(java -jar linuxkeyring-all.jar show @u 2>&1 >/dev/null)
}

say_refused() {
    say "The kernel's keyrings cannot be used here. LinuxKeyring says:"
    printf '%s\n' "$refusal"
}

# Writes a file that names a keyring, and shows it.
reference() {
    printf '%s\n' '# LINUXKEYRING keystore: a reference to a keyring, holds no keys' "${@:2}" >"$1"
    run cat "$1"
}
