package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
)

// How many findings of one check the text report prints. A few examples of
// what is only possible are enough to see what evidence is missing.
const (
	maxShown    = 10
	maxPossible = 3
)

// defaultWidth is where sentences wrap unless the caller knows better.
const defaultWidth = 100

// Text writes the report for people: the verdict in one line, each finding
// with its events and why they stand as they do, a table of the checks, and
// how the input was read. No line begins with text of the log, and what a
// terminal or a CI runner would obey is shown as visible escapes.
func Text(w io.Writer, rep *Report, opt TextOptions) error {
	p := &page{color: opt.Color, width: opt.Width}
	if p.width <= 0 {
		p.width = defaultWidth
	}
	headline(p, rep)
	for i := range rep.Runs {
		writeFindings(p, rep, &rep.Runs[i])
	}
	if !opt.Quiet {
		writeChecks(p, rep)
		writeInput(p, rep)
	}
	return p.writeTo(w)
}

// headline writes the verdict and what it rests on.
func headline(p *page, rep *Report) {
	byStatus := map[checks.Status][]string{}
	var all []string
	for _, run := range rep.Runs {
		for _, res := range run.Results {
			byStatus[res.Status] = addNew(byStatus[res.Status], res.Check.ID)
			all = addNew(all, res.Check.ID)
		}
	}
	failed, undecided := byStatus[checks.Fail], byStatus[checks.Inconclusive]
	var why []string
	switch {
	case len(failed) > 0:
		why = append(why, fmt.Sprintf("%d of %s failed: %s", len(failed), count(len(all), "check"), strings.Join(failed, ", ")))
	case len(undecided) > 0:
		why = append(why, fmt.Sprintf("%d of %s cannot decide: %s", len(undecided), count(len(all), "check"), strings.Join(undecided, ", ")))
	case len(byStatus[checks.Pass]) > 0:
		why = append(why, fmt.Sprintf("%d of %s passed, the others do not apply", len(byStatus[checks.Pass]), count(len(all), "check")))
		if len(byStatus[checks.Pass]) == len(all) {
			why[0] = count(len(all), "check") + " passed"
		}
	default:
		why = append(why, "no check applies to this log")
	}
	if bad := rep.Log.Bad(); bad > 0 {
		why = append(why, count(bad, "line")+" could not be read")
	}
	if len(rep.Runs) > 1 {
		why = append(why, "in "+count(len(rep.Runs), "run"))
	}
	word := verdictWord(rep.Verdict)
	p.line(0, piece{strings.ToUpper(word), verdictStyle(word)}, piece{"  " + strings.Join(why, "; "), plain})
	for _, n := range rep.Notes {
		p.wrap(2, "note: "+n)
	}
}

func addNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// verdictStyle is also that of a status, which the words are shared with.
func verdictStyle(word string) style {
	switch word {
	case "fail":
		return red
	case "pass":
		return green
	case "inconclusive":
		return yellow
	}
	return dim
}

// writeFindings writes the findings of one run, those that fail it first.
func writeFindings(p *page, rep *Report, run *RunReport) {
	for _, status := range []checks.Status{checks.Fail, checks.Inconclusive, checks.Observed} {
		for i := range run.Results {
			if res := &run.Results[i]; res.Status == status {
				writeResult(p, rep, run, res)
			}
		}
	}
}

func writeResult(p *page, rep *Report, run *RunReport, res *checks.Result) {
	shown := 0
	for i := range res.Findings[:min(maxShown, len(res.Findings))] {
		f := &res.Findings[i]
		if f.Certainty == checks.Possible && i >= maxPossible {
			break
		}
		shown++
		p.blank()
		word := res.Status.String()
		if f.Certainty > res.Findings[0].Certainty {
			word = checks.Inconclusive.String() // it is not what failed the check
		}
		head := []piece{{strings.ToUpper(word), verdictStyle(word)}, {" " + res.Check.ID, bold}, {"  " + f.Certainty.String(), plain}}
		if f.Subject != "" {
			head = append(head, piece{"  " + f.Subject, plain})
		}
		if len(rep.Runs) > 1 {
			head = append(head, piece{"  run " + parse.Quote(run.Run.Name), plain})
		}
		p.line(0, head...)
		writeFinding(p, run.Run, f)
	}
	if res.Total > shown {
		p.blank()
		p.text(0, fmt.Sprintf("… and %s more of %s", number(res.Total-shown), res.Check.ID), dim)
	}
}

// writeFinding writes what was found: the sentence, the events, and why one is
// before another.
func writeFinding(p *page, run *parse.Run, f *checks.Finding) {
	p.wrap(2, f.Message)
	rows := make([][]piece, 0, len(f.Events))
	for _, w := range f.Events {
		e := run.Event(w.Event)
		role := w.Role
		if role == "" {
			role = "event"
		}
		src := e.Source()
		rows = append(rows, []piece{{role, dim}, {e.Name(), bold}, {summary(e), plain}, {fmt.Sprintf("%s:%d", src.File, src.Line), dim}})
	}
	p.table(4, rows)
	for _, proof := range f.Proof {
		p.wrap(2, because(run, f, proof))
	}
	p.text(2, "fingerprint "+f.Fingerprint, dim)
}

// verdictWord returns the verdict as reports spell it.
func verdictWord(v checks.Verdict) string { return v.String() }
