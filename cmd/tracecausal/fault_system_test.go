package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/simulate"
)

// systemRecording returns a sound recording of a system, in whatever formats it
// logs.
func systemRecording(t *testing.T, s *simulate.System) *damaged {
	t.Helper()
	recorded := recordMemory(t, s, simulate.Options{Seed: 1, Events: 40})
	m := &damaged{text: map[string]string{}, altered: map[parse.Source]bool{}}
	for _, name := range recorded.names {
		if name == parse.ConfigName {
			m.config = recorded.data[name].String()
			continue
		}
		m.names, m.text[name] = append(m.names, name), recorded.data[name].String()
	}
	return m
}

// sayWhatWasNotDone are the checks that judge what a node ought to have done
// and did not. A line that was lost without a trace cannot be told from a deed
// that was left undone: with no clock that counts the events of the node, the
// rest is the whole log of a node that did not deliver, acknowledge or renew.
var sayWhatWasNotDone = []string{"delivery/stuck", "lease/expired-use", "replica/order", "replica/output", "store/dots"}

// showsLoss reports whether the recording shows that lines are missing.
func (r *ruling) showsLoss() bool {
	if r.rep == nil || r.log.Bad() > 0 {
		return true
	}
	for _, run := range r.rep.Runs {
		if len(run.Graph.Matching().Orphans) > 0 || len(run.Graph.Ghosts()) > 0 || len(run.Run.Gaps()) > 0 {
			return true
		}
		for _, res := range run.Results {
			if res.Check.ID == "clock/vector" && res.Status == checks.Inconclusive {
				return true
			}
		}
	}
	return false
}

// TestSystemsWithLosses takes lines, files and ends of files out of sound
// recordings of every system: whatever all checks conclude from the rest, none
// finds anything definite where something is known to be missing, and no file
// that broke off in a line passes.
func TestSystemsWithLosses(t *testing.T) {
	lazyCollector(t)
	table := &faultTable{}
	t.Run("systems", func(t *testing.T) {
		for _, s := range simulate.Systems() {
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				x := &faultTrial{T: t, sample: &sample{name: s.Name}, table: table}
				whole := systemRecording(t, &s)
				for _, name := range whole.names {
					x.without("drop a file", whole, name, "", false)
					x.loseLines(whole, name)
				}
			})
		}
	})
	t.Log(table)
}

// loseLines drops each line of a file, some lines at random, and cuts the file
// within each line.
func (x *faultTrial) loseLines(whole *damaged, name string) {
	lines := strings.SplitAfter(strings.TrimSuffix(whole.text[name], "\n"), "\n")
	rng := rand.New(rand.NewPCG(5, 6))
	before := 0
	for i, line := range lines {
		rest := whole.text[name][before+len(line):]
		x.without("drop a line", whole, name, whole.text[name][:before]+rest, false)
		if len(line) > 2 {
			x.without("cut a file", whole, name, whole.text[name][:before+1+rng.IntN(len(line)-2)], true)
		}
		if i%4 == 0 {
			var some strings.Builder
			for _, l := range lines {
				if rng.IntN(3) > 0 {
					some.WriteString(l)
				}
			}
			x.without("drop many lines", whole, name, some.String(), false)
		}
		before += len(line)
	}
}

// without judges a recording of which one file holds less, or nothing.
func (x *faultTrial) without(damage string, whole *damaged, name, text string, torn bool) {
	if x.skips() {
		return
	}
	m := whole.withText(name, text)
	r := rule(x, m.config, m.files(), 1)
	x.table.add(damage, x.sample.name, r.code)
	showsLoss := r.showsLoss()
	r.definite(func(_ *parse.Run, f *checks.Finding) {
		if showsLoss || !slices.Contains(sayWhatWasNotDone, f.Check) {
			x.Errorf("%s: a definite finding in %s: %s: %s\n%s\n%s", damage, name, f.Check, f.Message, r.statuses(), text)
		}
	})
	if torn && r.code == exitPass {
		x.Errorf("%s: a pass of %s, which is torn\n%s", damage, name, text)
	}
	x.again(damage, m, &r)
}
