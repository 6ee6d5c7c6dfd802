package checks

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/graph"
)

// Run judges a run by the given checks, one Result each, in their order.
//
//  1. The evidence is judged first: a cycle, or vector clocks that break their
//     law, weaken what all other checks conclude from them.
//  2. Each check collects its evidence; of its findings the first MaxFindings
//     in report order are kept.
//  3. Every order that a kept finding claims is proved by a path, and the
//     finding put into words. A definite finding whose proof needs
//     contradicted stamps becomes a possible one.
//  4. Findings that the baseline accepts are marked as known.
//  5. The status follows from findings, missing evidence and doubts (decide).
//
// A check that breaks (it panics, or claims an order that nothing proves) is
// inconclusive and part of the error: it has neither passed nor failed. The
// other results stand.
func Run(in *Input, list []Check) ([]Result, error) {
	j := &judge{in: in}
	j.weigh(list)
	results := make([]Result, 0, len(list))
	for i := range list {
		results = append(results, j.result(&list[i]))
	}
	return results, errors.Join(j.errs...)
}

// judge is what Run knows while it works.
type judge struct {
	in    *Input
	trust trust
	errs  []error
}

// result judges the run by one check and turns its failure to work into an
// inconclusive result.
func (j *judge) result(c *Check) (r Result) {
	defer func() {
		if p := recover(); p != nil {
			passLimit(p)
			r = j.broken(c, fmt.Errorf("panic: %v", p))
		}
	}()
	if c.UsesOrder && j.trust.fatal {
		return j.withoutOrder(c)
	}
	ev := c.Collect(j.in)
	findings, err := j.settle(c, ev)
	if err != nil {
		return j.broken(c, err)
	}
	j.in.Options.Baseline.mark(findings)
	r = Result{Check: c, Examined: ev.Examined, Note: ev.Note, Findings: findings,
		Total: max(ev.Total, len(ev.Findings)), Unpromised: ev.Observed}
	r.Status, r.Reason = decide(ev, findings, j.doubts(c), j.in.Options)
	if known := len(findings) - len(fresh(findings)); known > 0 && r.Total > len(findings) && !ev.Observed {
		r.Note = join(fmt.Sprintf("accepted by the baseline: %d of %s; as the others are not listed, none is taken for known",
			known, count(r.Total, "finding")), r.Note)
	}
	return r
}

// withoutOrder answers for a check that needs the order of a run that has none:
// all it can say is whether the log holds anything of its kind.
func (j *judge) withoutOrder(c *Check) (r Result) {
	r = Result{Check: c, Status: Inconclusive,
		Reason: "the messages contradict the order of events (causality/cycle), so nothing can be concluded from it"}
	defer func() { passLimit(recover()) }() // a check may rely on an order that is one
	if ev := c.Collect(j.in); ev.Examined == "" && len(ev.Missing) == 0 && len(ev.Findings) == 0 {
		r.Status, r.Reason = decide(ev, nil, nil, j.in.Options)
	} else {
		r.Examined = ev.Examined
	}
	return r
}

// passLimit goes on with a panic that says that the run is too wide: then no
// check can be judged, and none is at fault.
func passLimit(p any) {
	if limit, ok := p.(*graph.LimitError); ok {
		panic(limit)
	}
}

func (j *judge) broken(c *Check, err error) Result {
	j.errs = append(j.errs, fmt.Errorf("internal error: check %s: %w", c.ID, err))
	return Result{Check: c, Status: Inconclusive, Reason: "internal error: " + err.Error()}
}

// settle cuts the findings of a check to those that are kept, and completes
// these: proof, certainty, words, fingerprint, order.
func (j *judge) settle(c *Check, ev Evidence) ([]Finding, error) {
	findings := first(slices.Clone(ev.Findings))
	for i := range findings {
		f := &findings[i]
		f.Check = c.ID
		words := &Words{in: j.in, paths: make(map[Claim][]graph.Edge, len(f.Claims))}
		for _, claim := range f.Claims {
			path, err := prove(j.in, claim)
			if err != nil {
				return nil, err
			}
			words.paths[claim] = path
			f.Proof = append(f.Proof, Proof{claim.From, claim.To, path})
		}
		if f.Tell != nil {
			f.Message = f.Tell(words)
		}
		if c.UsesOrder && f.Certainty == Definite && (f.Stamped && j.trust.contradicted || j.trust.weakens(f.Proof)) {
			f.Certainty = Possible
			f.Message += "; only possible, because this rests on vector clocks that contradict the log"
		}
		j.doubt(f)
	}
	fingerprint(j.in.Run, findings)
	slices.SortStableFunc(findings, compareFindings)
	return findings, nil
}

// doubt makes a finding a possible one where what it rests on may have been
// otherwise.
func (j *judge) doubt(f *Finding) {
	if f.Certainty != Definite {
		return
	}
	switch {
	case j.in.Options.Damaged:
		f.Certainty = Possible
		f.Message += "; only possible, because what was read of a damaged file may be wrong"
	case f.takesIn(j.in.Run, j.trust.mute):
		f.Certainty = Possible
		f.Message += "; only possible, because lines are missing, and a node of which no delivery is left may hold back what it receives"
	}
}

// decide is the one place where a status follows from evidence.
func decide(ev Evidence, findings []Finding, doubts []string, opt Options) (Status, string) {
	open := unaccepted(ev, findings)
	definite := slices.ContainsFunc(open, func(f Finding) bool { return f.Certainty == Definite })
	missing := strings.Join(ev.Missing, "; ")
	accepted := ""
	if n := len(findings) - len(open); n > 0 {
		accepted = acceptedWords(n)
	}
	switch {
	case !ev.Observed && (definite || opt.Strict && len(open) > 0):
		return Fail, ""
	case len(open) > 0 && !ev.Observed:
		return Inconclusive, join(join("some executions that fit the log break it, others do not", missing), accepted)
	case missing != "":
		return Inconclusive, join(missing, accepted)
	case len(open) > 0:
		return Observed, "nobody promised that this does not happen"
	case ev.Examined == "" && accepted == "":
		return NotApplicable, "the log holds nothing of this kind"
	case len(doubts) > 0:
		return openStatus(ev), join(strings.Join(doubts, "; "), accepted)
	case accepted != "":
		return Observed, accepted
	}
	return Pass, ""
}

// unaccepted returns the findings that a status has to answer for: those that
// the baseline does not accept. Where some of a check's findings were dropped,
// nobody can say that these are accepted, so all count; and what nobody
// promised needs no acceptance.
func unaccepted(ev Evidence, findings []Finding) []Finding {
	if ev.Observed || max(ev.Total, len(ev.Findings)) > len(findings) {
		return findings
	}
	return fresh(findings)
}

// fresh returns the findings that are not known.
func fresh(findings []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.Known })
}

func acceptedWords(n int) string {
	if n == 1 {
		return "1 finding is accepted by the baseline"
	}
	return count(n, "finding") + " are accepted by the baseline"
}

// openStatus is the status of a check that found nothing and cannot say that
// there is nothing. What nobody promised gates nobody.
func openStatus(ev Evidence) Status {
	if ev.Observed {
		return Observed
	}
	return Inconclusive
}

func join(a, b string) string {
	if b == "" {
		return a
	}
	return a + "; " + b
}
