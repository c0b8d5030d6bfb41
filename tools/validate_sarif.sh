#!/bin/sh
# Validates SARIF files with Microsoft's validator, its SARIF and all of its GitHub rules; an error fails, warnings are shown.
# Needs Node; npx fetches the validator once. It exits with 0 whatever it finds, so what it prints decides.
set -eu
[ $# -gt 0 ] || { echo "usage: tools/validate_sarif.sh FILE.sarif..." >&2; exit 2; }
rules=$(dirname "$0")/sarif-rules.xml
# The launcher hands its arguments to a shell a second time: hence the quotes inside the quotes.
said=$(npx --yes @microsoft/sarif-multitool@5.7.0 validate "$@" --config "$rules" --rule-kind "'Sarif;Ghas'" 2>&1) || { echo "$said" >&2; exit 2; }
echo "$said" | grep -E ': (error|warning) ' | sed -E 's|^[^(]*/||' || true
echo "$said" | grep -q 'Analysis completed successfully' || { echo "$said" >&2; exit 2; }
if echo "$said" | grep -q ': error '; then exit 1; fi
echo "$# SARIF file(s) valid"
