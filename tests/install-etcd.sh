# Puts etcd where the tests find it, if it is missing; sourced by tests/run.
# It is unpacked into the cache, not installed, so no server is set up or started on the machine. Tests run it on ports of their own.
. tests/debian.sh

install_etcd() {
  local tools="${XDG_CACHE_HOME:-$HOME/.cache}/reconciler/bin" work
  PATH="$PATH:$tools"
  if command -v etcd >/dev/null; then return 0; fi
  work="$(mktemp -d)"
  if ! fetch_packages "$work" "$(debian_suite)" etcd-server; then rm -rf "$work"; return 1; fi
  install -D -m 0755 "$work/tree/usr/bin/etcd" "$tools/etcd"
  rm -rf "$work"
  hash -r
  echo "installed etcd as $tools/etcd" >&2
}

if ! install_etcd; then echo "tests need etcd" >&2; exit 1; fi
