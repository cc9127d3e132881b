# shellcheck shell=bash
# The JDK that builds and runs the programs: 17 or newer, with a compiler.

OLDEST_JDK=17

# jdk_feature HOME: prints the feature release of the JDK there; fails where there is none.
jdk_feature() {
    [[ -x $1/bin/javac && -r $1/release ]] || return 1
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | grep -m1 .
}

# jdk_homes: prints where JDKs may be, the preferred ones first.
jdk_homes() {
    local compiler home
    [[ -z ${JAVA_HOME:-} ]] || printf '%s\n' "$JAVA_HOME"
    if compiler=$(command -v javac); then
        compiler=$(readlink -f "$compiler")
        printf '%s\n' "${compiler%/bin/javac}"
    fi
    for home in /usr/lib/jvm/*; do
        # The same JDK goes by several names there; one is enough.
        [[ -L $home ]] || printf '%s\n' "$home"
    done
}

# find_jdk: prints the home of the first JDK that is new enough; fails where there is none.
find_jdk() {
    local home homes feature
    # All of them are read first: who writes to a reader that has gone says so where SIGPIPE is ignored, as in a service.
    mapfile -t homes < <(jdk_homes)
    for home in "${homes[@]}"; do
        if feature=$(jdk_feature "$home") && ((feature >= OLDEST_JDK)); then
            printf '%s\n' "$home"
            return 0
        fi
    done
    return 1
}

# newest_jdk: prints the home of the newest JDK of all.
newest_jdk() {
    local home feature
    while read -r home; do
        if feature=$(jdk_feature "$home"); then
            printf '%s %s\n' "$feature" "$home"
        fi
    done < <(jdk_homes) | sort --stable --numeric-sort --reverse --key=1,1 | sed -n '1s/^[0-9]* //p'
}

# use_jdk: makes that JDK the one that Maven and the programs run on.
use_jdk() {
    JAVA_HOME=$(find_jdk) || stop "JDK: none found (expected: $OLDEST_JDK or newer)" \
        "install one, or let JAVA_HOME name it"
    export JAVA_HOME
    export PATH="$JAVA_HOME/bin:$PATH"
}
