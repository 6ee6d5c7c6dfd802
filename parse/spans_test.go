package parse

import (
	"context"
	"strings"
	"testing"
)

// TestSpansAreRefused: an export of spans, on one line or printed over many, is
// named as what it is; a log whose events carry ids of traces is read.
func TestSpansAreRefused(t *testing.T) {
	for _, c := range []struct{ system, text string }{
		{"OpenTelemetry", `{"resourceSpans":[{"scopeSpans":[]}]}`},
		{"OpenTelemetry", "{\n  \"resourceSpans\": [\n  ]\n}"},
		{"Jaeger", `{"data":[{"traceID":"3","spans":[]}]}`},
		{"Jaeger", `[{"traceID":"3","spans":[{"traceID":"3","spanID":"3"}]}]`},
		{"Jaeger", `[{"traceID":"3","spans":[{"process":{"serviceName":"a"}}]}]`},
		{"Zipkin", `[{"traceId":"3","id":"4","kind":"CLIENT","localEndpoint":{"serviceName":"a"}}]`},
		{"Zipkin", "[\r\n\t[ {\n  \"traceId\": \"3\",\n  \"localEndpoint\": {}\n}]]"},
		{"", `[{"traceID":"3","node":"a"}]`},
		{"", `[{"traceId":"3","node":"a"}]`},
		{"", `{"data":[{"x":1}],"node":"a"}`},
		{"", `{"data":[{"traceID":"3"}],"node":"a"}`},
		{"", `{"resourceSpans":[],"host" : "a"}`},
		{"", `[{"traceID":"3","node":"a","spans":2}]`},
		{"", `[{"traceId":"3","process":"a","localEndpoint":"10.0.0.1"}]`},
	} {
		_, err := Read(context.Background(), []File{Text("in.json", c.text+"\n")}, Options{})
		want := "in.json: E-NOINPUT: an export of spans (" + c.system + "), a format that this version does not read. "
		if c.system == "" && err != nil || c.system != "" && (err == nil || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("%s: got %v", c.text, err)
		}
	}
}

// TestSpansThatAreMapped are read as their user says.
func TestSpansThatAreMapped(t *testing.T) {
	config, err := ReadConfig("c.yaml", []byte("formats:\n  - name: spans\n    files: \"*.json\"\n    format: json-array\n    json: {node: localEndpoint.serviceName, event: name}\n"))
	if err != nil {
		t.Fatal(err)
	}
	log := readAll(t, config.Options(Options{}), Text("in.json", `[{"traceId":"3","name":"get","localEndpoint":{"serviceName":"a"}}]`+"\n"))
	if log.Events() != 1 {
		t.Errorf("%d events", log.Events())
	}
}
