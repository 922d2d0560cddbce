#!/bin/sh
# One tick on a machine that keeps nothing, such as a CI runner: fetches the archive and the collector's state from a git
# remote, ticks, and pushes both. What follows on the command line goes to `runinfo tick`. docs/operate.md has the rest.
#
#   RUNINFO_ARCHIVE_REMOTE  address of the remote
#   RUNINFO_ARCHIVE         the clone on this machine; made where there is none (default: archive)
#   RUNINFO_STATE           the state on this machine (default: state)
set -eu

fail() {
  echo "ci-tick: $1" >&2
  exit 1
}
in_archive() {
  git -C "$RUNINFO_ARCHIVE" "$@"
}
# The commit that a ref names; nothing where there is no such ref.
commit_of() {
  in_archive rev-parse --quiet --verify "$1^{commit}" || true
}

remote=${RUNINFO_ARCHIVE_REMOTE:-}
[ -n "$remote" ] || fail "set RUNINFO_ARCHIVE_REMOTE to the address of the archive's remote"
RUNINFO_ARCHIVE=${RUNINFO_ARCHIVE:-archive}
RUNINFO_STATE=${RUNINFO_STATE:-state}
mkdir -p "$RUNINFO_STATE"
RUNINFO_STATE=$(cd "$RUNINFO_STATE" && pwd)
export RUNINFO_ARCHIVE RUNINFO_STATE

# Fetch. The patterns fit one ref each, or none in a remote that is still empty.
[ -e "$RUNINFO_ARCHIVE/.git" ] || git init --quiet --initial-branch=main "$RUNINFO_ARCHIVE"
in_archive fetch --quiet "$remote" '+refs/heads/main*:refs/fetched/main*' '+refs/runinfo/state*:refs/fetched/state*'
# A part of the history does not tell what was announced.
[ "$(in_archive rev-parse --is-shallow-repository)" = false ] ||
  fail "$RUNINFO_ARCHIVE has a part of the history only: git fetch --unshallow, or clone it without --depth"
if [ -n "$(commit_of refs/fetched/main)" ]; then
  in_archive merge --quiet --ff-only refs/fetched/main ||
    fail "$RUNINFO_ARCHIVE has commits of its own that $remote does not have: remove it, and let only one machine collect"
fi
state=$(commit_of refs/fetched/state)
[ -z "$state" ] || in_archive show "$state:state.json" >"$RUNINFO_STATE/state.json"

# Tick. What it did is pushed even where it failed half way.
code=0
"$(dirname "$0")/../runinfo" tick "$@" || code=$?

# Push: archive and state, both or neither, and never over what somebody else pushed.
set --
[ -z "$(commit_of main)" ] || set -- main
if [ -e "$RUNINFO_STATE/state.json" ]; then
  blob=$(in_archive hash-object -w "$RUNINFO_STATE/state.json")
  tree=$(printf '100644 blob %s\tstate.json\n' "$blob" | in_archive mktree)
  commit=$(in_archive -c user.name=runinfo -c user.email=runinfo@localhost \
    commit-tree "$tree" ${state:+-p "$state"} -m 'State of the collector')
  set -- "$@" "$commit:refs/runinfo/state"
fi
[ $# -eq 0 ] || in_archive push --quiet --atomic "$remote" "$@" ||
  fail "cannot push to $remote: the next tick does it again, and may repeat a message"

# 75: not possible now. The next tick tries again, and the collector tells people where it goes on.
[ "$code" -ne 75 ] || code=0
exit "$code"
