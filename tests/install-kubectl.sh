# Finds a kubectl of 1.31 or newer for the tests and names it in RECONCILE_TEST_KUBECTL; sourced by tests/run.
# Where there is none on PATH it comes from trixie's package kubectl, to which kubernetes-client is only a pointer there, into a folder where it
# takes nobody's own kubectl away.
. tests/debian.sh

is_current_kubectl() {
  local minor
  minor="$("$1" version --client -o json 2>/dev/null | sed -n 's/.*"minor": *"\([0-9]*\).*/\1/p' | head -n 1)" || minor=""
  [ "${minor:-0}" -ge 31 ]
}

install_kubectl() {
  local kept="${XDG_CACHE_HOME:-$HOME/.cache}/reconciler/bin/kubectl" known work
  for known in "${RECONCILE_TEST_KUBECTL:-}" "$(command -v kubectl || true)" "$kept"; do
    if [ -x "$known" ] && is_current_kubectl "$known"; then
      export RECONCILE_TEST_KUBECTL="$known"
      return 0
    fi
  done

  work="$(mktemp -d)"
  if ! fetch_packages "$work" trixie kubectl; then rm -rf "$work"; return 1; fi
  install -D -m 0755 "$work/tree/usr/bin/kubectl" "$kept"
  rm -rf "$work"
  if ! is_current_kubectl "$kept"; then echo "Debian's kubectl doesn't run, or is older than 1.31" >&2; return 1; fi
  export RECONCILE_TEST_KUBECTL="$kept"
  echo "installed kubectl as $kept" >&2
}

if ! install_kubectl; then echo "tests need kubectl 1.31 or newer" >&2; exit 1; fi
