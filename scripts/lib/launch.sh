# shellcheck shell=bash
# Starts a built program in place of the shell.

# launch JAR ARGUMENT...
launch() {
    local jar=$1 options=()
    shift
    if (($(jdk_feature "$JAVA_HOME") >= 24)); then
        # Netty and Protobuf reach for memory in a way that newer JDKs warn of.
        options+=(--sun-misc-unsafe-memory-access=allow)
    fi
    if ! is_server "$@"; then
        # A short run is over before the optimising compiler pays.
        options+=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)
    fi
    exec "$JAVA_HOME/bin/java" "${options[@]}" -jar "$ROOT/$jar" "$@"
}

is_server() {
    local argument
    for argument in "$@"; do
        [[ $argument != serve ]] || return 0
    done
    return 1
}
