# shellcheck shell=bash
# Builds the programs of this checkout when a source is newer than the last build.

# Where it is set, cd may go elsewhere, and prints where.
unset CDPATH
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
STAMP=$ROOT/target/built
PROGRAMS=(agent/target/signing-agent.jar client/target/signing-verifier.jar acceptance/target/signing-acceptance.jar)

# ensure_built: leaves all programs built; one build at a time. Another user starts what the owner of the checkout has built.
ensure_built() {
    use_jdk
    if ! may_build; then
        ! is_stale || stop "build: $ROOT/target cannot be written by this user (expected: programs that are built)" \
            "build them as the user whose checkout it is, with: scripts/signing-agent --version"
        return 0
    fi
    (
        flock 9
        if is_stale; then
            build
        fi
    ) 9>"$ROOT/target/build.lock"
}

may_build() {
    mkdir -p "$ROOT/target" 2>/dev/null && [[ -w $ROOT/target ]] &&
        [[ ! -e $ROOT/target/build.lock || -w $ROOT/target/build.lock ]]
}

is_stale() {
    local program
    for program in "${PROGRAMS[@]}"; do
        [[ -f $ROOT/$program ]] || return 0
    done
    [[ -f $STAMP ]] || return 0
    # Folders count as well: theirs is the only time that changes when a file is removed.
    [[ -n $(find "$ROOT"/pom.xml "$ROOT"/*/pom.xml "$ROOT"/packaging/*/pom.xml "$ROOT"/*/src/main \
        -newer "$STAMP" -print -quit) ]]
}

build() {
    need maven on_path mvn
    install_needed
    say "building (the first time takes some minutes)"
    touch "$STAMP.started"
    (cd "$ROOT" && mvn -q -B -ntp -DskipTests package) >&2 || stop "build: failed (expected: the lines above explain it)"
    mv "$STAMP.started" "$STAMP"
}
