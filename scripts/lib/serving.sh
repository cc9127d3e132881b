# shellcheck shell=bash
# An agent that serves in the background.

SERVING_TRIES=1200

# await_serving PROCESS LOG: prints HOST:PORT once the agent says in its log that it serves; at most two minutes. The log need not exist
# yet: the shell that starts a program in the background opens its files when it gets to run.
await_serving() {
    local process=$1 log=$2 address tries
    for ((tries = 0; tries < SERVING_TRIES; tries++)); do
        address=$(sed -n 's/.*serving on \([^ ]*\).*/\1/p' "$log" 2>/dev/null) || true
        if [[ -n $address ]]; then
            printf '%s\n' "$address"
            return
        fi
        kill -0 "$process" 2>/dev/null || stop "agent: ended before it served" "$(tail -n5 "$log" 2>/dev/null)"
        sleep 0.1
    done
    stop "agent: does not serve" "$(tail -n5 "$log" 2>/dev/null)"
}
