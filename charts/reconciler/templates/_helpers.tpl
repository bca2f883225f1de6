{{- define "reconciler.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "reconciler.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "reconciler.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "reconciler.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The name of what lies beside that of other releases: cluster-scoped, or in another namespace. */}}
{{- define "reconciler.roleName" -}}
{{- printf "%s-%s" .Release.Namespace (include "reconciler.fullname" .) -}}
{{- end -}}

{{- define "reconciler.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "reconciler.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name: name the account to use, or set serviceAccount.create" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "reconciler.selectorLabels" -}}
app.kubernetes.io/name: {{ include "reconciler.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "reconciler.labels" -}}
{{ include "reconciler.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "reconciler.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end -}}

{{- define "reconciler.subject" -}}
- kind: ServiceAccount
  name: {{ include "reconciler.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}

{{/* The Secrets of this namespace that Environments take their kubeconfig from, as a list; or nothing. */}}
{{- define "reconciler.kubeconfigSecrets" -}}
{{- $names := list -}}
{{- range .Values.environments -}}
{{- if .kubeconfigFrom -}}{{- if .kubeconfigFrom.secret -}}{{- $names = append $names .kubeconfigFrom.secret -}}{{- end -}}{{- end -}}
{{- end -}}
{{- if $names -}}{{- $names | uniq | sortAlpha | toYaml -}}{{- end -}}
{{- end -}}

{{/* What git is shown, by the keys of a Secret, as a map; or nothing. */}}
{{- define "reconciler.gitKeys" -}}
{{- $names := dict "username" "username" "token" "token" "sshKey" "ssh-key" "knownHosts" "known-hosts" "ca" "ca.crt" -}}
{{- $used := dict -}}
{{- range $part, $value := .Values.git.create -}}{{- if $value -}}{{- $_ := set $used $part (get $names $part) -}}{{- end -}}{{- end -}}
{{- if and $used .Values.git.secretName -}}{{- fail "git: write secretName with keys, or create, not both" -}}{{- end -}}
{{- range $part, $key := .Values.git.keys -}}{{- if $key -}}
{{- if not $.Values.git.secretName -}}{{- fail (printf "git.keys.%s: name the Secret in git.secretName" $part) -}}{{- end -}}
{{- $_ := set $used $part $key -}}
{{- end -}}{{- end -}}
{{- if and .Values.git.secretName (not $used) -}}{{- fail "git.keys: say which keys the Secret of git.secretName has" -}}{{- end -}}
{{- if and $used.sshKey (not $used.knownHosts) -}}{{- fail "git: an ssh key needs knownHosts, as no host is trusted unseen" -}}{{- end -}}
{{- if and $used.username (not $used.token) -}}{{- fail "git: a username needs a token" -}}{{- end -}}
{{- if $used -}}{{- toYaml $used -}}{{- end -}}
{{- end -}}

{{- define "reconciler.gitSecretName" -}}
{{- default (printf "%s-git" (include "reconciler.fullname" .)) .Values.git.secretName -}}
{{- end -}}
