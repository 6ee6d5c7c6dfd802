package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/simulate"
)

// removal is something taken out of a sound recording of a system: one of
// these.
type removal struct {
	check  string
	system string
	file   string // that file
	lines  string // all lines that contain this
	key    string // that key, of headers, settings and lines
	torn   string // the second half of that file's last line
	reason string // part of what the check then says
}

// removals has one entry for each check. A torn line stands where nothing else
// that a log may lack leaves the check without an answer: it judges lines one
// by one or in pairs, and what is there decides.
func removals() []removal {
	const unread = "could not be read"
	return []removal{
		{check: "causality/cycle", system: "lease", torn: "n1.jsonl", reason: unread},
		{check: "clock/vector", system: "viewservice", file: "S2.jsonl", reason: "events at S2 that no log holds"},
		{check: "clock/lamport", system: "chat", torn: "bob.jsonl", reason: unread},
		{check: "clock/hlc", system: "lease", torn: "n1.jsonl", reason: unread},
		{check: "clock/wall", system: "editcompile", torn: "editor.jsonl", reason: unread},
		{check: "message/match", system: "lease", file: "server.jsonl", reason: "lacks the send"},
		{check: "delivery/fifo", system: "lease", file: "n1.jsonl", reason: "lacks the send"},
		{check: "delivery/causal", system: "lease", file: "n1.jsonl", reason: "lacks the send"},
		{check: "delivery/total", system: "chat", file: "bob.jsonl", reason: "lacks the send"},
		{check: "delivery/stuck", system: "chat", file: "bob.jsonl", reason: "lacks the send"},
		{check: "cut/consistent", system: "snapshot", file: "node3.jsonl", reason: "lacks the send"},
		{check: "cut/channel", system: "snapshot", lines: `"kind":"snapshot"`, reason: "name a snapshot that no snapshot event names"},
		{check: "cut/conserved", system: "snapshot", lines: `"kind":"channel"`, reason: "has no record, and the log shows a message in it"},
		{check: "lease/overlap", system: "lease", key: "max_skew_ms", reason: "give --max-skew"},
		{check: "lease/fencing", system: "ledger", torn: "archive.jsonl", reason: unread},
		{check: "lease/expired-use", system: "lease", key: "max_skew_ms", reason: "give --max-skew"},
		{check: "view/one-primary", system: "viewservice", file: "S2.jsonl", reason: "others do not"},
		{check: "view/succession", system: "viewservice", file: "V.jsonl", reason: "events at V that no log holds"},
		{check: "replica/order", system: "viewservice", file: "S1.jsonl", reason: "the order of the primary is not known"},
		{check: "replica/output", system: "vmft", file: "B.jsonl", reason: "others do not"},
		{check: "id/duplicate", system: "ids", torn: "n1.jsonl", reason: unread},
		{check: "oracle/unique", system: "oracle", torn: "n1.jsonl", reason: unread},
		{check: "oracle/monotone", system: "oracle", file: parse.ConfigName, reason: "nothing orders the events of node"},
		{check: "oracle/failover", system: "oracle", file: parse.ConfigName, reason: "nothing orders the events of node"},
		{check: "sync/round", system: "berkeley", file: "n1.jsonl", reason: "must log one round"},
		{check: "sync/skew", system: "ntp", key: "reference", reason: "log t4 and reference"},
		{check: "truetime/interval", system: "truetime", torn: "r1.jsonl", reason: unread},
		{check: "truetime/commit-wait", system: "truetime", lines: `"kind":"txn_start"`, reason: "its start (txn_start) is not logged"},
		{check: "store/lost-update", system: "versions", file: "c1.jsonl", reason: "events at c1 that no log holds"},
		{check: "store/siblings", system: "versions", file: "S1.jsonl", reason: "events at S1 that no log holds"},
		{check: "store/dots", system: "versions", file: "S1.jsonl", reason: "add its log"},
		{check: "counter/convergence", system: "counters", file: "r2.jsonl", reason: "log the messages that carry states"},
	}
}

// TestRemovals: each check is inconclusive where something that it needs was
// taken out of a recording that it passes.
func TestRemovals(t *testing.T) {
	var ids []string
	for _, r := range removals() {
		ids = append(ids, r.check)
		t.Run(r.check, func(t *testing.T) {
			s, ok := simulate.ByName(r.system)
			if !ok {
				t.Fatalf("no system %q", r.system)
			}
			m := recordMemory(t, &s, simulate.Options{Seed: 1})
			if v := analyzeMemory(t, m); v.status[r.check] != checks.Pass {
				t.Errorf("with nothing removed: %s", v.status[r.check])
			}
			edited := r.apply(m)
			if edited.String() == m.String() {
				t.Fatalf("nothing was removed; the files: %q", m.names)
			}
			v, said, err := edited.analyze()
			if err != nil {
				t.Fatal(err)
			}
			if got := v.status[r.check]; got != checks.Inconclusive {
				t.Errorf("%+v: %s %s\n%s", r, got, said, v.messages)
			}
			if !strings.Contains(v.reason[r.check], r.reason) || r.reason == "" {
				t.Errorf("%s: the reason is %q", r.check, v.reason[r.check])
			}
		})
	}
	for _, c := range checks.All() {
		if !slices.Contains(ids, c.ID) {
			t.Errorf("%s: no removal makes it inconclusive", c.ID)
		}
	}
}

// apply returns the recording without what is removed.
func (r removal) apply(m *memoryFiles) *memoryFiles {
	key := regexp.MustCompile(`"` + r.key + `":("[^"]*"|[^,}]*),?|(?m:^` + r.key + `: .*\n)`)
	e := &memoryFiles{data: map[string]*bytes.Buffer{}}
	for _, name := range m.names {
		var kept []byte
		for line := range bytes.Lines(m.data[name].Bytes()) {
			switch {
			case r.file == name, r.lines != "" && bytes.Contains(line, []byte(r.lines)):
			case r.key != "":
				kept = append(kept, bytes.ReplaceAll(key.ReplaceAll(line, nil), []byte(",}"), []byte("}"))...)
			default:
				kept = append(kept, line...)
			}
		}
		if r.torn == name {
			kept = kept[:len(kept)-20]
		}
		if len(kept) > 0 {
			e.names, e.data[name] = append(e.names, name), bytes.NewBuffer(kept)
		}
	}
	return e
}

// TestEveryCheck: each check is passed by some sound run and failed by some
// fault. TestDemoVerdicts makes sure that the systems keep what they say here.
func TestEveryCheck(t *testing.T) {
	passed, failed := map[string]bool{}, map[string]bool{}
	for _, s := range simulate.Systems() {
		for _, id := range s.Checks {
			passed[id] = true
		}
		for _, f := range s.Faults {
			for _, id := range f.Checks {
				failed[id] = true
			}
		}
	}
	for _, c := range checks.All() {
		if !passed[c.ID] || !failed[c.ID] {
			t.Errorf("%s: some sound run passes it: %v; some fault fails it: %v", c.ID, passed[c.ID], failed[c.ID])
		}
	}
}
