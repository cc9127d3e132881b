# shellcheck shell=bash
# What scripts say to people; always on standard error, so that standard output stays for programs.

say() {
    printf '%s\n' "$*" >&2
}

# stop LINE [HINT...]: one line, then hints, exit code 2 (usage or configuration).
stop() {
    say "$1"
    shift
    local hint
    for hint in "$@"; do
        say "hint: $hint"
    done
    exit 2
}
