# The image of the controller, and of every other command: docker build -t reconciler .
# It is compiled on the builder's platform for the one that is asked for, .NET along with it.

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source
COPY .editorconfig global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt ./
COPY schemas/ schemas/
COPY src/ src/
RUN dotnet restore src/Reconciler.Cli --locked-mode -a $TARGETARCH
# the analyzers have had their say when a change was merged
RUN dotnet publish src/Reconciler.Cli -c Release --no-restore -a $TARGETARCH -o /out -p:RunAnalyzers=false -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS kustomize
ARG TARGETARCH
ARG KUSTOMIZE_VERSION=5.8.1
ARG KUSTOMIZE_SHA256_AMD64=029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d
ARG KUSTOMIZE_SHA256_ARM64=0953ea3e476f66d6ddfcd911d750f5167b9365aa9491b2326398e289fef2c142
RUN set -eu; \
    case "$TARGETARCH" in \
      amd64) sum="$KUSTOMIZE_SHA256_AMD64" ;; \
      arm64) sum="$KUSTOMIZE_SHA256_ARM64" ;; \
      *) echo "there is no checksum of kustomize for $TARGETARCH" >&2; exit 1 ;; \
    esac; \
    curl -fsSL -o /tmp/kustomize.tar.gz "https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv${KUSTOMIZE_VERSION}/kustomize_v${KUSTOMIZE_VERSION}_linux_${TARGETARCH}.tar.gz"; \
    echo "$sum  /tmp/kustomize.tar.gz" | sha256sum -c -; \
    tar -xzf /tmp/kustomize.tar.gz -C /usr/local/bin kustomize

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Reconciler" \
      org.opencontainers.image.description="A GitOps reconciler for Kubernetes" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION"
# git and ssh fetch sources, ssh-keygen and gpg check signatures
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git gpg openssh-client \
    && rm -rf /var/lib/apt/lists/*
COPY --from=kustomize /usr/local/bin/kustomize /usr/local/bin/kustomize
COPY --from=build /out/ /app/
RUN ln -s /app/reconcile /usr/local/bin/reconcile && install -d -o 1654 -g 1654 /var/lib/reconciler
# Everything is read-only but these two places. The runtime's diagnostic sockets would be a third.
ENV HOME=/var/lib/reconciler \
    XDG_CACHE_HOME=/var/lib/reconciler/cache \
    TMPDIR=/tmp \
    DOTNET_EnableDiagnostics=0
# The account "app" of the base image, by number, so that a cluster sees that it is not root. ssh insists on an account with a name.
USER 1654
WORKDIR /var/lib/reconciler
EXPOSE 8080
ENTRYPOINT ["/app/reconcile"]
