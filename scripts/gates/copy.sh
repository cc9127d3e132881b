# shellcheck shell=bash
# The throw-away copy of this checkout, and what is built in it. The copy is always at the same path, so that each gate
# starts from the compiled classes of the green copy.

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
WORK=$(mktemp -d)
TREE=$WORK/tree
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# make_copy: copies what Git tracks, and what is new and not ignored, as it is in the working tree now.
make_copy() {
    mkdir "$TREE"
    (
        cd "$SOURCE"
        git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
            [[ ! -e $file ]] || printf '%s\0' "$file"
        done | xargs -0 cp -p --parents -t "$TREE"
    )
    git -C "$TREE" init -q
}

keep_copy() {
    cp -a "$TREE" "$WORK/green"
}

restore_copy() {
    rm -rf "$TREE"
    cp -a "$WORK/green" "$TREE"
}

# maven ARGUMENT...: without network, in the copy. Not quiet, since that hides warnings.
maven() {
    (cd "$TREE" && mvn -o -B -ntp "$@")
}

# unchecked ARGUMENT...: the same for gates behind the checks of sources and poms, which cost time.
unchecked() {
    maven -Dspotless.check.skip -Dcheckstyle.skip -Denforcer.skip "$@"
}

# modules: prints those with main classes, as they are in the green copy.
modules() {
    local module
    sed -n 's|.*<module>\(.*\)</module>.*|\1|p' "$WORK/green/pom.xml" | while read -r module; do
        [[ ! -d $WORK/green/$module/src/main/java ]] || printf '%s\n' "$module"
    done
}

# jar_twice: builds one module's jar, forgets the build, builds again, and compares.
jar_twice() {
    local first second
    first=$(jar_hash)
    rm -rf "$TREE/proto/target"
    second=$(jar_hash)
    [[ $first == "$second" ]] || {
        printf 'jar: differs between two builds: %s and %s\n' "$first" "$second"
        return 1
    }
}

jar_hash() {
    unchecked -pl proto package -DskipTests >&2
    sha256sum "$TREE"/proto/target/signing-proto-*-SNAPSHOT.jar | cut -d ' ' -f 1
}
