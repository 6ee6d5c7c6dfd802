package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// ruling is what analyze says of a recording.
type ruling struct {
	code int
	log  *parse.Log     // nil where nothing could be read
	rep  *render.Report // nil where there is no verdict
	said string         // on standard error
}

// rule does what analyze does with some files and the mapping beside them.
func rule(t testing.TB, config string, files []parse.File, workers int) ruling {
	t.Helper()
	var stderr bytes.Buffer
	in := newInputFlags()
	src := &source{app: newApp(nil, io.Discard, &stderr), flags: &in, files: files}
	src.opt.Workers = workers
	if config != "" {
		c, err := parse.ReadConfig(parse.ConfigName, []byte(config))
		if err != nil {
			t.Fatal(err)
		}
		src.opt = c.Options(src.opt)
	}
	r := ruling{}
	l, err := src.read(context.Background())
	if err == nil {
		r.log = l.Log
		r.rep, r.code, err = judge(context.Background(), l, &analyzeOptions{}, &plan{checks: checks.All()})
	}
	r.code = exitCode(r.code, err)
	r.said = stderr.String()
	if err != nil {
		r.said += err.Error()
	}
	if strings.Contains(r.said, string(parse.ClassInternal)) {
		t.Errorf("a defect: %s", r.said)
	}
	return r
}

func (m *damaged) files() (list []parse.File) {
	for _, name := range m.names {
		list = append(list, parse.Text(name, m.text[name]))
	}
	return list
}

// definite calls f for each definite finding that counts, with the run it is of.
func (r *ruling) definite(f func(run *parse.Run, found *checks.Finding)) {
	if r.rep == nil {
		return
	}
	for _, run := range r.rep.Runs {
		for _, res := range run.Results {
			for i := range res.Findings {
				if res.Status == checks.Fail && res.Findings[i].Certainty == checks.Definite {
					f(run.Run, &res.Findings[i])
				}
			}
		}
	}
}

// cites reports whether a finding names one of some lines, as a witness or as
// an end of an edge of its proof. What is said of a clock is said of the one
// before it, too.
func cites(run *parse.Run, f *checks.Finding, lines map[parse.Source]bool) bool {
	at := func(e parse.EventID) bool {
		return lines[run.Event(e).Source()] || strings.HasPrefix(f.Check, "clock/") && e > 0 &&
			run.StrandOf(e-1) == run.StrandOf(e) && lines[run.Event(e-1).Source()]
	}
	return slices.ContainsFunc(f.Events, func(w checks.Witness) bool { return at(w.Event) }) ||
		slices.ContainsFunc(f.Proof, func(p checks.Proof) bool {
			return slices.ContainsFunc(p.Path, func(e graph.Edge) bool { return at(e.From) || at(e.To) })
		})
}

// unjustified returns a definite finding that rests on none of the altered
// lines, so that it would hold in the sound recording too; "" if there is none.
func (m *damaged) unjustified(r *ruling) (words string) {
	r.definite(func(run *parse.Run, f *checks.Finding) {
		if !cites(run, f, m.altered) {
			words = f.Check + ": " + f.Message
		}
	})
	return words
}

// report is the whole report, to compare bytes.
func (r *ruling) report() string {
	var b strings.Builder
	fmt.Fprintln(&b, r.code, r.said)
	if r.rep != nil {
		if err := writeReport(&b, r.rep, "json", render.TextOptions{}); err != nil {
			fmt.Fprintln(&b, err)
		}
	}
	return b.String()
}

// statuses lists the checks that apply.
func (r *ruling) statuses() string {
	var b strings.Builder
	if r.rep == nil {
		return r.said
	}
	for _, run := range r.rep.Runs {
		for _, res := range run.Results {
			if res.Status != checks.NotApplicable {
				fmt.Fprintf(&b, "%s %s %s\n", res.Check.ID, res.Status, res.Reason)
				for _, f := range res.Findings {
					fmt.Fprintf(&b, "  %s: %s\n", f.Certainty, f.Message)
				}
			}
		}
	}
	return b.String() + r.said
}
