# shellcheck shell=bash
# The bench and the soak of build.sh, which reads this file and has the functions that it calls.

bench_page() {
  setup
  build_wasm
  need_chromium
  say "making what the bench needs"
  mkdir -p build/bench
  go_build_js build/bench/kernel.wasm ./web/bench/kernel
  go_build_js build/bench/empty.wasm ./web/bench/empty
  cp web/wasm/{files,steps}.wasm build/bench/
  go run ./web/bench/large build/bench 1 5 10 25
  say "measuring in Chromium; this takes a few minutes"
  CHROMIUM=$(find_chromium || true) node web/bench/bench.ts
}

bench_imports() {
  setup
  build_wasm
  export -f go_build go_build_js go_build_engine
  say "building a program for each import"
  node web/bench/imports.mjs
}

# The gateway and the Worker in TypeScript that it is measured against; "watched" is the gateway with a window on its insides.
bundle_gateway_bench() {
  setup
  quiet_wrangler
  build_wasm
  say "bundling the Workers to measure"
  rm -rf build/bench-gateway
  mkdir -p build/bench-gateway
  go_build build/bench-gateway/load ./worker/bench/load
  bundle_worker gateway worker/src/entry.ts
  local name
  for name in js watched; do bundle_worker "$name" "worker/bench/$name/worker.ts"; done
  go_build_js build/bench-gateway/watched/*-gateway.wasm -tags watched ./worker
}
bundle_worker() {
  BUILT=1 wrangler deploy --dry-run --outdir "build/bench-gateway/$1" "$2" >build/bench-gateway/bundle.log 2>&1 ||
    { cat build/bench-gateway/bundle.log >&2; die "$2 could not be bundled; wrangler's words are above."; }
}

bench_gateway() {
  bundle_gateway_bench
  say "measuring the gateway in workerd; this takes ten minutes"
  build/bench-gateway/load bench "$@"
}
bench_sandbox() { go test ./wasm/sandbox -run '^$' -bench Tokens -benchtime 10000x; }
soak_gateway() {
  bundle_gateway_bench
  say "sending the gateway 80,000 requests"
  build/bench-gateway/load soak "$@"
}

# What can only be waited for: half a minute in which nothing comes.
soak_idle() {
  # shellcheck disable=SC2034 # gateway_test reads it
  local filter=
  build
  export BUILT=1 SOAK=1
  gateway_test
}

# Every fuzz target, one worker each; MINUTES in all (40 by itself). By itself Go spends up to a minute on making
# each new input smaller, which is most of the time there is.
soak_fuzz() {
  local minutes=${1:-40} targets package target
  mapfile -t targets < <(grep -rhoE --include='*_test.go' -H '^func Fuzz\w+' internal | sed -E 's|/[^/]*_test.go:func |  |')
  say "fuzzing ${#targets[@]} targets for $minutes minutes in all"
  for target in "${targets[@]}"; do
    read -r package target <<<"$target"
    go test "./$package" -run '^$' -fuzz "^$target\$" -fuzztime "$((minutes * 60 / ${#targets[@]}))s" -fuzzminimizetime 10x -parallel 1
  done
}

# A thousand payloads with each kind of mistake in them, instead of the test's fixed sample.
soak_laws() { SOAK=1 go test -count=1 -timeout 60m -v -run TestMutations ./internal/steps; }

soak() {
  case ${1:-} in
    "") need_tools; soak_laws; soak_fuzz; soak_idle; soak_gateway ;;
    laws) need_tools; soak_laws ;;
    fuzz) need_tools; soak_fuzz "${2:-40}" ;;
    idle) soak_idle ;;
    gateway) soak_gateway "${@:2}" ;;
    *) die "unknown soak \"$1\": ./build.sh soak [laws|fuzz [MINUTES]|idle|gateway]" ;;
  esac
}

bench() {
  case ${1:-} in
    "") bench_page; bench_imports; bench_gateway; bench_sandbox; bench dev ;;
    page) bench_page ;;
    imports) bench_imports ;;
    gateway) bench_gateway "${@:2}" ;;
    sandbox) need_tools; bench_sandbox ;;
    dev) build; node web/bench/dev.ts ;;
    *) die "unknown bench \"$1\": ./build.sh bench [page|imports|gateway [--quick]|sandbox|dev]" ;;
  esac
}
