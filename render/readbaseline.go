package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/tracecausal/tracecausal/checks"
)

// ReadBaseline reads what [WriteBaseline] wrote, or a person in its place. It
// is strict: a key that is unknown, missing or there twice, another schema, and
// two entries for one finding are errors, since a slip here could hide a
// finding. Run and message are for people and come back as they stand there,
// which for text that is not UTF-8 is its escaped form.
func ReadBaseline(data []byte) (*checks.Baseline, error) {
	top, err := readObject(data, "schema", "findings")
	if err != nil {
		return nil, err
	}
	schema, err := readText(top, "schema")
	if err != nil {
		return nil, err
	}
	if schema != baselineSchemaName {
		return nil, fmt.Errorf("the schema is %q: expected %q", schema, baselineSchemaName)
	}
	var list []json.RawMessage
	if err := json.Unmarshal(top["findings"], &list); err != nil || list == nil {
		return nil, errors.New(`"findings" is no list`)
	}
	var entries []checks.Entry
	for i, raw := range list {
		e, err := readEntry(raw)
		if err != nil {
			return nil, fmt.Errorf("finding %d: %w", i+1, err)
		}
		entries = append(entries, e)
	}
	return checks.NewBaseline(entries)
}

func readEntry(raw []byte) (e checks.Entry, err error) {
	fields, err := readObject(raw, "check", "fingerprint", "certainty", "run", "message")
	if err != nil {
		return e, err
	}
	var certainty string
	for _, field := range []struct {
		key string
		to  *string
	}{{"check", &e.Check}, {"fingerprint", &e.Fingerprint}, {"certainty", &certainty}, {"run", &e.Run}, {"message", &e.Message}} {
		if *field.to, err = readText(fields, field.key); err != nil {
			return e, err
		}
	}
	for _, c := range []checks.Certainty{checks.Definite, checks.Possible} {
		if c.String() == certainty {
			e.Certainty = c
			return e, nil
		}
	}
	return e, fmt.Errorf("the certainty is %q: expected definite or possible", certainty)
}

// readObject reads a JSON object that has exactly the given keys, each once.
// Package json itself takes the last of equal keys, and spells them loosely.
func readObject(data []byte, keys ...string) (map[string]json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("expected a JSON object")
	}
	fields := make(map[string]json.RawMessage, len(keys))
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, errors.New("the JSON is broken")
		}
		key, _ := token.(string)
		if !slices.Contains(keys, key) {
			return nil, fmt.Errorf("unknown key %q: expected %q", key, keys)
		}
		if _, twice := fields[key]; twice {
			return nil, fmt.Errorf("the key %q is there twice", key)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, fmt.Errorf("the value of %q is no JSON", key)
		}
		fields[key] = value
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return nil, errors.New("the JSON is broken")
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("expected nothing behind the JSON object")
	}
	for _, key := range keys {
		if _, ok := fields[key]; !ok {
			return nil, fmt.Errorf("the key %q is missing", key)
		}
	}
	return fields, nil
}

// readText returns a field that must be a text.
func readText(fields map[string]json.RawMessage, key string) (string, error) {
	var text *string
	if err := json.Unmarshal(fields[key], &text); err != nil || text == nil {
		return "", fmt.Errorf("the value of %q is no text", key)
	}
	return *text, nil
}
