#!/usr/bin/env bash
# The one script: ./build.sh [build|dev|test|soak|bench|deploy]. Each does its own set-up.
set -euo pipefail
cd "$(dirname "$0")"

readonly GO_NEEDED=1.26 NODE_NEEDED=20.19
readonly PORT=${PORT:-8787} SANDBOX_PORT=${SANDBOX_PORT:-8788}
readonly STATE=${STATE:-.wrangler/state-$PORT}     # what dev keeps: the D1 database, logs, this run's secrets

say() { printf '» %s\n' "$*"; }
die() { printf '%s\n' "build.sh: $*" >&2; exit 1; }
at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -1)" = "$2" ]; }

# --- set-up ---------------------------------------------------------------------------------------

need_tools() {
  command -v go >/dev/null || die "Go is missing. Install Go $GO_NEEDED or newer and run this again."
  local go_found node_found
  go_found=$(cd / && GOTOOLCHAIN=local go env GOVERSION); go_found=${go_found#go}
  at_least "$go_found" "$GO_NEEDED" || die "Go $go_found is too old. Install Go $GO_NEEDED or newer and run this again."
  command -v node >/dev/null && command -v npm >/dev/null || die "Node or npm is missing. Install Node $NODE_NEEDED or newer, with npm, and run this again."
  node_found=$(node --version); node_found=${node_found#v}
  at_least "$node_found" "$NODE_NEEDED" || die "Node $node_found is too old. Install Node $NODE_NEEDED or newer and run this again."
}

# The npm package `node` brings the newer Node that wrangler needs.
setup() {
  need_tools
  if ! cmp -s web/package-lock.json web/node_modules/.installed-lock.json; then
    say "installing the npm packages"
    npm ci --prefix web --no-audit --no-fund --loglevel=error
    cp web/package-lock.json web/node_modules/.installed-lock.json
  fi
  export PATH="$PWD/web/node_modules/.bin:$PATH"
}

# --- build ----------------------------------------------------------------------------------------

# The same flags everywhere: no paths, no build id, so that the same source gives the same bytes.
go_build() { go build -trimpath -buildvcs=false -ldflags="-s -w -buildid=" -o "$@"; }
go_build_js() { GOOS=js GOARCH=wasm go_build "$@"; }

# The page's programs, without the inlining that costs a page more than it gains (docs/decisions/0012), and without the
# tables that only stack traces read (wasm/lean).
go_build_engine() {
  GOEXPERIMENT=nogreenteagc go_build_js "$1" -gcflags=internal/runtime/...=-l \
    -gcflags=idenfysteps/internal/{steps,paste,jsonedit,file,pdf,inflate,window}=-l "$2"
  go run ./wasm/lean "$1"
}

# build_part NAME: one program, by its path, or the check of the flows.
build_part() {
  case $1 in
    web/wasm/files.wasm) go_build_engine "$1" ./wasm/files ;;
    web/wasm/steps.wasm) go_build_engine "$1" ./wasm/steps ;;
    # Without inlining it is a tenth smaller, which the page's visitors notice, unlike its speed (docs/decisions/0008).
    web/wasm/sandbox.wasm) go_build_js "$1" -gcflags=all=-l ./wasm/sandbox ;;
    build/gateway.wasm) go_build_js "$1" ./worker ;;
    build/sandbox) go_build "$1" ./wasm/sandbox ;;
    flows) check_flows ;;
    *) die "nothing that is built is called \"$1\"." ;;
  esac
}

build_wasm() {
  say "building the wasm"
  mkdir -p build web/wasm
  local program
  for program in web/wasm/{files,steps,sandbox}.wasm build/gateway.wasm; do build_part "$program"; done
  cp "$(go env GOROOT)/lib/wasm/wasm_exec.js" web/wasm/
}

# A flow with an error neither builds nor deploys.
check_flows() { go run ./wasm/steps flows "$@" || die "worker/flows.json has an error; it is named above."; }

# wrangler calls this too; BUILT=1 tells it that somebody has just built everything.
build() {
  if [ $# -gt 0 ]; then build_part "$1"; return; fi # web/dev.ts does
  [ -z "${BUILT:-}" ] || return 0
  setup
  say "checking the flows"
  check_flows
  build_wasm
  build_part build/sandbox
  say "building the package"
  npm run --prefix web --silent build:package
  say "building the site"
  npm run --prefix web --silent build:site
  say "built: web/dist, build/site, build/gateway.wasm, build/sandbox"
}

# --- dev ------------------------------------------------------------------------------------------

port_busy() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

need_port() {
  [[ $1 =~ ^[1-9][0-9]{0,4}$ && $1 -le 65535 ]] || die "$2 must be a port number, not \"$1\"."
  ! port_busy "$1" || die "port $1 is in use. End what listens there, or choose another: $2=… ./build.sh dev"
}

quiet_wrangler() {
  export WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false WRANGLER_HIDE_BANNER=true \
    WRANGLER_NO_SKILLS_UPDATE_PROMPTS=true CLOUDFLARE_CF_FETCH_ENABLED=false \
    WRANGLER_LOG_PATH="$PWD/.wrangler/logs" NO_COLOR=1 FORCE_COLOR=0 CI=1
}

# Ends the process groups that dev started, all at once: first politely, after 5 s by force.
# A second Ctrl-C does not break this off.
started=()
stop_dev() {
  trap - EXIT
  trap '' INT TERM
  local group
  for group in "${started[@]}"; do kill -TERM -- "-$group" 2>/dev/null || true; done
  for group in "${started[@]}"; do
    for _ in $(seq 100); do kill -0 -- "-$group" 2>/dev/null || break; sleep .05; done
    kill -KILL -- "-$group" 2>/dev/null || true
  done
}

# wait_for PID LOG COMMAND…: until the command succeeds; if the process ends first, its log tells why.
wait_for() {
  local pid=$1 log=$2; shift 2
  until "$@"; do
    kill -0 "$pid" 2>/dev/null || { cat "$log" >&2; die "it ended before it was ready; its words are above."; }
    sleep .1
  done
}

answers() { node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$1"; }

# Its state, with the keys that it makes, stays when it is started again, by a save or by the next dev.
start_sandbox() {
  install -m 600 /dev/null "$STATE/sandbox.log" # those keys stand in it
  setsid build/sandbox --addr "127.0.0.1:$SANDBOX_PORT" --webhook "http://127.0.0.1:$PORT/webhooks/idenfy" \
    --state "$STATE/sandbox.json" >>"$STATE/sandbox.log" 2>&1 </dev/null & sandbox=$!
  started+=("$sandbox")
  echo "$sandbox" >"$STATE/sandbox.pid"
}

restart_sandbox() {
  [ -z "$sandbox" ] || { kill "$sandbox" 2>/dev/null; wait "$sandbox"; } || true
  start_sandbox
}

dev() {
  setup
  quiet_wrangler
  need_port "$PORT" PORT
  need_port "$SANDBOX_PORT" SANDBOX_PORT
  [ "$PORT" != "$SANDBOX_PORT" ] || die "PORT and SANDBOX_PORT must differ; both are $PORT."
  mkdir -p build "$STATE"
  trap stop_dev EXIT
  trap 'exit 0' INT TERM

  local since=$EPOCHREALTIME sandbox gateway watcher ended
  build
  export BUILT=1 # from here on only web/dev.ts builds, at a save

  say "starting the sandbox"
  # Keys of yours are not for the sandbox, and one in the environment would reach the Worker past its settings file.
  unset IDENFY_API_KEY IDENFY_API_SECRET IDENFY_SIGNING_KEY
  start_sandbox
  wait_for "$sandbox" "$STATE/sandbox.log" grep -qs "^sandbox: " "$STATE/sandbox.log"

  local secrets=$STATE/dev.env
  # A back end that is set for the deployment hears nothing of this.
  (umask 077; { printf 'MODE=open\nFORWARD_URL=\n'; grep '^IDENFY_' "$STATE/sandbox.log"; } >"$secrets")

  say "starting the gateway"
  wrangler d1 migrations apply DB --local --persist-to "$STATE" >"$STATE/migrations.log" 2>&1 ||
    { cat "$STATE/migrations.log" >&2; die "the database could not be set up; wrangler's words are above."; }
  touch build/saved
  # Its debugger at any port: wrangler's own search for one fails when two start at once.
  setsid wrangler dev --ip 127.0.0.1 --port "$PORT" --inspector-port 0 --persist-to "$STATE" --env-file "$secrets" \
    --log-level log >"$STATE/gateway.log" 2>&1 </dev/null & gateway=$!
  started+=("$gateway")
  wait_for "$gateway" "$STATE/gateway.log" answers "http://127.0.0.1:$PORT/healthz"

  trap restart_sandbox USR1
  setsid node web/dev.ts "$since" </dev/null & watcher=$!
  started+=("$watcher")

  say "idenfy-steps: http://127.0.0.1:$PORT  (logs in $STATE; Ctrl-C ends everything)"
  while :; do
    wait -n -p ended ${sandbox:+"$sandbox"} "$gateway" "$watcher" || true
    case ${ended:-} in
      "") ;; # the sandbox was started again
      "$sandbox")
        sandbox=
        tail -3 "$STATE/sandbox.log" >&2
        say "the sandbox ended by itself; its last words are above. The gateway now answers 502." ;;
      "$gateway")
        tail -20 "$STATE/gateway.log" >&2
        die "the gateway ended by itself; its last words are above." ;;
      *) die "web/dev.ts, which builds what is saved, ended by itself; its last words are above." ;;
    esac
  done
}

# --- test -----------------------------------------------------------------------------------------

passed=0
check() {
  say "$1"
  shift
  "$@" || die "failed: $*. $passed passed, 1 failed"
  passed=$((passed + 1))
}

gofmt_clean() {
  local files; files=$(gofmt -l internal wasm worker web/bench)
  [ -z "$files" ] || { printf 'not formatted: %s\n' "$files"; return 1; }
}

# What serves several requests at once is tested under the race detector, which needs a C compiler.
concurrent='/internal/(gateway|sandbox|d1store)(/|$)'
go_test() {
  # shellcheck disable=SC2046 # a list
  go test ${filter:+-run "$filter"} $(go list ./... | grep -Ev "$concurrent")
}
go_test_race() {
  command -v "$(go env CC)" >/dev/null || install_debian gcc || die "a C compiler is missing: go test -race needs one. Install gcc and run this again."
  # shellcheck disable=SC2046
  CGO_ENABLED=1 go test -race ${filter:+-run "$filter"} $(go list ./... | grep -E "$concurrent")
}

# Go's runner for js passes the environment on, and a long one does not fit.
go_test_js() {
  env -i HOME="$HOME" PATH="$(go env GOROOT)/lib/wasm:$PATH" GOCACHE="$(go env GOCACHE)" GOMODCACHE="$(go env GOMODCACHE)" \
    GOPROXY="$(go env GOPROXY)" GOFLAGS="$(go env GOFLAGS)" CI="${CI:-}" GOOS=js GOARCH=wasm go test ${filter:+-run "$filter"} ./internal/...
}

# A browser that is there, else Debian's, else the test tool's own.
first_of() { local name; for name in "$@"; do [ -n "$name" ] && command -v "$name" && return; done; return 1; }
find_chromium() { first_of "${CHROMIUM:-}" chromium chromium-browser google-chrome; }
find_firefox() { first_of "${FIREFOX:-}" firefox-esr firefox; }
install_debian() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  say "installing Debian's $1"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
}
shell_check() {
  command -v shellcheck >/dev/null || install_debian shellcheck || die "shellcheck is missing. Install it and run this again."
  shellcheck --severity=warning build.sh web/bench/bench.sh .ci/run
}
need_chromium() {
  find_chromium >/dev/null || install_debian chromium || (cd web && playwright install chromium) ||
    die "no browser. Install Chromium, or say where one is: CHROMIUM=/path/to/it ./build.sh test"
}
need_firefox() {
  find_firefox >/dev/null || install_debian firefox-esr ||
    die "no Firefox. Install it, or say where one is: FIREFOX=/path/to/it ./build.sh test"
}
browser_test() {
  need_chromium
  need_firefox
  CHROMIUM=$(find_chromium || true) FIREFOX=$(find_firefox) npm run --prefix web --silent test:browser -- ${filter:+--grep "$filter"}
}

# The Worker as wrangler bundles it for a deployment.
gateway_test() {
  quiet_wrangler
  rm -rf build/worker # a wasm of before would stand beside the new one
  wrangler deploy --dry-run --outdir build/worker >build/worker.log 2>&1 || { cat build/worker.log; return 1; }
  npm run --prefix web --silent test:gateway -- ${filter:+--testNamePattern "$filter"}
}

# Go and Vitest succeed where a filter finds no test. matches PATTERN COMMAND…: a line of what it lists.
matches() {
  [ -z "$filter" ] || "${@:2}" | grep -E "$1" >/dev/null || die "no test of this part has a name that \"$filter\" finds."
}

# What a part needs built: all of it, once.
test_build() {
  [ -z "${BUILT:-}" ] || return 0
  setup
  check "build" build
  export BUILT=1
}

test_go() {
  need_tools
  if [ -z "$filter" ]; then
    check "gofmt" gofmt_clean
    check "go vet" go vet ./...
    check "staticcheck" go tool staticcheck ./...
    check "go vet for js" env GOOS=js GOARCH=wasm go vet ./internal/... ./wasm/... ./worker/... ./web/bench/...
  fi
  matches '^(Test|Fuzz|Example)' go test -list "${filter%%/*}" ./...
  check "go test" go_test
  check "go test -race" go_test_race
  check "go test for js" go_test_js
}

test_web() {
  if [ -z "$filter" ]; then
    test_build
    check "TypeScript" npm run --prefix web --silent check
    check "lint" npm run --prefix web --silent lint
    check "shellcheck" shell_check
    check "sizes" node web/size.mjs
  else
    setup
    build_wasm
  fi
  matches ' > ' npm run --prefix web --silent list -- --testNamePattern "$filter"
  check "unit tests" npm run --prefix web --silent test -- ${filter:+--testNamePattern "$filter"}
}

test_gateway() {
  test_build
  matches ' > ' npm run --prefix web --silent list -- --config vitest.gateway.config.ts --testNamePattern "$filter"
  check "gateway in workerd" gateway_test
}

test_browser() {
  test_build
  check "browser tests" browser_test
}

# FILTER is a regular expression: only the tests whose names it finds run, and no check that has no names.
run_tests() {
  local part=${1:-} filter=${2:-}
  case $part in
    "") test_go; test_web; test_gateway; test_browser ;;
    go | web | gateway | browser) "test_$part" ;;
    *) die "unknown part \"$part\": ./build.sh test [go|web|gateway|browser] [FILTER]" ;;
  esac
  printf 'test: %s passed, 0 failed\n' "$passed"
}

# --- deploy ---------------------------------------------------------------------------------------

# The git tag `deployed` is what was deployed last.
explain_flows() {
  check_flows
  if ! git rev-parse --quiet --verify refs/tags/deployed >/dev/null; then
    say "nothing was deployed from this repository before, so no flow changes"
    return
  fi
  say "what the flows change since $(git rev-parse --short deployed)"
  git show deployed:worker/flows.json >build/deployed-flows.json
  check_flows --deployed build/deployed-flows.json
}

# What a deployment cannot do without, one sentence a line.
not_deployable() {
  [ -z "$(git status --porcelain)" ] || echo "There are changes that are not committed; the tag would not be what was deployed."
  ! grep -q '^database_id = "00000000-' wrangler.toml ||
    echo "wrangler.toml names no database. Run: wrangler d1 create idenfy-steps, and write its id to database_id."
  grep -Eq '^(routes? *=|\[\[routes\]\])' wrangler.toml ||
    echo "wrangler.toml names no address. Write one, for example: routes = [{ pattern = \"verify.example.com\", custom_domain = true }]"
}

# `deploy --dry-run` does all that needs no account: the migrations go to a database that is thrown away.
deploy() {
  local dry_run=${1:-} missing
  [ -z "$dry_run" ] || [ "$dry_run" = --dry-run ] || die "deploy takes --dry-run or nothing, not \"$dry_run\"."
  setup
  quiet_wrangler
  mkdir -p build
  missing=$(not_deployable)
  [ -z "$missing" ] || say "a deployment stops here: $missing"
  [ -z "$missing" ] || [ -n "$dry_run" ] || die "nothing was deployed; see above."
  build
  export BUILT=1
  explain_flows
  if [ -n "$dry_run" ]; then
    rm -rf build/dry-run
    wrangler d1 migrations apply DB --local --persist-to build/dry-run/state
    wrangler deploy --dry-run --outdir build/dry-run/worker
    say "dry run: nothing was deployed"
    return
  fi
  # First the database: migrations only add, so the gateway that still serves goes on with them.
  wrangler d1 migrations apply DB --remote
  wrangler deploy
  git tag --force deployed >/dev/null
  say "deployed $(git rev-parse --short deployed); push the tag: git push --force origin deployed"
}

case ${1:-build} in
  build) build "${@:2}" ;;
  dev) dev ;;
  test) run_tests "${@:2}" ;;
  bench | soak) . web/bench/bench.sh; "$@" ;;
  deploy) deploy "${2:-}" ;;
  *) die "unknown command \"$1\": ./build.sh [build|dev|test|soak|bench|deploy]" ;;
esac
