# Puts sshd where the tests find it, if it is missing; sourced by tests/run.
# It is unpacked into the cache, not installed, so no server is set up or started on the machine. Tests run it on a port of
# their own. As root it insists on an account "sshd", which is then made; without root it needs none.
. tests/debian.sh

install_sshd() {
  local tools="${XDG_CACHE_HOME:-$HOME/.cache}/reconciler/sshd" work
  PATH="$PATH:/usr/sbin:$tools"
  if ! command -v sshd >/dev/null; then
    work="$(mktemp -d)"
    if ! fetch_packages "$work" "$(debian_suite)" openssh-server libwrap0; then rm -rf "$work"; return 1; fi
    rm -rf "$tools"
    mkdir -p "$tools"
    cp -a "$work/tree/usr" "$tools/usr"
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$(dirname "$(find "$tools/usr" -name 'libwrap.so.0')")" "$tools/usr/sbin/sshd" >"$tools/sshd"
    chmod 0755 "$tools/sshd"
    rm -rf "$work"
    hash -r
    echo "unpacked sshd into $tools" >&2
  fi
  if [ "$(id -u)" -eq 0 ] && ! getent passwd sshd >/dev/null; then
    useradd --system --no-create-home --home-dir /run/sshd --shell /usr/sbin/nologin sshd
  fi
}

if ! install_sshd; then echo "tests need sshd" >&2; exit 1; fi
