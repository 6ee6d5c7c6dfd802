package render

import (
	"io"

	"github.com/tracecausal/tracecausal/checks"
)

// baselineSchemaName is the schema of a baseline, which schema/*.json describes.
const baselineSchemaName = "tracecausal.baseline/v1"

// The types below are the schema tracecausal.baseline/v1, in the order of its
// output. The list is never null.
type (
	baselineJSON struct {
		Schema   string      `json:"schema"`
		Findings []entryJSON `json:"findings"`
	}
	entryJSON struct {
		Check       string   `json:"check"`
		Fingerprint string   `json:"fingerprint"`
		Certainty   string   `json:"certainty"`
		Run         JSONText `json:"run"`
		Message     JSONText `json:"message"`
	}
)

// BaselineOf returns the baseline that accepts the findings of a report.
func BaselineOf(rep *Report) *checks.Baseline { return checks.BaselineOf(RunResults(rep.Runs)) }

// RunResults returns the results of the runs by the names of these.
func RunResults(runs []RunReport) []checks.RunResults {
	var list []checks.RunResults
	for _, r := range runs {
		list = append(list, checks.RunResults{Run: r.Run.Name, Results: r.Results})
	}
	return list
}

// WriteBaseline writes a baseline: schema tracecausal.baseline/v1, sorted, the
// same bytes for the same findings.
func WriteBaseline(w io.Writer, b *checks.Baseline) error {
	out := baselineJSON{Schema: baselineSchemaName, Findings: []entryJSON{}}
	for _, e := range b.Entries() {
		out.Findings = append(out.Findings, entryJSON{
			Check: e.Check, Fingerprint: e.Fingerprint, Certainty: e.Certainty.String(),
			Run: JSONText(e.Run), Message: JSONText(e.Message),
		})
	}
	return writeIndented(w, out)
}
