package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Entry is one finding that a baseline accepts.
type Entry struct {
	Check       string
	Fingerprint string
	Certainty   Certainty // the strongest that is accepted
	Run         string    // where it was found; for people
	Message     string    // what was found; for people
}

// Baseline is a list of findings that somebody has accepted: they are known,
// and what is known fails no check. A finding is known where an entry has its
// check and fingerprint, whatever the run, and its certainty or a stronger one:
// what was accepted as possible and is definite now is new. The zero value and
// nil accept nothing.
type Baseline struct {
	entries []Entry // sorted by compareEntries, no two with one check and fingerprint
}

// NewBaseline returns the baseline of the given entries, in any order. A check
// that does not exist, a fingerprint that can be none, and two entries for one
// finding are errors: each may be a slip that would leave a finding unaccepted,
// or accept one by mistake.
func NewBaseline(entries []Entry) (*Baseline, error) {
	b := &Baseline{slices.Clone(entries)}
	slices.SortFunc(b.entries, compareEntries)
	all := All()
	for i, e := range b.entries {
		if _, ok := ByID(all, e.Check); !ok {
			return nil, fmt.Errorf("unknown check %q: expected one that the command explain lists", e.Check)
		}
		if !isFingerprint(e.Fingerprint) {
			return nil, fmt.Errorf("%q is no fingerprint: expected 16 hexadecimal digits in lower case", e.Fingerprint)
		}
		if i > 0 && compareEntries(b.entries[i-1], e) == 0 {
			return nil, fmt.Errorf("two entries for %s %s: expected one for each finding", e.Check, e.Fingerprint)
		}
	}
	return b, nil
}

// RunResults are the results of one run with its name.
type RunResults struct {
	Run     string
	Results []Result
}

// BaselineOf returns the baseline that accepts the findings of the results.
// Findings of what nobody promised need no acceptance and are left out, unless
// they were known already. Where runs share a finding, the entry is that of the
// first run in which it is most certain.
func BaselineOf(runs []RunResults) *Baseline {
	var entries []Entry
	for _, run := range runs {
		for _, r := range run.Results {
			for _, f := range r.Findings {
				if f.Known || !r.Unpromised {
					entries = append(entries, Entry{f.Check, f.Fingerprint, f.Certainty, run.Run, f.Message})
				}
			}
		}
	}
	return &Baseline{strongest(entries)}
}

// strongest sorts entries and leaves one for each finding.
func strongest(entries []Entry) []Entry {
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(compareEntries(a, b), cmp.Compare(a.Certainty, b.Certainty))
	})
	return slices.CompactFunc(entries, func(a, b Entry) bool { return compareEntries(a, b) == 0 })
}

// isFingerprint reports whether s looks like what fingerprint makes.
func isFingerprint(s string) bool {
	return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == ""
}

// compareEntries orders entries by what tells findings apart.
func compareEntries(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Check, b.Check), cmp.Compare(a.Fingerprint, b.Fingerprint))
}

// Entries returns the entries by check, then fingerprint.
func (b *Baseline) Entries() []Entry {
	if b == nil {
		return nil
	}
	return slices.Clone(b.entries)
}

// find returns the entry for a finding, whatever its certainty.
func (b *Baseline) find(f *Finding) (Entry, bool) {
	if b == nil {
		return Entry{}, false
	}
	i, ok := slices.BinarySearchFunc(b.entries, Entry{Check: f.Check, Fingerprint: f.Fingerprint}, compareEntries)
	if !ok {
		return Entry{}, false
	}
	return b.entries[i], true
}

// mark sets Known on the findings that the baseline accepts.
func (b *Baseline) mark(findings []Finding) {
	for i := range findings {
		f := &findings[i]
		e, ok := b.find(f)
		f.Known = ok && e.Certainty <= f.Certainty
	}
}

// maxNamed is how many findings a note about a baseline names.
const maxNamed = 5

// Notes says in words fit for a terminal what the reader of a report should
// know of a baseline that was applied to all of its runs: which entries of the
// checks that ran matched nothing, and which findings are more certain than
// what was accepted.
func (b *Baseline) Notes(runs []RunResults) []string {
	ran, found := map[string]bool{}, map[Entry]bool{}
	var stronger []Entry
	for _, run := range runs {
		for _, r := range run.Results {
			ran[r.Check.ID] = true
			for i := range r.Findings {
				e, ok := b.find(&r.Findings[i])
				found[e] = found[e] || ok
				if ok && !r.Findings[i].Known {
					stronger = append(stronger, e)
				}
			}
		}
	}
	var gone []Entry
	for _, e := range b.Entries() {
		if ran[e.Check] && !found[e] {
			gone = append(gone, e)
		}
	}
	var notes []string
	if len(gone) > 0 {
		notes = append(notes, fmt.Sprintf("fixed? %s in the baseline and not found: %s", entriesWere(len(gone)), named(gone)))
	}
	if s := strongest(stronger); len(s) > 0 {
		notes = append(notes, fmt.Sprintf("accepted as possible, but definite now, and so new: %s", named(s)))
	}
	return notes
}

func entriesWere(n int) string {
	if n == 1 {
		return "1 entry was"
	}
	return count(n, "entry") + " were"
}

// named lists entries by what tells them apart, at most maxNamed.
func named(entries []Entry) string {
	var names []string
	for _, e := range entries[:min(len(entries), maxNamed)] {
		names = append(names, e.Check+" "+e.Fingerprint)
	}
	if more := len(entries) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}
