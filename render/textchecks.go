package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
)

// fewRuns is how many runs a text report describes one by one. Of more, those
// without a complaint share a line.
const fewRuns = 3

// writeChecks writes a table of the checks for each run.
func writeChecks(p *page, rep *Report) {
	var sound []string
	for i := range rep.Runs {
		run := &rep.Runs[i]
		if len(rep.Runs) > fewRuns && isSound(run) {
			sound = append(sound, parse.Quote(run.Run.Name))
			continue
		}
		writeRun(p, rep, run)
	}
	if len(sound) > 0 {
		p.blank()
		names := sound[:min(len(sound), maxShown)]
		more := ""
		if n := len(sound) - len(names); n > 0 {
			more = fmt.Sprintf(" and %s more", number(n))
		}
		p.wrap(0, fmt.Sprintf("no complaint about %s: %s%s", count(len(sound), "run"), strings.Join(names, ", "), more))
	}
}

// isSound reports whether some check applied to a run and all that did passed.
func isSound(run *RunReport) bool {
	applied := false
	for _, r := range run.Results {
		switch r.Status {
		case checks.Fail, checks.Inconclusive, checks.Observed:
			return false
		case checks.Pass:
			applied = true
		}
	}
	return applied
}

// writeRun writes the table of the checks for one run.
func writeRun(p *page, rep *Report, run *RunReport) {
	p.blank()
	head := "checks"
	if len(rep.Runs) > 1 {
		head = "checks of run " + parse.Quote(run.Run.Name)
	}
	p.text(0, head, bold)
	var rows [][]piece
	for _, res := range run.Results {
		if res.Status == checks.NotApplicable {
			continue
		}
		word := res.Status.String()
		rows = append(rows, []piece{{word, verdictStyle(word)}, {res.Check.ID, plain}, {cmp.Or(res.Examined, "nothing"), plain}})
	}
	p.table(2, rows)
	if idle := idleChecks(run.Results); len(idle) > 0 {
		p.wrap(2, checks.NotApplicable.String()+": "+strings.Join(idle, ", "))
	}
	writeReasons(p, run)
}

// idleChecks lists the checks that found nothing of their kind, a group of
// several none of which did as "group/*".
func idleChecks(results []checks.Result) []string {
	applied := make(map[string]bool) // by group
	ran := make(map[string]int)
	for _, res := range results {
		group, _, _ := strings.Cut(res.Check.ID, "/")
		applied[group] = applied[group] || res.Status != checks.NotApplicable
		ran[group]++
	}
	var idle []string
	for _, res := range results {
		group, _, _ := strings.Cut(res.Check.ID, "/")
		name := res.Check.ID
		if !applied[group] && ran[group] > 1 {
			name = group + "/*"
		}
		if res.Status == checks.NotApplicable && !slices.Contains(idle, name) {
			idle = append(idle, name)
		}
	}
	return idle
}

// writeReasons says what kept checks from passing, and what is worth knowing
// beside a pass.
func writeReasons(p *page, run *RunReport) {
	for _, res := range run.Results {
		if res.Reason != "" && res.Status != checks.NotApplicable {
			p.wrap(2, fmt.Sprintf("%s is %s: %s", res.Check.ID, res.Status, res.Reason))
		}
		if res.Note != "" {
			p.wrap(2, res.Check.ID+": "+res.Note)
		}
	}
}
