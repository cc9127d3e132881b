# shellcheck shell=bash
# Plants, runs, and says one line for each gate.

# The names are those of the calls.
GATES=$(sed -n "s/^ *expect_red [\"']\\{0,1\\}\\([a-z-]*\\).*/\\1/p" "$0")
LOG=$WORK/log
chosen=()
open=0
status=0

# choose GATE...: restricts the run to these gates.
choose() {
    local gate
    for gate in "$@"; do
        if ! grep -qx -e "$gate" <<<"$GATES"; then
            printf 'gate: %s (expected: one of %s)\n' "$gate" "${GATES//$'\n'/, }" >&2
            exit 2
        fi
    done
    chosen=("$@")
}

is_chosen() {
    local gate
    ((${#chosen[@]} > 0)) || return 0
    for gate in "${chosen[@]}"; do
        [[ $gate != "$1" ]] || return 0
    done
    return 1
}

verdict() {
    printf '%-12s %s\n' "$1" "$2"
}

show_log() {
    grep -E "^\[?(ERROR|WARNING)|expected:" "$LOG" | sed -n 1,30p | sed 's/^/    /' >&2
}

# run COMMAND...: leaves the exit code in status. Not to be called within a condition: there a failure inside the command
# would not end it.
run() {
    set +e
    (
        set -e
        "$@"
    ) >"$LOG" 2>&1
    status=$?
    set -e
}

# expect_green NAME COMMAND...: no gate is worth a run if the copy is red by itself.
expect_green() {
    local name=$1
    shift
    run "$@"
    if ((status == 0)); then
        verdict ok "$name: green"
        return
    fi
    verdict 'NOT GREEN' "$name (expected: green without a violation)"
    show_log
    printf 'hint: build this checkout once with network and all tests, then start again\n' >&2
    exit 1
}

# expect_red 'GATE [WHERE]' MESSAGE PLANT COMMAND...: the message may be several lines, all of which have to be said.
expect_red() {
    local gate=$1 messages=$2 plant=$3 missing
    shift 3
    is_chosen "${gate%% *}" || return 0
    restore_copy
    # shellcheck disable=SC2086 # a plant and its arguments
    $plant
    run "$@"
    missing=$(unsaid "$messages")
    if ((status == 0)); then
        verdict 'NOT RED' "$gate (expected: ${messages//$'\n'/, })"
        open=$((open + 1))
    elif [[ -n $missing ]]; then
        verdict 'OTHER RED' "$gate (expected: ${missing//$'\n'/, })"
        show_log
        open=$((open + 1))
    else
        verdict ok "$gate: ${messages//$'\n'/, }"
    fi
}

# unsaid MESSAGES: prints those that the log does not contain.
unsaid() {
    local message
    while IFS= read -r message; do
        grep -qF -e "$message" "$LOG" || printf '%s\n' "$message"
    done <<<"$1"
}

report() {
    if ((open > 0)); then
        printf 'gates that do not close: %d\n' "$open" >&2
        exit 1
    fi
}
