#!/bin/sh
# Runs the hook suanbei-check with the real pre-commit (on PATH; installs the hook from the index, so needs one): try-repo and git commit,
# with one, two and many named files. Prints a line per run; ends with 1 when an exit code is not the expected one.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export SUANBEI_LANG=en GIT_CONFIG_GLOBAL=/dev/null
cd "$folder"
git init -q .
git config user.name suanbei
git config user.email suanbei@example.com
cat > filing.toml <<'TOML'
schema = 1
[[product]]
id = "wenda"
audience = ["public"]
public_opinion = true
[[filing]]
type = "algorithm"
number = "网信算备110108123456701260013号"
role = "provider"
covers = { families = ["text"], vendors = ["deepseek"] }
TOML
cat > filed.py <<'PYTHON'
from flask import Flask
from openai import OpenAI
app = Flask(__name__)
client = OpenAI(base_url="https://api.deepseek.com")
@app.post("/ask")
def ask():
    return client.chat.completions.create(model="deepseek-chat").model_dump()
PYTHON
for number in $(seq 60); do echo "N = $number" > "m$number.py"; done
git add .
git commit -q -m Begin
sed 's,api.deepseek.com,api.minimax.chat/v1,' filed.py > added.py
failed=0
expect() {
  wanted=$1 title=$2
  shift 2
  code=0
  "$@" > log 2>&1 || code=$?
  echo "$title: exit code $code"
  test "$code" = "$wanted" || { cat log; failed=1; }
}
many=$(ls m*.py)
git add added.py
expect 0 "try-repo, one file that brings nothing" pre-commit try-repo "$here" suanbei-check --files m1.py
expect 0 "try-repo, two files that bring nothing" pre-commit try-repo "$here" suanbei-check --files m1.py m2.py
expect 1 "try-repo, one file with a new vendor" pre-commit try-repo "$here" suanbei-check --files added.py
expect 1 "try-repo, two files, one with a new vendor" pre-commit try-repo "$here" suanbei-check --files m1.py added.py
# shellcheck disable=SC2086  # names without spaces
expect 1 "try-repo, many files, one with a new vendor" pre-commit try-repo "$here" suanbei-check --files $many added.py
git reset -q
printf 'repos:\n- repo: %s\n  rev: %s\n  hooks:\n  - id: suanbei-check\n' "$here" "$(git -C "$here" rev-parse HEAD)" > .pre-commit-config.yaml
pre-commit install > log
git add .pre-commit-config.yaml
git commit -q -m Hook
for name in $many; do echo "N = 0" > "$name"; done
git add added.py
expect 1 "git commit, one file with a new vendor" git commit -m One
git add m1.py
expect 1 "git commit, two files, one with a new vendor" git commit -m Two
git add $many
expect 1 "git commit, many files, one with a new vendor" git commit -m Many
git reset -q -- added.py
expect 0 "git commit, many files that bring nothing" git commit -m Rest
exit "$failed"
