# Puts kustomize on PATH where it is missing; sourced by tests/run.
# It is in Debian from trixie on. An older Debian gets this one package from the trixie suite of the mirror that the
# machine already uses, through lists and sources in a folder of our own: those of the machine stay as they are.

debian_mirror() {
  # the addresses that an update would ask, one a line: 'MIRROR/dists/SUITE/InRelease' …
  apt-get update --print-uris | sed -n "s|^'\(.*\)/dists/$1/InRelease'.*|\1|p" | head -n 1
}

fetch_packages() { # WORK MIRROR SUITE PACKAGE…: unpacks them into WORK/tree
  local work="$1" mirror="$2" suite="$3" keyring=/usr/share/keyrings/debian-archive-keyring.gpg package
  shift 3
  mkdir -p "$work/sources" "$work/lists/partial" "$work/archives/partial"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$mirror" "$suite" >"$work/sources/own.sources"
  if [ -f "$keyring" ]; then printf 'Signed-By: %s\n' "$keyring" >>"$work/sources/own.sources"; fi
  local options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources"
    -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${options[@]}" update && (cd "$work" && apt-get "${options[@]}" download "$@") || return 1
  for package in "$work"/*.deb; do dpkg -x "$package" "$work/tree" || return 1; done
}

install_kustomize() {
  local tools="${XDG_CACHE_HOME:-$HOME/.cache}/reconciler/bin" suite mirror work as_root=""
  PATH="$PATH:$tools"
  if command -v kustomize >/dev/null; then return 0; fi
  suite="$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-}")" || suite=""
  mirror="$([ -n "$suite" ] && debian_mirror "$suite")" || mirror=""
  if [ -z "$mirror" ]; then echo "kustomize is missing, and there is no Debian mirror to take it from" >&2; return 1; fi

  work="$(mktemp -d)"
  if ! fetch_packages "$work" "$mirror" trixie kustomize; then rm -rf "$work"; return 1; fi
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
