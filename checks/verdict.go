package checks

import (
	"fmt"
	"slices"
)

// Verdict is the answer for all of the input.
type Verdict uint8

// The verdicts, better first: the worst run decides.
const (
	VerdictPass Verdict = iota
	VerdictInconclusive
	VerdictFail
)

// String returns "pass", "inconclusive" or "fail".
func (v Verdict) String() string { return [...]string{"pass", "inconclusive", "fail"}[v] }

// JudgeOptions say what is asked of a verdict.
type JudgeOptions struct {
	Require           []string // identifiers of checks that must apply in every run, as Expand returns them
	AllowInconclusive bool
	BadLines          int // lines that were not read, over those that are tolerated
	Unmatched         int // lines that may hold events and were skipped, where that is a reason to doubt
}

// Judgement is a verdict with its reasons.
type Judgement struct {
	Verdict Verdict
	// Reasons say, in words fit for a terminal, why the verdict is
	// inconclusive; for the others it is empty.
	Reasons []string
	// Unmet are those of the reasons that say of a required check that it did
	// not apply, each once.
	Unmet []string
	// Tolerated reports that the verdict is inconclusive only because checks
	// are, and that this was allowed.
	Tolerated bool
}

// Judge draws the verdict from the results of all runs, by run. One failed
// check fails. Otherwise an inconclusive check, a run to which no check
// applied, a required check that did not apply, a part of the input that was
// not read or not understood, and no run at all make it inconclusive; only the first of these
// can be allowed.
func Judge(runs [][]Result, opt JudgeOptions) Judgement {
	var open, hard, unmet []string // open: what AllowInconclusive tolerates
	for _, results := range runs {
		for _, r := range results {
			switch r.Status {
			case Fail:
				return Judgement{Verdict: VerdictFail}
			case Inconclusive:
				open = append(open, r.Check.ID+" is inconclusive: "+r.Reason)
			}
		}
		if !slices.ContainsFunc(results, applies) {
			hard = append(hard, "no check applies to the log")
		}
		unmet = append(unmet, lacking(results, opt.Require)...)
	}
	slices.Sort(unmet)
	unmet = slices.Compact(unmet)
	hard = append(hard, unmet...)
	if len(runs) == 0 {
		hard = append(hard, "the input holds no run")
	}
	if opt.BadLines > 0 {
		hard = append(hard, count(opt.BadLines, "line")+" of the input could not be read")
	}
	if opt.Unmatched > 0 {
		hard = append(hard, count(opt.Unmatched, "line")+" of the input fit nothing that is read as an event")
	}
	reasons := append(hard, open...)
	if len(reasons) == 0 {
		return Judgement{Verdict: VerdictPass}
	}
	return Judgement{VerdictInconclusive, reasons, unmet, opt.AllowInconclusive && len(hard) == 0}
}

func applies(r Result) bool { return r.Status != NotApplicable }

// lacking says which of the required checks did not apply to a run.
func lacking(results []Result, require []string) []string {
	var words []string
	for _, id := range require {
		i := slices.IndexFunc(results, func(r Result) bool { return r.Check.ID == id })
		if i < 0 {
			words = append(words, fmt.Sprintf("%s is required and was not run", id))
		} else if !applies(results[i]) {
			words = append(words, fmt.Sprintf("%s is required and does not apply: the log holds nothing of its kind", id))
		}
	}
	return words
}
