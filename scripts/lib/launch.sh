# shellcheck shell=bash
# Starts a built program in place of the shell.

# launch JAR ARGUMENT...: the program that the jar names.
launch() {
    local jar=$1
    shift
    use_options "$@"
    exec "$JAVA_HOME/bin/java" "${OPTIONS[@]}" -jar "$ROOT/$jar" "$@"
}

# launch_class JAR CLASS ARGUMENT...: another program in the jar.
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
        use_cache
    else
        use_common_options
        # A short run is over before the optimising compiler pays.
        OPTIONS+=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)
    fi
}

use_common_options() {
    OPTIONS=()
    if (($(jdk_feature "$JAVA_HOME") >= 24)); then
        # Netty and Protobuf reach for memory in a way that newer JDKs warn of.
        OPTIONS+=(--sun-misc-unsafe-memory-access=allow)
    fi
}

# use_serve_options: sets OPTIONS for an agent that serves.
use_serve_options() {
    use_common_options
    OPTIONS+=("@$ROOT/packaging/jvm/serve.options")
}

FIRST_WITH_AOT_CACHE=25

# cache_file: prints where packaging/make-cache puts the cache for this build and JDK.
cache_file() {
    printf '%s\n' "$ROOT/agent/target/signing-agent-$(jdk_feature "$JAVA_HOME").cache"
}

# use_cache: adds to OPTIONS what makes the agent start from that cache, if it was made since the last build.
use_cache() {
    local cache
    cache=$(cache_file)
    [[ $cache -nt $ROOT/agent/target/signing-agent.jar ]] || return 0
    if (($(jdk_feature "$JAVA_HOME") >= FIRST_WITH_AOT_CACHE)); then
        OPTIONS+=(-XX:AOTCache="$cache")
    else
        OPTIONS+=(-XX:SharedArchiveFile="$cache")
    fi
}

is_server() {
    local argument
    for argument in "$@"; do
        [[ $argument != serve ]] || return 0
    done
    return 1
}
