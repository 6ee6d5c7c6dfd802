package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
)

// headline writes the verdict and what it rests on.
func headline(p *page, rep *Report) {
	why := append(missingWords(rep), tallyOf(rep).words())
	known := 0
	for _, run := range rep.Runs {
		for _, res := range run.Results {
			_, accepted := splitKnown(res.Findings)
			known += len(accepted)
		}
	}
	if known > 0 {
		why = append(why, count(known, "known finding"))
	}
	if bad := rep.Log.Bad(); bad > 0 {
		why = append(why, count(bad, "line")+" could not be read")
	}
	if len(rep.Runs) > 1 {
		why = append(why, "in "+count(len(rep.Runs), "run"))
	}
	word := rep.Verdict.String()
	p.line(0, piece{strings.ToUpper(word), verdictStyle(word)}, piece{"  " + strings.Join(why, "; "), plain})
	for _, n := range rep.Notes {
		p.wrap(2, "note: "+n)
	}
}

// missingWords names what an inconclusive verdict lacks beside the answers of
// checks: required checks that did not apply, runs to which none did.
func missingWords(rep *Report) []string {
	if rep.Verdict != checks.VerdictInconclusive {
		return nil
	}
	var unmet, idle []string
	for i := range rep.Runs {
		run := &rep.Runs[i]
		for _, id := range rep.Require {
			if !applied(run, func(other string) bool { return other == id }) {
				unmet = addNew(unmet, id)
			}
		}
		if len(rep.Runs) > 1 && !applied(run, func(string) bool { return true }) {
			idle = append(idle, parse.Quote(run.Run.Name))
		}
	}
	var words []string
	if unmet != nil {
		words = append(words, "required checks that did not apply: "+strings.Join(unmet, ", "))
	}
	if idle != nil {
		noun, more := "run", ""
		if len(idle) > 1 {
			noun = "runs"
		}
		if n := len(idle) - maxShown; n > 0 {
			idle, more = idle[:maxShown], fmt.Sprintf(" and %s more", number(n))
		}
		words = append(words, "no check applies to "+noun+" "+strings.Join(idle, ", ")+more)
	}
	return words
}

// applied reports whether any of the wanted checks applied to a run.
func applied(run *RunReport, wanted func(id string) bool) bool {
	return slices.ContainsFunc(run.Results, func(r checks.Result) bool {
		return r.Status != checks.NotApplicable && wanted(r.Check.ID)
	})
}

// tally lists the checks, and those that had a status in some run.
type tally struct {
	all      []string
	byStatus map[checks.Status][]string
	known    []string // those that only observed because all that they found is known
}

func tallyOf(rep *Report) tally {
	t := tally{byStatus: map[checks.Status][]string{}}
	for _, run := range rep.Runs {
		for _, res := range run.Results {
			t.byStatus[res.Status] = addNew(t.byStatus[res.Status], res.Check.ID)
			t.all = addNew(t.all, res.Check.ID)
			if res.Status == checks.Observed && !res.Unpromised {
				t.known = addNew(t.known, res.Check.ID)
			}
		}
	}
	return t
}

// words says what the checks came to.
func (t tally) words() string {
	failed, undecided := t.byStatus[checks.Fail], t.byStatus[checks.Inconclusive]
	all := count(len(t.all), "check")
	switch {
	case len(failed) > 0:
		return fmt.Sprintf("%d of %s failed: %s", len(failed), all, strings.Join(failed, ", "))
	case len(undecided) > 0:
		return fmt.Sprintf("%d of %s cannot decide: %s", len(undecided), all, strings.Join(undecided, ", "))
	}
	return t.soundWords()
}

// soundWords says what the checks came to where none failed and none is in
// doubt. Where none passed either, it does not look like a pass.
func (t tally) soundWords() string {
	passed, all := t.byStatus[checks.Pass], count(len(t.all), "check")
	observed := without(t.byStatus[checks.Observed], passed)
	unpromised := len(without(observed, t.known))
	if len(passed) == len(t.all) && len(passed) > 0 {
		return all + " passed"
	}
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{
		{len(passed), "passed"},
		{len(observed) - unpromised, "found only what is known"},
		{unpromised, "observed what nobody promised to prevent"},
	} {
		of := ""
		switch {
		case part.n == 0:
			continue
		case parts == nil:
			of = " of " + all
		}
		parts = append(parts, fmt.Sprintf("%d%s %s", part.n, of, part.what))
	}
	if parts == nil {
		return "no check applies to this log (see 'tracecausal help events')"
	}
	if len(passed)+len(observed) < len(t.all) {
		parts = append(parts, "the others do not apply")
	}
	words := strings.Join(parts, ", ")
	if len(passed) == 0 {
		return "no check failed and none passed: " + words
	}
	return words
}

// without returns the members of list that others does not hold.
func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(id string) bool { return slices.Contains(others, id) })
}

func addNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
