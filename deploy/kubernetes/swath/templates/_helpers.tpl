{{- define "swath.labels" -}}
app.kubernetes.io/name: swath
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "swath.fullname" -}}
{{ printf "%s-%s" .root.Release.Name .name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- /* A StatefulSet has the change service's store; all others are Deployments. */ -}}
{{- define "swath.kind" -}}
{{ if .service.storage }}StatefulSet{{ else }}Deployment{{ end }}
{{- end }}
