# Finds a Chromium for the tests of the dashboard and names it in RECONCILE_TEST_CHROMIUM; sourced by tests/run.
# It needs so many libraries of Debian's that it is installed where it is missing, which takes root; elsewhere install it first.
is_chromium() {
  [[ "$("$1" --version 2>/dev/null)" == *Chrom* ]]
}

install_chromium() {
  local known
  for known in "${RECONCILE_TEST_CHROMIUM:-}" "$(command -v chromium || true)" "$(command -v google-chrome || true)"; do
    if [ -x "$known" ] && is_chromium "$known"; then
      export RECONCILE_TEST_CHROMIUM="$known"
      return 0
    fi
  done

  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then echo "chromium is missing, and only root of a Debian can install it" >&2; return 1; fi
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core >/dev/null || return 1
  hash -r
  if ! is_chromium /usr/bin/chromium; then echo "chromium doesn't run" >&2; return 1; fi
  export RECONCILE_TEST_CHROMIUM=/usr/bin/chromium
  echo "installed chromium" >&2
}

if ! install_chromium; then echo "tests need chromium" >&2; exit 1; fi
