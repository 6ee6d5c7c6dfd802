package checks

import (
	"strings"
	"testing"
)

func TestJudge(t *testing.T) {
	result := func(id string, s Status) Result { return Result{Check: &Check{ID: id}, Status: s, Reason: "so"} }
	a, b := "clock/hlc", "lease/overlap"
	for _, test := range []struct {
		name      string
		runs      [][]Result
		opt       JudgeOptions
		want      Verdict
		tolerated bool
		reason    string
	}{
		{name: "all pass", runs: [][]Result{{result(a, Pass), result(b, NotApplicable)}}, want: VerdictPass},
		{name: "observed decides nothing", runs: [][]Result{{result(a, Observed), result(b, Pass)}}, want: VerdictPass},
		{name: "observed alone applied", runs: [][]Result{{result(a, Observed)}}, want: VerdictPass},
		{name: "one fails", runs: [][]Result{{result(a, Fail), result(b, Inconclusive)}}, want: VerdictFail},
		{name: "the worst run decides", runs: [][]Result{{result(a, Pass)}, {result(a, Fail)}}, want: VerdictFail},
		{name: "fail wins over bad lines", runs: [][]Result{{result(a, Fail)}}, opt: JudgeOptions{BadLines: 1, AllowInconclusive: true}, want: VerdictFail},
		{name: "inconclusive", runs: [][]Result{{result(a, Inconclusive), result(b, Pass)}}, want: VerdictInconclusive, reason: "clock/hlc is inconclusive: so"},
		{name: "inconclusive allowed", runs: [][]Result{{result(a, Inconclusive)}}, opt: JudgeOptions{AllowInconclusive: true}, want: VerdictInconclusive, tolerated: true, reason: "so"},
		{name: "none applied", runs: [][]Result{{result(a, NotApplicable)}}, want: VerdictInconclusive, reason: "no check applies"},
		{name: "none applied to one of two runs", runs: [][]Result{{result(a, Pass)}, {result(a, NotApplicable)}}, want: VerdictInconclusive, reason: "no check applies"},
		{name: "none applied cannot be allowed", runs: [][]Result{{}}, opt: JudgeOptions{AllowInconclusive: true}, want: VerdictInconclusive, reason: "no check applies"},
		{name: "no run", want: VerdictInconclusive, reason: "no run"},
		{name: "a required check applies", runs: [][]Result{{result(a, Pass)}}, opt: JudgeOptions{Require: []string{a}}, want: VerdictPass},
		{name: "a required check does not apply", runs: [][]Result{{result(a, NotApplicable), result(b, Pass)}}, opt: JudgeOptions{Require: []string{a}, AllowInconclusive: true}, want: VerdictInconclusive, reason: "clock/hlc is required and does not apply"},
		{name: "a required check was skipped", runs: [][]Result{{result(b, Pass)}}, opt: JudgeOptions{Require: []string{a}}, want: VerdictInconclusive, reason: "was not run"},
		{name: "lines that fit nothing", runs: [][]Result{{result(a, Pass)}}, opt: JudgeOptions{Unmatched: 1, AllowInconclusive: true}, want: VerdictInconclusive, reason: "1 line of the input fit nothing that is read as an event"},
		{name: "bad lines", runs: [][]Result{{result(a, Pass)}}, opt: JudgeOptions{BadLines: 2, AllowInconclusive: true}, want: VerdictInconclusive, reason: "2 lines of the input could not be read"},
	} {
		got := Judge(test.runs, test.opt)
		if got.Verdict != test.want || got.Tolerated != test.tolerated || !strings.Contains(strings.Join(got.Reasons, "; "), test.reason) || (test.reason == "") != (got.Reasons == nil) {
			t.Errorf("%s: %v, tolerated %v, because %q", test.name, got.Verdict, got.Tolerated, got.Reasons)
		}
	}
}
