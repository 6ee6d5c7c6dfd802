package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/cmd/internal/witness"
)

// mutation changes a finding in one way and reports how, "" where there is no
// more to change. What it makes is false, except where it says that it may be
// as true.
type mutation func(f *witness.Finding, n int) (how string, maybeTrue bool)

var mutations = map[string]mutation{
	"another line":    mutateLine,
	"another event":   mutateEvent,
	"events swapped":  mutateSwap,
	"a step left out": mutateStep,
	"another reason":  mutateReason,
	"proof reversed":  mutateReversed,
	"proof left out":  mutateProof,
	"event left out":  mutateDrop,
	"another check":   mutateCheck,
	"unknown role":    mutateRole,
}

func mutateLine(f *witness.Finding, n int) (string, bool) {
	if n >= len(f.Events) {
		return "", false
	}
	f.Events[n].Line++
	return "line of " + f.Events[n].Event, false
}

func mutateEvent(f *witness.Finding, n int) (string, bool) {
	if n >= len(f.Events) {
		return "", false
	}
	e := &f.Events[n]
	e.Position++
	e.Event = fmt.Sprintf("%s:%d", e.Node, e.Position)
	return "event after " + e.Event, false
}

// mutateSwap swaps two events and leaves the roles. Where nothing orders the two
// and they play the same part, that is as true.
func mutateSwap(f *witness.Finding, n int) (string, bool) {
	pairs := [][2]int{}
	for i := range f.Events {
		for j := range i {
			if f.Events[i].Role != f.Events[j].Role {
				pairs = append(pairs, [2]int{j, i})
			}
		}
	}
	if n >= len(pairs) {
		return "", false
	}
	a, b := &f.Events[pairs[n][0]], &f.Events[pairs[n][1]]
	alike := len(f.Proof) == 0 && (strings.HasPrefix(b.Role, "again") || strings.HasSuffix(b.Role, "again") || strings.HasPrefix(b.Role, "other "))
	*a, *b = *b, *a
	a.Role, b.Role = b.Role, a.Role
	return "swap " + a.Event + " and " + b.Event, alike || a.Event == b.Event
}

// mutateStep takes a vertex out of a path. What a vector clock knows it knows
// from there on, and of what came before.
func mutateStep(f *witness.Finding, n int) (string, bool) {
	for i := range f.Proof {
		p := &f.Proof[i]
		if inner := len(p.Path) - 2; n >= inner {
			n -= max(inner, 0)
			continue
		}
		stamp := p.Reasons[n] == "stamp" || p.Reasons[n+1] == "stamp"
		how := "without " + p.Path[n+1]
		p.Path, p.Reasons = slices.Delete(p.Path, n+1, n+2), slices.Delete(p.Reasons, n, n+1)
		return how, stamp
	}
	return "", false
}

func mutateReason(f *witness.Finding, n int) (string, bool) {
	for i := range f.Proof {
		p := &f.Proof[i]
		if n >= len(p.Reasons) {
			n -= len(p.Reasons)
			continue
		}
		was := p.Reasons[n]
		p.Reasons[n] = "program"
		if was == "program" {
			p.Reasons[n] = "message"
		}
		own := f.Check == "delivery/total" // a message to oneself is in order both ways
		return was + " to " + p.Reasons[n], own
	}
	return "", false
}

func mutateReversed(f *witness.Finding, n int) (string, bool) {
	if n >= len(f.Proof) {
		return "", false
	}
	p := &f.Proof[n]
	slices.Reverse(p.Path)
	slices.Reverse(p.Reasons)
	p.From, p.To = p.To, p.From
	return "reversed " + p.From, false
}

// mutateProof leaves a proof out. Some rules look again for themselves.
func mutateProof(f *witness.Finding, n int) (string, bool) {
	if n >= len(f.Proof) {
		return "", false
	}
	f.Proof = slices.Delete(f.Proof, n, n+1)
	entering := f.Check == "delivery/total" && f.Proof != nil // of the deliveries
	return "without proof", f.Certainty == "possible" || entering
}

// mutateDrop leaves an event out. Further ones of a role may be there for
// illustration.
func mutateDrop(f *witness.Finding, n int) (string, bool) {
	if n >= len(f.Events) {
		return "", false
	}
	e := f.Events[n]
	f.Events = slices.Delete(f.Events, n, n+1)
	optional := slices.Contains([]string{"update seen", "last merge", "put", "lost put", "record", "commit", "last dot", "obsolete put", "newer put",
		"at the primary", "apply"}, e.Role)
	return "without " + e.Role, optional || f.Certainty == "possible"
}

// mutateCheck takes a finding for one of the next check. What overtook a message
// of the same sender breaks both checks of delivery.
func mutateCheck(f *witness.Finding, n int) (string, bool) {
	all := witness.Checks()
	if n > 0 {
		return "", false
	}
	f.Check = all[(slices.Index(all, f.Check)+1)%len(all)]
	return "as " + f.Check, f.Check == "delivery/fifo"
}

func mutateRole(f *witness.Finding, n int) (string, bool) {
	if n >= len(f.Events) {
		return "", false
	}
	f.Events[n].Role += "?"
	return "role of " + f.Events[n].Event, false
}

// TestWitnessNotices changes the findings of reports in every way of mutations
// and sees to it that the verifier refuses all that is not as true.
func TestWitnessNotices(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/checks/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	refused, kept := map[string]int{}, map[string]int{}
	for i, path := range paths {
		if raceDetector && i%6 != 0 {
			continue // what the race detector could see is in any of them
		}
		files, flags := witnessCase(t, path)
		dir := writeFolder(t, files)
		report := witnessReport(t, dir, flags)
		for name, mutate := range mutations {
			for _, changed := range mutants(t, report, mutate) {
				_, err := witness.Verify(changed.report, os.ReadFile, witnessSettings(t, dir, flags))
				switch {
				case err != nil:
					refused[name]++
				case changed.maybeTrue:
					kept[name]++
				default:
					t.Errorf("%s: %s: %s is not noticed\n%s", filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path), name, changed.how, changed.message)
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(mutations)) {
		t.Logf("%-16s %5d refused, %3d as true", name, refused[name], kept[name])
		if refused[name] == 0 {
			t.Errorf("%s: nothing was refused", name)
		}
	}
}

type mutant struct {
	report       []byte
	how, message string
	maybeTrue    bool
}

// mutants returns the reports that a mutation makes of one.
func mutants(t *testing.T, report []byte, mutate mutation) (list []mutant) {
	t.Helper()
	for run := 0; ; run++ {
		for finding := 0; ; finding++ {
			some := false
			for n := 0; ; n++ {
				var rep witness.Report
				if err := json.Unmarshal(report, &rep); err != nil {
					t.Fatal(err)
				}
				if run >= len(rep.Runs) {
					return list
				}
				if finding >= len(rep.Runs[run].Findings) {
					break
				}
				some = true
				f := &rep.Runs[run].Findings[finding]
				how, maybeTrue := mutate(f, n)
				if how == "" {
					break
				}
				data, err := json.Marshal(rep)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, mutant{data, f.Check + " " + how, f.Message, maybeTrue})
			}
			if !some {
				break
			}
		}
	}
}
