#!/usr/bin/env bash
# Runs and checks the examples of docs/fleet.md: the Ray script on this machine with several workers, the Kubernetes
# manifest and the workflow against their schemas, and the commands in both; and those of docs/ci.md in the same way.
#
#   tests/fleet.sh target/release/dsnitch
#
# DSNITCH_FLEET_VENV=DIR      keep the Python environment there, and use it again
set -euo pipefail

if [ $# -ne 1 ] || [ ! -x "$1" ]; then
    echo "usage: $0 BIN" >&2
    exit 2
fi
bin=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
page=$(cd "$(dirname "$0")/.." && pwd)/docs/fleet.md
work=$(mktemp -d)
venv=${DSNITCH_FLEET_VENV:-$work/venv}
trap 'rm -rf "$work"' EXIT

if [ ! -x "$venv/bin/check-jsonschema" ] || [ ! -x "$venv/bin/kubernetes-validate" ] || [ ! -x "$venv/bin/ray" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --retries 5 ray check-jsonschema kubernetes-validate
fi
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY DSNITCH_PROFILE DSNITCH_CONFIG RAY_ADDRESS
mkdir -p "$work/bin" "$work/home" "$work/runner/dsnitch/bin"
ln -s "$bin" "$work/bin/dsnitch"
ln -s "$bin" "$work/runner/dsnitch/bin/dsnitch"
export HOME=$work/home GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$work/gitconfig PATH=$work/bin:$venv/bin:$PATH
export RAY_USAGE_STATS_ENABLED=0 RAY_DEDUP_LOGS=0
git config --file "$GIT_CONFIG_GLOBAL" user.name "A"
git config --file "$GIT_CONFIG_GLOBAL" user.email a@example.com
git config --file "$GIT_CONFIG_GLOBAL" init.defaultBranch main

passed=0
failed=0

# check NAME STATUS COMMAND...: checks that the command ends with that status.
check() {
    local name=$1 wanted=$2 status=0 output
    shift 2
    output=$("$@" 2>&1 </dev/null) || status=$?
    if [ "$status" -eq "$wanted" ]; then
        passed=$((passed + 1))
        printf 'ok      %s\n' "$name"
    else
        failed=$((failed + 1))
        printf 'FAILED  %s: ended with %s, not %s\n' "$name" "$status" "$wanted"
        sed 's/^/        | /' <<<"$output"
    fi
}

# --- what is scanned ------------------------------------------------------------------------------------------

# Generated at run time, so that this file contains no credential.
password="kV8m2Qz4$(printf 'r%s' Tn)"
for number in 1 2 3 4 5 6 7; do
    repo=$work/repos/$number
    git init -q "$repo"
    for file in a b c d; do
        echo "DATABASE_URL=postgres://app:$password$number$file@db.corp.net/app" >"$repo/$file.env"
        git -C "$repo" add -A
        git -C "$repo" commit -q -m "more"
    done
    echo "$repo"
done >"$work/list"

# --- the examples, out of the page ----------------------------------------------------------------------------

python3 - "$page" "$work" <<'PY'
import pathlib, re, sys
page, work = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"), pathlib.Path(sys.argv[2])
blocks = re.findall(r"(?ms)^```(python|yaml)\n(.*?)^```$", page)
names = iter(["fleet.py", "job.yaml", "workflow.yml"])
for (_, block), name in zip(blocks, names, strict=True):
    (work / name).write_text(block, encoding="utf-8")
PY

# same A B: checks that two reports have the same findings, secrets, summary and verdict.
same() {
    python3 - "$@" <<'PY'
import json, sys
a, b = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
parts = ["verdict", "findings", "secrets", "summary"]
wrong = [part for part in parts if a[part] != b[part]]
print("different:", wrong)
sys.exit(bool(wrong) or not a["findings"])
PY
}

# --- Ray ------------------------------------------------------------------------------------------------------

cd "$work"
check "a scan of the whole list" 1 dsnitch history --repos list --format json --output whole.json
check "the Ray script with three shares" 1 python3 fleet.py list 3 out
check "Ray's reports together are that of the whole" 0 same whole.json out/merged
rm out/2.json
check "a lost share is told" 2 dsnitch report merge out/1.json out/3.json
# A full disk or a lost node: the program ends abnormally.
mkdir broken
printf '#!/bin/sh\ncase " $* " in *" --shard 2/3 "*) exit 137 ;; esac\nexec "%s" "$@"\n' "$bin" >broken/dsnitch
chmod +x broken/dsnitch
check "a task that is killed each time" 2 env PATH="$work/broken:$PATH" python3 fleet.py list 3 lost
check "what the other tasks found is merged" 0 grep -q '"absent":\[2\]' lost/merged

# --- Kubernetes -----------------------------------------------------------------------------------------------

check "the Job is one by Kubernetes' schema" 0 kubernetes-validate --strict job.yaml
sed 's/completionMode: Indexed/completionMod: Indexed/' job.yaml >bad.yaml
check "a Job that is none is refused" 1 kubernetes-validate --strict bad.yaml
python3 - <<'PY'
import yaml
job = yaml.safe_load(open("job.yaml", encoding="utf-8"))["spec"]
container = job["template"]["spec"]["containers"][0]
shares = {entry["name"]: entry["value"] for entry in container["env"]}["SHARES"]
assert int(shares) == job["completions"], "SHARES and completions differ"
open("pod.sh", "w", encoding="utf-8").write(container["args"][0])
open("shares", "w", encoding="utf-8").write(shares)
PY
mkdir -p fleet/reports
cp list fleet/list
shares=$(cat shares)
for index in $(seq 0 $((shares - 1))); do
    check "the pod of index $index" 0 env FLEET="$work/fleet" SHARES="$shares" JOB_COMPLETION_INDEX="$index" sh -c "$(cat pod.sh)"
done
check "the pods' reports" 1 dsnitch report merge --format json --output pods.json fleet/reports/*.json
check "the pods' reports together are that of the whole" 0 same whole.json pods.json

# --- GitHub Actions -------------------------------------------------------------------------------------------

check "the workflow is one by its schema" 0 check-jsonschema --builtin-schema vendor.github-workflows workflow.yml
sed 's/runs-on:/run-on:/' workflow.yml >bad.yml
check "a workflow that is none is refused" 1 check-jsonschema --builtin-schema vendor.github-workflows bad.yml
python3 - <<'PY'
import yaml
jobs = yaml.safe_load(open("workflow.yml", encoding="utf-8"))["jobs"]
shares = jobs["scan"]["strategy"]["matrix"]["shard"]
assert shares == list(range(1, len(shares) + 1)), "the shares of the matrix"
for name, job in jobs.items():
    step = next(step["run"] for step in job["steps"] if step.get("name") == name)
    assert name == "merge" or f"/{len(shares)} " in step, "the number of shares"
    open(f"{name}.sh", "w", encoding="utf-8").write(step)
open("matrix", "w", encoding="utf-8").write(" ".join(map(str, shares)))
PY
export RUNNER_TEMP=$work/runner
for shard in $(cat matrix); do
    sed "s/\${{ matrix.shard }}/$shard/" scan.sh >step.sh
    check "the matrix job of share $shard" 0 sh -c "cd '$work/repos/1' && bash -e '$work/step.sh'"
    mkdir -p "$RUNNER_TEMP/reports/report-$shard"
    mv "$RUNNER_TEMP/report.json" "$RUNNER_TEMP/reports/report-$shard/"
done
check "the merge job" 1 bash -e merge.sh
rm -r "$RUNNER_TEMP/reports/report-3"
check "the merge job without a share" 2 bash -e merge.sh

# --- the jobs of docs/ci.md -----------------------------------------------------------------------------------

unset RUNNER_TEMP
mkdir "$work/ci"
cd "$work/ci"
python3 - "$(dirname "$page")/ci.md" <<'PY'
import pathlib, re, sys, yaml
def commands(value, name=""):
    """The shell commands of a job: the values of run, script and command."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from commands(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from commands(inner, name)
    elif isinstance(value, str) and name in ("run", "script", "command"):
        yield value
blocks = re.findall(r"(?ms)^```yaml\n# (\S+)\n(.*?)^```$", pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
for name, block in blocks:
    name = name.replace("/", "_")
    pathlib.Path(name).write_text(block, encoding="utf-8")
    [scan] = [line for line in commands(yaml.safe_load(block)) if line.startswith("dsnitch range")]
    pathlib.Path(name + ".sh").write_text(scan + "\n", encoding="utf-8")
PY

git init -q origin
git -C origin commit -q --allow-empty -m first
base=$(git -C origin rev-parse HEAD)
git -C origin switch -q -c feature
echo "DATABASE_URL=postgres://app:${password}x@db.corp.net/app" >origin/a.env
# It excuses itself, without effect.
printf '[[allow]]\npath = "a.env"\nreason = "none"\n' >origin/.dsnitch.toml
git -C origin add -A
git -C origin commit -q -m second
git -C origin commit -q --allow-empty -m third
head=$(git -C origin rev-parse HEAD)
git clone -q -b feature "file://$PWD/origin" deep
git clone -q -b feature --depth 1 "file://$PWD/origin" shallow
git -C shallow fetch -q --depth 1 origin main:refs/remotes/origin/main
printf '{"pull_request": {"base": {"sha": "%s"}, "head": {"sha": "%s"}}}' "$base" "$head" >event.json

# job FILE SCHEMA VARIABLE...: checks a job against its schema; its scan refuses the branch, and is incomplete in a
# shallow clone.
job() {
    local file=$1 schema=$2 transform=()
    shift 2
    [ "$schema" != gitlab-ci ] || transform=(--data-transform gitlab-ci)
    [ "$schema" != azure-pipelines ] || transform=(--data-transform azure-pipelines --regex-variant python)
    check "$file is one by its schema" 0 check-jsonschema --builtin-schema "vendor.$schema" "${transform[@]}" "$file"
    check "$file refuses a secret" 1 env -C deep "$@" sh -e "../$file.sh"
    check "$file in a shallow clone" 2 env -C shallow "$@" sh -e "../$file.sh"
}
job .github_workflows_dsnitch.yml github-workflows GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request \
    GITHUB_EVENT_PATH="$PWD/event.json" TARGET=main
job .gitlab-ci.yml gitlab-ci GITLAB_CI=true CI_MERGE_REQUEST_DIFF_BASE_SHA="$base" CI_COMMIT_SHA="$head" CI_DEFAULT_BRANCH=main
job .circleci_config.yml circle-ci CIRCLECI=true CIRCLE_SHA1="$head" CIRCLE_BASE_REVISION="$base"
job .buildkite_pipeline.yml buildkite BUILDKITE=true BUILDKITE_COMMIT="$head" BUILDKITE_BRANCH=feature \
    BUILDKITE_PIPELINE_DEFAULT_BRANCH=main
job azure-pipelines.yml azure-pipelines TF_BUILD=True SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main
job bitbucket-pipelines.yml bitbucket-pipelines BITBUCKET_BUILD_NUMBER=1 BITBUCKET_PR_DESTINATION_COMMIT="$base"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
