package render_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/tracecausal/tracecausal/render"
)

// schemaOf compiles the schema of that name.
func schemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, ok := render.Schema(name)
	if !ok {
		t.Fatalf("no schema %s", name)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// checkSchema validates a JSON output against the schema of that name.
func checkSchema(t *testing.T, name, output string) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(output))
	if err != nil {
		t.Fatalf("%s: no JSON: %v", name, err)
	}
	if err := schemaOf(t, name).Validate(value); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// TestSchemasRefuse makes sure that the schemas can fail.
func TestSchemasRefuse(t *testing.T) {
	for name, bad := range map[string]string{
		"tracecausal.report/v1":   `{"schema":"tracecausal.report/v1","verdict":"fine","notes":[],"inputs":[],"warnings":[],"runs":[]}`,
		"tracecausal.baseline/v1": `{"schema":"tracecausal.baseline/v1","findings":[{"check":"lease/overlap","fingerprint":"9f","certainty":"definite","run":"","message":""}]}`,
		"tracecausal.graph/v1":    `{"schema":"tracecausal.graph/v1","run":"","nodes":[],"events":[],"edges":[{"from":"A:1","to":"B:0","reason":"message"}]}`,
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if schemaOf(t, name).Validate(value) == nil {
			t.Errorf("%s accepts %s", name, bad)
		}
	}
}
