#!/bin/sh
# npm run message-case -- NAME   makes a new case beside this file, to be told in its _runs.yaml;
# npm run message-case           writes anew what every case's message looks like in each form.
set -eu
cd "$(dirname "$0")/../.."
if [ $# -gt 0 ]; then
  mkdir "test/messages/$1"
  cp test/messages/one-value/_runs.yaml "test/messages/$1/"
fi
npx vitest run test/messages/cases.test.ts --update
