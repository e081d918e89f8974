# Builds one preset quietly; shows the log only when something is wrong. Needs $root; sets nothing.
build_root=${LEAT_BUILD_DIR:-$root/build}

build_preset() { # PRESET TARGET...
  local preset=$1 log
  shift
  mkdir -p "$build_root"
  log=$build_root/$preset.log
  local started=$SECONDS
  if ! { (cd "$root" && cmake --preset "$preset" -G Ninja -B "$build_root/$preset") &&
         cmake --build "$build_root/$preset" --target "$@"; } >"$log" 2>&1; then
    grep -E -A12 'error|FAILED|Error' "$log" | head -80 >&2 || tail -40 "$log" >&2
    echo "the build of preset $preset failed; the whole log: $log" >&2
    return 1
  fi
  echo "built preset $preset in $((SECONDS - started)) s"
}
