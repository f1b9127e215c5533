#!/bin/sh
# Builds the wheel and runs it in an empty environment, far from the checkout: features and guide data travel in it.
set -eu
python=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m build --quiet --wheel --no-isolation --outdir "$work/dist" .
"$python" -m venv "$work/empty"
"$work/empty/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
"$work/empty/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$work"/dist/mylexus-*.whl
cd "$work"
"$work/empty/bin/mylexus" run --jobs 2 --out "$work/out"
