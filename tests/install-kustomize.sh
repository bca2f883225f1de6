# Puts kustomize on PATH where it is missing; sourced by tests/run. It is in Debian from trixie on.
. tests/debian.sh

install_kustomize() {
  local tools="${XDG_CACHE_HOME:-$HOME/.cache}/reconciler/bin" work as_root=""
  PATH="$PATH:$tools"
  if command -v kustomize >/dev/null; then return 0; fi

  work="$(mktemp -d)"
  if ! fetch_packages "$work" trixie kustomize; then rm -rf "$work"; return 1; fi
  if [ "$(id -u)" -ne 0 ] && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as_root="sudo -n"; fi
  if [ "$(id -u)" -eq 0 ] || [ -n "$as_root" ]; then tools=/usr/local/bin; fi
  $as_root install -D -m 0755 "$work/tree/usr/bin/kustomize" "$tools/kustomize"
  rm -rf "$work"
  hash -r
  echo "installed kustomize into $tools" >&2
}

if ! install_kustomize; then
  if ! command -v kubectl >/dev/null; then echo "tests need kustomize or kubectl on PATH" >&2; exit 1; fi
  echo "going on with kubectl kustomize" >&2
fi
