# shellcheck shell=bash
# Starts a built program in place of the shell.

# launch JAR ARGUMENT...: the program that the jar names.
launch() {
    local jar=$1
    shift
    use_options "$@"
    use_cache "$ROOT/$jar"
    exec "$JAVA_HOME/bin/java" "${OPTIONS[@]}" -jar "$ROOT/$jar" "$@"
}

# launch_class JAR CLASS ARGUMENT...: another program in the jar, which the cache does not fit.
launch_class() {
    local jar=$1 class=$2
    shift 2
    use_options "$@"
    # The jar's manifest has a say in this only where it names the program.
    OPTIONS+=(--enable-native-access=ALL-UNNAMED)
    exec "$JAVA_HOME/bin/java" "${OPTIONS[@]}" -cp "$ROOT/$jar" "$class" "$@"
}

# use_options ARGUMENT...: sets OPTIONS for the virtual machine.
use_options() {
    if is_server "$@"; then
        use_serve_options
    else
        use_short_options
    fi
}

use_common_options() {
    OPTIONS=()
    if (($(jdk_feature "$JAVA_HOME") >= 24)); then
        # Netty and Protobuf reach for memory in a way that newer JDKs warn of.
        OPTIONS+=(--sun-misc-unsafe-memory-access=allow)
    fi
}

# use_short_options: sets OPTIONS for a run that is over before the optimising compiler pays.
use_short_options() {
    use_common_options
    OPTIONS+=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)
    # What the virtual machine says of a cache that does not fit is no part of the output.
    OPTIONS+=(-Xlog:disable -Xlog:all=warning:stderr)
}

# use_serve_options: sets OPTIONS for an agent that serves.
use_serve_options() {
    use_common_options
    OPTIONS+=("@$ROOT/packaging/jvm/serve.options")
}

FIRST_WITH_AOT_CACHE=25

# uses_aot_cache: whether the cache is an AOT cache on this JDK, and no class archive.
uses_aot_cache() {
    (($(jdk_feature "$JAVA_HOME") >= FIRST_WITH_AOT_CACHE))
}

# cache_file JAR: prints where packaging/make-cache puts the cache for this build of a program and this JDK.
cache_file() {
    printf '%s\n' "${1%.jar}-$(jdk_feature "$JAVA_HOME").cache"
}

# has_cache JAR: whether that was made since the last build.
has_cache() {
    [[ $(cache_file "$1") -nt $1 ]]
}

# use_cache JAR: adds to OPTIONS what makes the program start from its cache, if it has one.
use_cache() {
    has_cache "$1" || return 0
    if uses_aot_cache; then
        OPTIONS+=(-XX:AOTCache="$(cache_file "$1")")
    else
        OPTIONS+=(-XX:SharedArchiveFile="$(cache_file "$1")")
    fi
}

# learn_into FILE: adds to OPTIONS what makes a program write a cache of what it loaded when it ends.
learn_into() {
    if uses_aot_cache; then
        OPTIONS+=(-XX:AOTCacheOutput="$1")
    else
        OPTIONS+=(-XX:ArchiveClassesAtExit="$1")
    fi
}

is_server() {
    local argument
    for argument in "$@"; do
        [[ $argument != serve ]] || return 0
    done
    return 1
}
