# shellcheck shell=bash
# Everything in this folder, in the order in which it is needed.
LIBRARY=$(dirname "${BASH_SOURCE[0]}")
. "$LIBRARY/messages.sh"
. "$LIBRARY/jdk.sh"
. "$LIBRARY/packages.sh"
. "$LIBRARY/softhsm.sh"
. "$LIBRARY/build.sh"
. "$LIBRARY/launch.sh"
. "$LIBRARY/serving.sh"
