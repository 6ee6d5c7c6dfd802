package render

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// The names of the schemas, which schema/*.json describe.
const (
	reportSchemaName = "tracecausal.report/v1"
	graphSchemaName  = "tracecausal.graph/v1"
)

// The types below are the schema tracecausal.report/v1, in the order of its
// output. Lists are never null.
type (
	reportJSON struct {
		Schema   string      `json:"schema"`
		Verdict  string      `json:"verdict"`
		Notes    []JSONText  `json:"notes"`
		Inputs   []inputJSON `json:"inputs"`
		Warnings []diagJSON  `json:"warnings"`
		Runs     []runJSON   `json:"runs"`
	}
	inputJSON struct {
		Path    JSONText   `json:"path"`
		Format  string     `json:"format"`
		Lines   int        `json:"lines"`
		Events  int        `json:"events"`
		Skipped int        `json:"skipped"`
		Bad     int        `json:"bad"`
		Errors  []diagJSON `json:"errors"`
	}
	diagJSON struct {
		File    JSONText `json:"file,omitempty"` // in warnings; an input's errors are in its own file
		Line    int      `json:"line"`
		Column  int      `json:"column,omitempty"`
		Class   string   `json:"class"`
		Message JSONText `json:"message"`
	}
	runJSON struct {
		Run      JSONText      `json:"run"`
		Nodes    []nodeJSON    `json:"nodes"`
		Events   int           `json:"events"`
		Messages int           `json:"messages"`
		Edges    edgeCountJSON `json:"edges"`
		Matching matchingJSON  `json:"matching"`
		Gaps     []JSONText    `json:"gaps"`
		Checks   []checkJSON   `json:"checks"`
		Findings []findingJSON `json:"findings"`
	}
	nodeJSON struct {
		Name   JSONText `json:"name"`
		Events int      `json:"events"`
		Clocks []string `json:"clocks"`
	}
	edgeCountJSON struct {
		Program int `json:"program"`
		Message int `json:"message"`
		Stamp   int `json:"stamp"`
	}
	matchingJSON struct {
		ByID      int `json:"by_id"`
		ByReply   int `json:"by_reply"`
		ByStamp   int `json:"by_stamp"`
		ByContent int `json:"by_content"`
		Orphans   int `json:"orphan_receives"`
		External  int `json:"external"`
		Lost      int `json:"lost"`
		Dropped   int `json:"dropped"`
		Duplicate int `json:"duplicate"`
		Ambiguous int `json:"ambiguous"`
	}
	checkJSON struct {
		ID       string   `json:"id"`
		Status   string   `json:"status"`
		Examined JSONText `json:"examined"`
		Findings int      `json:"findings"`
		Reason   JSONText `json:"reason"`
		Note     JSONText `json:"note,omitempty"`
	}
	findingJSON struct {
		Check       string        `json:"check"`
		Certainty   string        `json:"certainty"`
		Fingerprint string        `json:"fingerprint"`
		Known       bool          `json:"known,omitempty"`
		Subject     JSONText      `json:"subject"`
		Message     JSONText      `json:"message"`
		Events      []witnessJSON `json:"events"`
		Proof       []proofJSON   `json:"proof"`
	}
	witnessJSON struct {
		Role     JSONText `json:"role"`
		Event    JSONText `json:"event"`
		Node     JSONText `json:"node"`
		Life     int      `json:"life,omitempty"` // from the second on
		Position int      `json:"position"`
		Kind     string   `json:"kind"`
		Label    JSONText `json:"label"`
		File     JSONText `json:"file"`
		Line     int      `json:"line"`
	}
	proofJSON struct {
		From    JSONText   `json:"from"`
		To      JSONText   `json:"to"`
		Path    []JSONText `json:"path"`
		Reasons []JSONText `json:"reasons"` // one for each step of the path
	}
)

// JSON writes the report for programs: schema tracecausal.report/v1, one value
// over many lines, the same bytes for the same report.
func JSON(w io.Writer, rep *Report) error {
	out := reportJSON{
		Schema: reportSchemaName, Verdict: rep.Verdict.String(),
		Notes: texts(rep.Notes), Inputs: []inputJSON{}, Warnings: diagnostics(rep.Log.Warnings, true), Runs: []runJSON{},
	}
	for i := range rep.Log.Inputs {
		out.Inputs = append(out.Inputs, inputOf(&rep.Log.Inputs[i]))
	}
	for i := range rep.Runs {
		out.Runs = append(out.Runs, runOf(&rep.Runs[i]))
	}
	return writeIndented(w, out)
}

// writeIndented writes v as JSON, indented by one space, with a newline at the
// end. It does not let encoding/json escape: JSONText has done so.
func writeIndented(w io.Writer, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

func texts(list []string) []JSONText {
	out := make([]JSONText, len(list))
	for i, s := range list {
		out[i] = JSONText(s)
	}
	return out
}

func diagnostics(list []parse.Diagnostic, withFile bool) []diagJSON {
	out := []diagJSON{}
	for _, d := range list {
		j := diagJSON{Line: d.Source.Line, Column: d.Col, Class: string(d.Class), Message: JSONText(d.Msg)}
		if withFile {
			j.File = JSONText(d.Source.File)
		}
		out = append(out, j)
	}
	return out
}

func inputOf(in *parse.Input) inputJSON {
	errors := in.Errors
	if in.Err != nil {
		errors = append(errors[:len(errors):len(errors)], *in.Err)
	}
	return inputJSON{
		Path: JSONText(in.Path), Format: in.Format,
		Lines: in.Lines, Events: in.Events, Skipped: in.Skipped, Bad: in.Bad,
		Errors: diagnostics(errors, false),
	}
}

func runOf(r *RunReport) runJSON {
	m := r.Graph.Matching()
	out := runJSON{
		Run: JSONText(r.Run.Name), Nodes: []nodeJSON{},
		Events: r.Run.Len(), Messages: len(r.Graph.Messages()), Edges: countEdges(r.Graph),
		Matching: matchingJSON{
			ByID: m.ByID, ByReply: m.ByReply, ByStamp: m.ByStamp, ByContent: m.ByContent,
			Orphans: len(m.Orphans), External: m.External, Lost: len(m.Lost), Dropped: m.Dropped,
			Duplicate: len(m.Duplicate), Ambiguous: len(m.Ambiguous),
		},
		Gaps: texts(unordered(r)), Checks: []checkJSON{}, Findings: []findingJSON{},
	}
	clocks := nodeClocks(r.Run)
	for i, n := range r.Run.Nodes() {
		out.Nodes = append(out.Nodes, nodeJSON{Name: JSONText(n.Name), Events: n.Events, Clocks: clocks[i]})
	}
	for i := range r.Results {
		res := &r.Results[i]
		out.Checks = append(out.Checks, checkJSON{
			ID: res.Check.ID, Status: res.Status.String(), Examined: JSONText(res.Examined),
			Findings: res.Total, Reason: JSONText(res.Reason), Note: JSONText(res.Note),
		})
		for j := range res.Findings {
			out.Findings = append(out.Findings, findingOf(r.Run, &res.Findings[j]))
		}
	}
	return out
}

// unordered says, in words, what could not be ordered: events while the run was
// put together, stamps while the graph was built.
func unordered(r *RunReport) []string {
	return slices.Concat(r.Run.Gaps(), r.Graph.Uncertain())
}

// countEdges counts the edges of a graph by reason.
func countEdges(g *graph.Graph) edgeCountJSON {
	out := edgeCountJSON{Message: g.Entered(), Stamp: len(g.StampEdges())}
	for _, s := range g.Run().Strands() {
		out.Program += max(s.Len-1, 0)
	}
	return out
}

func findingOf(run *parse.Run, f *checks.Finding) findingJSON {
	out := findingJSON{
		Check: f.Check, Certainty: f.Certainty.String(), Fingerprint: f.Fingerprint, Known: f.Known,
		Subject: JSONText(f.Subject), Message: JSONText(f.Message),
		Events: []witnessJSON{}, Proof: []proofJSON{},
	}
	for _, w := range f.Events {
		e := run.Event(w.Event)
		j := witnessJSON{
			Role: JSONText(w.Role), Event: JSONText(e.Name()), Node: JSONText(e.NodeName()), Position: e.Position(),
			Kind: e.Kind().String(), Label: JSONText(e.Label()), File: JSONText(e.Source().File), Line: e.Source().Line,
		}
		if e.Life() > 1 {
			j.Life = e.Life()
		}
		out.Events = append(out.Events, j)
	}
	for _, p := range f.Proof {
		out.Proof = append(out.Proof, proofOf(run, p))
	}
	return out
}

func proofOf(run *parse.Run, p checks.Proof) proofJSON {
	name := func(e parse.EventID) JSONText { return JSONText(run.Event(e).Name()) }
	out := proofJSON{From: name(p.From), To: name(p.To), Path: []JSONText{name(p.From)}, Reasons: []JSONText{}}
	for _, e := range p.Path {
		out.Path = append(out.Path, name(e.To))
		out.Reasons = append(out.Reasons, JSONText(e.Why(run)))
	}
	return out
}
