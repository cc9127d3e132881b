# shellcheck shell=bash
# Installs programs that are missing, by the system's package manager. What counts is the program, not the package: one
# that was installed by other means is taken as it is.

wanted=()

# need PACKAGE COMMAND...: asks for a Debian package unless the command succeeds.
need() {
    local package=$1
    shift
    if ! "$@" >/dev/null 2>&1; then
        wanted+=("$package")
    fi
}

on_path() {
    # Not every user has the system's programs on the path.
    PATH="$PATH:/usr/sbin:/sbin" command -v "$1"
}

need_jdk() {
    need jdk find_jdk
}

# install_needed: installs what need asked for; without the rights to, prints the command and stops.
install_needed() {
    ((${#wanted[@]} > 0)) || return 0
    command -v apt-get >/dev/null || stop "programs missing, by the names of their Debian packages: ${wanted[*]}" \
        "install them by this system's own means, then start again"

    local privilege=()
    if ((EUID != 0)); then
        may_use_sudo || stop "packages missing: ${wanted[*]}" "run as root: $(installation)"
        privilege=(sudo)
    fi
    say "installing: ${wanted[*]}"
    "${privilege[@]}" apt-get update -qq >&2
    read -ra packages <<<"$(package_names)"
    "${privilege[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq --yes --no-install-recommends "${packages[@]}" >&2
    wanted=()
}

may_use_sudo() {
    command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }
}

installation() {
    printf 'apt-get update && apt-get install --yes --no-install-recommends %s\n' "$(package_names)"
}

package_names() {
    local package names=()
    for package in "${wanted[@]}"; do
        if [[ $package == jdk ]]; then
            package=$(jdk_package)
        fi
        names+=("$package")
    done
    printf '%s\n' "${names[*]}"
}

# jdk_package: prints the oldest JDK that suffices and that this release of the system has.
jdk_package() {
    local feature
    for feature in "$OLDEST_JDK" 21 25; do
        if apt-cache show "openjdk-$feature-jdk-headless" >/dev/null 2>&1; then
            printf 'openjdk-%s-jdk-headless\n' "$feature"
            return
        fi
    done
    printf 'openjdk-%s-jdk-headless\n' "$OLDEST_JDK"
}
