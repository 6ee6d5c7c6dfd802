package checks

import "fmt"

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
}

// Judgement is a verdict with its reasons.
type Judgement struct {
	Verdict Verdict
	// Reasons say, in words fit for a terminal, why the verdict is
	// inconclusive; for the others it is empty. The first Hard of them cannot
	// be allowed; the others are checks that are inconclusive.
	Reasons []string
	Hard    int
	// Tolerated reports that the verdict is inconclusive only because checks
	// are, and that this was allowed.
	Tolerated bool
}

// Judge draws the verdict from the results of all runs, by run. One failed
// check fails. Otherwise an inconclusive check, a run to which no check
// applied, a required check that did not apply, a part of the input that was
// not read, and no run at all make it inconclusive; only the first of these
// can be allowed.
func Judge(runs [][]Result, opt JudgeOptions) Judgement {
	var open, hard []string // open: what AllowInconclusive tolerates
	for _, results := range runs {
		for _, r := range results {
			switch r.Status {
			case Fail:
				return Judgement{Verdict: VerdictFail}
			case Inconclusive:
				open = append(open, r.Check.ID+" is inconclusive: "+r.Reason)
			}
		}
		hard = append(hard, lacking(results, opt.Require)...)
	}
	if len(runs) == 0 {
		hard = append(hard, "the input holds no run")
	}
	if opt.BadLines > 0 {
		hard = append(hard, count(opt.BadLines, "line")+" of the input could not be read")
	}
	reasons := append(hard, open...)
	if len(reasons) == 0 {
		return Judgement{Verdict: VerdictPass}
	}
	return Judgement{VerdictInconclusive, reasons, len(hard), opt.AllowInconclusive && len(hard) == 0}
}

// lacking says which checks of a run should have applied and did not.
func lacking(results []Result, require []string) []string {
	applied := make(map[string]bool, len(results))
	some := false
	for _, r := range results {
		applied[r.Check.ID] = r.Status != NotApplicable
		some = some || r.Status != NotApplicable
	}
	var words []string
	if !some {
		words = append(words, "no check applies to the log")
	}
	for _, id := range require {
		if ok, ran := applied[id]; !ran {
			words = append(words, fmt.Sprintf("%s is required and was not run", id))
		} else if !ok {
			words = append(words, fmt.Sprintf("%s is required and does not apply: the log holds nothing of its kind", id))
		}
	}
	return words
}
