package checks

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// found returns one definite and one possible finding that differ in subject.
func found() []Finding {
	return []Finding{
		{Subject: "d", Message: "d", Events: []Witness{{"x", 0}}},
		{Subject: "p", Message: "p", Certainty: Possible, Events: []Witness{{"x", 1}}},
	}
}

// accepting returns the baseline that a run without one would write.
func accepting(t *testing.T, ev Evidence) *Baseline {
	t.Helper()
	results, err := Run(smallInput(t, Options{}), fixed(ev))
	if err != nil {
		t.Fatal(err)
	}
	return BaselineOf([]RunResults{{"r", results}})
}

// many returns more definite findings than a check keeps.
func many() []Finding {
	var list []Finding
	for i := range MaxFindings + 1 {
		list = append(list, Finding{Message: strings.Repeat("x", i+1), Events: []Witness{{"x", 0}}})
	}
	return list
}

// TestDecideWithBaseline: what is accepted does not count, and it is all that
// does not count.
func TestDecideWithBaseline(t *testing.T) {
	d, p := found()[:1], found()[1:]
	other := []Finding{{Subject: "other", Message: "o", Events: []Witness{{"x", 0}}}}
	weaker := []Finding{{Subject: "d", Message: "d", Certainty: Possible, Events: []Witness{{"x", 0}}}}
	for _, test := range []struct {
		name     string
		accepted []Finding
		ev       Evidence
		opt      Options
		want     Status
		reason   string
	}{
		{"known", d, Evidence{Examined: "x", Findings: d}, Options{}, Observed, "1 finding is accepted by the baseline"},
		{"known, strictly", found(), Evidence{Examined: "x", Findings: found()}, Options{Strict: true}, Observed, "2 findings are accepted"},
		{"definite one is new", p, Evidence{Examined: "x", Findings: found()}, Options{}, Fail, ""},
		{"possible one is new", d, Evidence{Examined: "x", Findings: found()}, Options{}, Inconclusive, "1 finding is accepted"},
		{"possible one is new, strictly", d, Evidence{Examined: "x", Findings: found()}, Options{Strict: true}, Fail, ""},
		{"another one is new", d, Evidence{Examined: "x", Findings: append(other, d...)}, Options{}, Fail, ""},
		{"now only possible", d, Evidence{Examined: "x", Findings: weaker}, Options{}, Observed, "accepted"},
		{"accepted as possible, now definite", weaker, Evidence{Examined: "x", Findings: d}, Options{}, Fail, ""},
		{"known beside missing evidence", d, Evidence{Examined: "x", Findings: d, Missing: []string{"m"}}, Options{}, Inconclusive, "m; 1 finding is accepted"},
		{"known where lines were lost", d, Evidence{Examined: "x", Findings: d}, Options{BadLines: 1}, Inconclusive, "1 line could not be read"},
		{"known where nothing was examined", d, Evidence{Findings: d}, Options{}, Observed, "accepted"},
		{"known and never promised", d, Evidence{Examined: "x", Findings: d, Observed: true}, Options{}, Observed, "nobody promised"},
		{"more than are kept", many(), Evidence{Examined: "x", Findings: many()}, Options{}, Fail, ""},
		{"the check itself dropped some", d, Evidence{Examined: "x", Findings: d, Total: 2}, Options{}, Fail, ""},
		{"nothing left of it", d, Evidence{Examined: "x"}, Options{}, Pass, ""},
		{"nothing of the kind left", d, Evidence{}, Options{}, NotApplicable, "nothing of this kind"},
	} {
		test.opt.Baseline = accepting(t, Evidence{Examined: "x", Findings: test.accepted})
		results, err := Run(smallInput(t, test.opt), fixed(test.ev))
		if err != nil {
			t.Fatal(err)
		}
		r := results[0]
		if r.Status != test.want || !strings.Contains(r.Reason, test.reason) || test.reason == "" && r.Reason != "" {
			t.Errorf("%s: %v because %q; want %v because %q", test.name, r.Status, r.Reason, test.want, test.reason)
		}
		if dropped := r.Total > len(r.Findings); dropped != strings.Contains(r.Note, "none is taken for known") {
			t.Errorf("%s: %d of %d findings are listed, and the note is %q", test.name, len(r.Findings), r.Total, r.Note)
		}
	}
}

// TestNoBaselineIsTheEmptyOne: a baseline without entries changes nothing.
func TestNoBaselineIsTheEmptyOne(t *testing.T) {
	for _, ev := range []Evidence{{}, {Examined: "x"}, {Examined: "x", Findings: found()}, {Examined: "x", Findings: many()}, {Findings: found(), Observed: true}} {
		var want []Result
		for _, b := range []*Baseline{nil, {}} {
			got, err := Run(smallInput(t, Options{Baseline: b}), fixed(ev))
			if err != nil {
				t.Fatal(err)
			}
			if b == nil {
				want = got
				continue
			}
			if got[0].Status != want[0].Status || got[0].Reason != want[0].Reason || got[0].Note != want[0].Note {
				t.Errorf("%v: %v because %q; without a baseline %v because %q", ev, got[0].Status, got[0].Reason, want[0].Status, want[0].Reason)
			}
		}
	}
}

// resultWith returns what a check found in a run, as BaselineOf and Notes see it.
func resultWith(findings ...Finding) []Result {
	return []Result{{Check: &Check{ID: findings[0].Check}, Findings: findings}}
}

const fpA, fpB, fpC = "aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc"

// TestBaselineOf: one entry a finding, sorted, as strong as the run says in
// which it is strongest, and none for what nobody promised.
func TestBaselineOf(t *testing.T) {
	overlap := func(fp string, c Certainty) Finding {
		return Finding{Check: "lease/overlap", Fingerprint: fp, Certainty: c, Message: fp[:1]}
	}
	unpromised := resultWith(Finding{Check: "delivery/fifo", Fingerprint: fpA}, Finding{Check: "delivery/fifo", Fingerprint: fpB, Known: true})
	unpromised[0].Unpromised = true
	got := BaselineOf([]RunResults{
		{"1", resultWith(overlap(fpB, Possible), overlap(fpA, Definite))},
		{"2", resultWith(overlap(fpB, Definite), overlap(fpA, Definite))},
		{"3", unpromised},
	}).Entries()
	want := []Entry{
		{"delivery/fifo", fpB, Definite, "3", ""},
		{"lease/overlap", fpA, Definite, "1", "a"},
		{"lease/overlap", fpB, Definite, "2", "b"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestBaselineNotes: entries of a check that ran and found no such thing are
// told, those of a check that did not run are not.
func TestBaselineNotes(t *testing.T) {
	b, err := NewBaseline([]Entry{
		{Check: "lease/overlap", Fingerprint: fpA}, {Check: "lease/overlap", Fingerprint: fpB},
		{Check: "lease/overlap", Fingerprint: fpC, Certainty: Possible}, {Check: "delivery/fifo", Fingerprint: fpA},
	})
	if err != nil {
		t.Fatal(err)
	}
	runs := []RunResults{
		{"1", resultWith(Finding{Check: "lease/overlap", Fingerprint: fpA, Known: true})},
		{"2", resultWith(Finding{Check: "lease/overlap", Fingerprint: fpC})},
	}
	want := []string{
		"fixed? 1 entry was in the baseline and not found: lease/overlap " + fpB,
		"accepted as possible, but definite now, and so new: lease/overlap " + fpC,
	}
	if diff := cmp.Diff(want, b.Notes(runs)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if notes := BaselineOf(runs[:1]).Notes(runs[:1]); notes != nil {
		t.Errorf("where all was accepted as it is found: %q", notes)
	}
}

func TestNewBaselineRefuses(t *testing.T) {
	for want, entries := range map[string][]Entry{
		"unknown check":   {{Check: "lease/overlaps", Fingerprint: fpA}},
		"no fingerprint":  {{Check: "lease/overlap", Fingerprint: "AAAAAAAAAAAAAAAA"}},
		"is no finger":    {{Check: "lease/overlap", Fingerprint: fpA[:15]}},
		"two entries for": {{Check: "lease/overlap", Fingerprint: fpA, Run: "1"}, {Check: "lease/overlap", Fingerprint: fpA, Certainty: Possible}},
	} {
		if _, err := NewBaseline(entries); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
