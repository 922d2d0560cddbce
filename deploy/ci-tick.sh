#!/bin/sh
# One tick on a machine that keeps nothing, such as a CI runner: archive and state are in a git remote, which the program
# pulls before the tick and pushes to before and after each message. What follows on the command line goes to
# `runinfo tick`. docs/deploy.md has the rest.
#
#   RUNINFO_ARCHIVE_REMOTE  address of the remote
#   RUNINFO_SYNC_STATE      the name of the state there (default: ci)
#
# The clone on this machine is made where the settings have the archive, the state where they have that.
set -eu

if [ -z "${RUNINFO_ARCHIVE_REMOTE:-}" ]; then
  echo "ci-tick: set RUNINFO_ARCHIVE_REMOTE to the address of the archive's remote" >&2
  exit 1
fi
export RUNINFO_SYNC_PULL="$RUNINFO_ARCHIVE_REMOTE" RUNINFO_SYNC_PUSH="$RUNINFO_ARCHIVE_REMOTE"
export RUNINFO_SYNC_STATE="${RUNINFO_SYNC_STATE:-ci}"

code=0
"$(dirname "$0")/../runinfo" tick "$@" || code=$?
# 75: not possible now. The next tick tries again, and the collector tells people where it goes on.
[ "$code" -ne 75 ] || code=0
exit "$code"
