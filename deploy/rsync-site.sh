#!/bin/sh
# Copies the site to where a web server has it: what moved, or all of it where that is not known. In the settings:
#   publish: { after: /opt/runinfo-differ/deploy/rsync-site.sh web.example:/srv/runinfo/ }
# Files are compared by what they hold: two of one length may be written within a second.
# The folder there is the site's alone: what else is in it goes when all is copied.
set -eu
if [ -n "${RUNINFO_MOVED-}" ]; then
  rsync -a --ignore-times --delay-updates --from0 --files-from="$RUNINFO_MOVED" --delete-missing-args "$RUNINFO_SITE/" "$1" || {
    # A file that was removed with its folder is removed there, too, and said to have vanished.
    code=$?
    [ "$code" -eq 24 ] || exit "$code"
  }
else
  rsync -a --checksum --delay-updates --delete-delay "$RUNINFO_SITE/" "$1"
fi
