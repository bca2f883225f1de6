# Packages from Debian for the tests, unpacked and never installed; sourced by the scripts that need one.

debian_suite() { # the machine's own suite, as in bookworm
  . /etc/os-release && [ "${ID:-}" = debian ] && echo "${VERSION_CODENAME:-}"
}

# Packages of a suite, from the mirror that the machine already uses, through lists and sources in a folder of our own:
# those of the machine stay as they are.
fetch_packages() { # WORK SUITE PACKAGE…: unpacks them into WORK/tree
  local work="$1" suite="$2" keyring=/usr/share/keyrings/debian-archive-keyring.gpg own mirror="" package
  shift 2
  own="$(debian_suite)" || own=""
  # the addresses that an update would ask, one a line: 'MIRROR/dists/SUITE/InRelease' …
  if [ -n "$own" ]; then mirror="$(apt-get update --print-uris | sed -n "s|^'\(.*\)/dists/$own/InRelease'.*|\1|p" | head -n 1)" || mirror=""; fi
  if [ -z "$mirror" ]; then echo "$* is missing, and there is no Debian mirror to take it from" >&2; return 1; fi

  mkdir -p "$work/sources" "$work/lists/partial" "$work/archives/partial"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$mirror" "$suite" >"$work/sources/own.sources"
  : >"$work/status" # as if nothing were installed, so that no other maker's package of the name is preferred
  if [ -f "$keyring" ]; then printf 'Signed-By: %s\n' "$keyring" >>"$work/sources/own.sources"; fi
  local options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources"
    -o "Dir::State::lists=$work/lists" -o "Dir::State::status=$work/status" -o "Dir::Cache=$work" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${options[@]}" update && (cd "$work" && apt-get "${options[@]}" download "$@") || return 1
  for package in "$work"/*.deb; do dpkg -x "$package" "$work/tree" || return 1; done
}
