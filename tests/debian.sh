# Takes a package from Debian's trixie, also on an older Debian, without a trace in the machine's own set-up; sourced by the install scripts.
# The mirror is the one that the machine already uses; lists and sources are in a folder of our own.

debian_mirror() {
  local suite
  suite="$(. /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-}")" || suite=""
  if [ -z "$suite" ]; then return 1; fi
  # the addresses that an update would ask, one a line: 'MIRROR/dists/SUITE/InRelease' …
  apt-get update --print-uris | sed -n "s|^'\(.*\)/dists/$suite/InRelease'.*|\1|p" | head -n 1 | grep .
}

# Unpacks a package into FOLDER/tree.
fetch_from_trixie() {
  local package="$1" work="$2" mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  if ! mirror="$(debian_mirror)"; then echo "$package is missing, and there is no Debian mirror to take it from" >&2; return 1; fi
  mkdir -p "$work/sources" "$work/lists/partial" "$work/archives/partial"
  printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\n' "$mirror" >"$work/sources/trixie.sources"
  : >"$work/status" # as if nothing were installed, so that no other maker's package of the name is preferred
  if [ -f "$keyring" ]; then printf 'Signed-By: %s\n' "$keyring" >>"$work/sources/trixie.sources"; fi
  local options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources"
    -o "Dir::State::lists=$work/lists" -o "Dir::State::status=$work/status" -o "Dir::Cache=$work" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${options[@]}" update &&
    (cd "$work" && apt-get "${options[@]}" download "$package") &&
    dpkg -x "$work/${package}"_*.deb "$work/tree"
}
