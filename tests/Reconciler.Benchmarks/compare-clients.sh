#!/usr/bin/env bash
# New objects by a bare client, by `reconcile apply` and by `kubectl apply --server-side`, in objects per second; against the
# cluster of RECONCILE_TEST_KUBECONFIG, else against a sandbox. Without a kubectl it compares the other two.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
kubectl="$(bash -euo pipefail -c '. tests/install-kubectl.sh >&2; echo "$RECONCILE_TEST_KUBECTL"' || true)"
export RECONCILE_TEST_KUBECTL="$kubectl"
dotnet run --project tests/Reconciler.Benchmarks -c Release -- --compare
