#!/usr/bin/env bash
# Writes requirements/*.txt: newest versions that pyproject.toml allows, with hashes, for every platform,
# naming no index host.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() { .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --no-emit-find-links --no-header "$@"; }
compile pyproject.toml requirements/build.in -o requirements/run.txt
compile pyproject.toml requirements/build.in --extra dev --extra postgres --extra oidc --extra s3 -c requirements/run.txt -o requirements/dev.txt
compile requirements/node.in -o requirements/node.txt
# An S3 server for the tests, in an environment of its own: its python-dateutil is older than dbos'.
compile requirements/s3-server.in -o requirements/s3-server.txt
# Of this package only its list of Vietnamese words is taken (scripts/setup.sh), so nothing that it needs.
compile --no-deps requirements/words.in -o requirements/words.txt
if grep -nE '(https?|file):' requirements/*.txt; then
  echo "lock: a host stands in a lock file" >&2
  exit 1
fi
