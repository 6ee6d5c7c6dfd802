package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
)

// How many findings of one check the text report prints. A few examples of
// what is only possible are enough to see what evidence is missing, and one of
// what nobody promised.
const (
	maxShown    = 10
	maxPossible = 3
	maxObserved = 1
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

// writeFindings writes the findings of one run, those that fail it first and
// those that the baseline accepts last.
func writeFindings(p *page, rep *Report, run *RunReport) {
	for _, status := range []checks.Status{checks.Fail, checks.Inconclusive, checks.Observed} {
		for i := range run.Results {
			if res := &run.Results[i]; res.Status == status {
				news, known := splitKnown(res.Findings)
				writeResult(p, rep, run, res, news, res.Total-len(known))
			}
		}
	}
	for i := range run.Results {
		res := &run.Results[i]
		_, known := splitKnown(res.Findings)
		writeResult(p, rep, run, res, known, len(known))
	}
}

// splitKnown parts the findings that the baseline accepts from the others.
func splitKnown(findings []checks.Finding) (news, known []*checks.Finding) {
	for i := range findings {
		if f := &findings[i]; f.Known {
			known = append(known, f)
		} else {
			news = append(news, f)
		}
	}
	return news, known
}

// writeResult writes the first of some findings of a check, all of them known
// or none, and says how many of the total it leaves out.
func writeResult(p *page, rep *Report, run *RunReport, res *checks.Result, findings []*checks.Finding, total int) {
	shown := 0
	for i, f := range findings[:min(maxShown, len(findings))] {
		if f.Certainty == checks.Possible && i >= maxPossible || res.Status == checks.Observed && !f.Known && i >= maxObserved {
			break
		}
		shown++
		p.blank()
		word := res.Status.String()
		switch {
		case f.Known:
			word = "known"
		case f.Certainty > findings[0].Certainty:
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
		writeFinding(p, run.Run, f, res.Status != checks.Observed)
	}
	if total > shown {
		more := "more"
		if shown > 0 && findings[0].Known {
			more = "more known ones"
		}
		p.blank()
		p.text(0, fmt.Sprintf("… and %s %s of %s (-f json lists the first %d)", number(total-shown), more, res.Check.ID, checks.MaxFindings), dim)
	}
}

// writeFinding writes what was found: the sentence, the events, and, where it
// is to be proven, why one is before another.
func writeFinding(p *page, run *parse.Run, f *checks.Finding, proven bool) {
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
		if proven {
			p.wrap(2, because(run, f, proof))
		}
	}
	p.text(2, "fingerprint "+f.Fingerprint, dim)
}
