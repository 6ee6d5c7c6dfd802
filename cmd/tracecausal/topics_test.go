package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// TestEventsTopic makes sure that whoever reads the page knows every word of
// the vocabulary.
func TestEventsTopic(t *testing.T) {
	var words []string
	for _, k := range parse.Kinds() {
		words = append(words, k.String())
	}
	for _, f := range parse.Fields() {
		if name := f.String(); name != "t2" && name != "t3" { // "t1 to t4"
			words = append(words, name)
		}
	}
	for _, keys := range parse.Spellings() {
		words = append(words, keys...)
	}
	_, list, _ := strings.Cut(eventsTopic, "\n\nA file may also be")
	for _, w := range words {
		if !regexp.MustCompile(`(^|\s)` + regexp.QuoteMeta(w) + `([\s,;.:]|$)`).MatchString(list) {
			t.Errorf("help events does not mention %q", w)
		}
	}
}

// TestEventsTopicExample reads the events that the page begins with.
func TestEventsTopicExample(t *testing.T) {
	page, _, ok := strings.Cut(eventsTopic, "\n\nA file may also be")
	_, example, more := strings.Cut(page, "\n\n")
	if !ok || !more {
		t.Fatal("help events shows no events")
	}
	log, err := parse.Read(context.Background(), []parse.File{parse.Text("a.jsonl", example+"\n")}, parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g := graph.Build(log.Runs[0], graph.Options{})
	if log.Bad() > 0 || log.Events() != 2 || len(g.Messages()) != 1 {
		t.Errorf("%d events, %d messages, %d bad lines; want 2, 1, 0", log.Events(), len(g.Messages()), log.Bad())
	}
}

// TestEventsTopicHeader compares the keys that the page explains with those that
// a header may have, as the reader lists them for an unknown one, and reads the
// header that it shows.
func TestEventsTopicHeader(t *testing.T) {
	_, page, _ := strings.Cut(eventsTopic, "\nA file may open with a header")
	read := func(header string) error {
		_, err := parse.Read(context.Background(), []parse.File{parse.Text("a.jsonl", header+"\n"+`{"node":"A","event":"x"}`+"\n")}, parse.Options{})
		return err
	}
	_, list, ok := strings.Cut(read(`{"tracecausal":1,"nosuch":1}`).Error(), "known: ")
	if !ok {
		t.Fatal("the reader lists no keys of a header")
	}
	for _, key := range strings.Split(list, ", ") {
		if !strings.Contains(page, "\n  "+key+" ") {
			t.Errorf("help events does not explain the key %q of a header", key)
		}
	}
	example := regexp.MustCompile(`(?s)\n  (\{"tracecausal".*?\})\n\n`).FindStringSubmatch(page)
	if example == nil {
		t.Fatal("help events shows no header")
	}
	if err := read(strings.ReplaceAll(example[1], "\n", "")); err != nil {
		t.Errorf("the header that help events shows: %v", err)
	}
}

// TestConfigTopicKeys compares the keys that the page explains with those that
// a configuration may have, as the reader lists them for an unknown one.
func TestConfigTopicKeys(t *testing.T) {
	_, keys, _ := strings.Cut(configTopic, "\nA format;")
	parts := regexp.MustCompile(`\nA kind;|\nAt the top level`).Split(keys, -1)
	if len(parts) != 3 {
		t.Fatalf("help config has %d lists of keys, want 3", len(parts))
	}
	for i, broken := range []string{"formats: [{nosuch: 1}]", "kinds: [{nosuch: 1}]", "nosuch: 1"} {
		_, err := parse.ReadConfig("c", []byte(broken))
		_, list, ok := strings.Cut(err.Error(), "expected one of ")
		if !ok {
			t.Fatalf("%s: %v lists no keys", broken, err)
		}
		for _, key := range strings.Split(list, ", ") {
			if key != "formats" && !strings.Contains(parts[i], "\n  "+key+" ") {
				t.Errorf("help config does not explain the key %q of part %d", key, i)
			}
		}
	}
}

// TestConfigTopicExamples reads the logs that the page shows with the
// configurations that it shows.
func TestConfigTopicExamples(t *testing.T) {
	examples, _, _ := strings.Cut(configTopic, "\nA format;")
	blocks := regexp.MustCompile(`(?m)(^    .*\n)+`).FindAllString(examples, -1)
	if len(blocks) != 4 {
		t.Fatalf("help config has %d examples, want two logs and two configurations", len(blocks))
	}
	for i, want := range [][]string{
		{"w1 lease_acquire 2026-01-02T03:04:05.678Z", "w1 send 2026-01-02T03:04:06.001Z"},
		{"p1 send", "p1 lease_acquire"},
	} {
		file := filepath.Join(t.TempDir(), []string{"w1.log", "p1.json"}[i])
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(blocks[2*i], "\n    ", "\n")[4:]), 0o666); err != nil {
			t.Fatal(err)
		}
		config, err := parse.ReadConfig("c", []byte(blocks[2*i+1]))
		if err != nil {
			t.Fatal(err)
		}
		files, _, errs := parse.Expand([]string{file})
		if errs != nil {
			t.Fatal(errs)
		}
		log, err := parse.Read(context.Background(), files, config.Options(parse.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		if len(log.Warnings) > 0 || log.Bad() > 0 {
			t.Errorf("%v, %d bad lines", log.Warnings, log.Bad())
		}
		var got []string
		for _, run := range log.Runs {
			for id := range run.Len() {
				e := run.Event(parse.EventID(id))
				words := e.NodeName() + " " + e.Kind().String()
				if ns, ok := e.Wall(); ok {
					words += " " + time.Unix(0, ns).UTC().Format(time.RFC3339Nano)
				}
				got = append(got, words)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

// TestTopicsFitTerminal keeps the pages within eighty columns.
func TestTopicsFitTerminal(t *testing.T) {
	for _, topic := range newTopics() {
		for i, line := range bytes.Split([]byte(topic.Long), []byte("\n")) {
			if n := len([]rune(string(line))); n > 80 {
				t.Errorf("help %s: line %d has %d columns", topic.Name(), i+1, n)
			}
		}
	}
}
