package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// queryOptions are the flags of query.
type queryOptions struct {
	input  inputFlags
	format choice
}

func newQueryCmd(a *app) *cobra.Command {
	opt := &queryOptions{input: newInputFlags(), format: newChoice("text", "text", "json")}
	cmd := &cobra.Command{
		Use:   "query E F FILE… | query - FILE…",
		Short: "Say how two events stand to each other, and why",
		Long: `Query says whether event E is before, after or concurrent with event F, with the
shortest path of program steps and messages that proves it, or what each knows
of the other's node where they are concurrent.

An event is NODE:POSITION (from 1, split at the last colon; NODE@2:POSITION in
its node's second life) or FILE:LINE.

With - in place of the events, query reads one pair per line from standard
input, separated by a blank or a tab, and answers one line each. A bad name gets
an error line, the rest is answered, and the exit code is 2.

` + doubtsHelp + unsentHelp,
		Example: `  tracecausal query A:3 B:2 logs/*.jsonl
  tracecausal query a.jsonl:17 b.jsonl:40 -f json logs/`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && args[0] == "-" {
				return needArgs(2, "at least one log")(cmd, args)
			}
			return needArgs(3, "two events (or -) and at least one log")(cmd, args)
		},
		RunE: a.command(func(ctx context.Context, args []string) (int, error) { return runQuery(ctx, a, opt, args) }),
	}
	opt.input.register(cmd.Flags())
	addVar(cmd.Flags(), &opt.format, "output-format", "f", "output format")
	return cmd
}

func runQuery(ctx context.Context, a *app, opt *queryOptions, args []string) (int, error) {
	pairs := args[0] == "-"
	files := args[2:]
	if pairs {
		files = args[1:]
	}
	src, err := a.find(&opt.input, files)
	if err != nil {
		return exitPass, err
	}
	if pairs && len(src.paths()) < len(src.files) {
		return exitPass, usageErrorf("standard input cannot hold both the pairs and a log")
	}
	l, err := src.read(ctx)
	if err != nil {
		return exitPass, err
	}
	q := &query{app: a, loaded: l, graphs: newGraphs(l), json: opt.format.value == "json", warned: map[*graph.Graph]bool{}, unsent: map[*graph.Graph]bool{}}
	if pairs {
		return q.all(ctx, a.in)
	}
	ans, err := q.answer(args[0], args[1])
	if err != nil {
		return exitPass, err
	}
	if q.json {
		err = writeJSONLine(a.out, ans)
	} else {
		err = ans.writeText(a.out)
	}
	return q.code(), err
}

// query answers questions about one input.
type query struct {
	*loaded
	app    *app
	graphs *graphs
	json   bool
	doubt  bool                  // an answer is doubtful
	warned map[*graph.Graph]bool // of what makes all of a run's order doubtful
	unsent map[*graph.Graph]bool // of an answer that a missing send makes doubtful
}

// code is 3 where an answer rests on evidence with holes.
func (q *query) code() int {
	if q.doubt {
		return exitInconclusive
	}
	return exitPass
}

// answer says how two events stand to each other.
func (q *query) answer(a, b string) (*answer, error) {
	run, ids, err := q.graphs.lookup(a, b)
	if err != nil {
		return nil, err
	}
	g := q.graphs.of(run)
	q.noteDoubts(g)
	ans := newAnswer(g, ids[0], ids[1])
	q.noteUnsent(ans)
	return ans, nil
}

// noteDoubts warns, once for each run, of what makes its order doubtful.
func (q *query) noteDoubts(g *graph.Graph) {
	if q.warned[g] {
		return
	}
	q.warned[g] = true
	if doubts := q.doubts(g); doubts != "" {
		q.doubt = true
		q.app.warn(warnPartial, "%s", doubts)
	}
}

// noteUnsent warns, once for each run, that events which are said to be
// concurrent may be ordered.
func (q *query) noteUnsent(ans *answer) {
	g := ans.graph
	if _, fatal := g.Cycle(); fatal || q.unsent[g] || ans.Relation != graph.Concurrent.String() {
		return
	}
	if why := unsentBetween(g, ans.ids[0], ans.ids[1]); why != "" {
		q.unsent[g], q.doubt = true, true
		q.app.warn(warnPartial, "%s", why)
	}
}

// all answers one pair per line of r. A pair that cannot be answered gets a
// line that says why, and makes the command fail in the end.
func (q *query) all(ctx context.Context, r io.Reader) (int, error) {
	in := &prompt{in: r, flush: q.app.out.Flush}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	bad := 0
	for lines.Scan() && ctx.Err() == nil {
		names := pairNames(lines.Text())
		if len(names) > 0 && !q.line(names) {
			bad++
		}
	}
	if in.err == nil {
		in.err = q.app.out.Flush()
	}
	if in.err != nil {
		return q.code(), describeOutput("standard output", in.err)
	}
	if err := lines.Err(); err != nil {
		return q.code(), &commandError{parse.ClassIO, fmt.Errorf("standard input: %w", err)}
	}
	if bad > 0 {
		return q.code(), usageErrorf("%d of the pairs could not be answered", bad)
	}
	return q.code(), nil
}

// prompt reads questions. It hands out all answers before it waits for more, so
// that a program can ask and read in turns; where many lines come at once, that
// costs one write for all of them.
type prompt struct {
	in    io.Reader
	flush func() error
	err   error // of flush; ends the input
}

func (p *prompt) Read(buf []byte) (int, error) {
	if p.err = p.flush(); p.err != nil {
		return 0, io.EOF
	}
	return p.in.Read(buf)
}

// pairNames splits a line at tabs, or else at blanks.
func pairNames(line string) []string {
	if strings.Contains(line, "\t") {
		return strings.Split(strings.TrimSpace(line), "\t")
	}
	return strings.Fields(line)
}

// line answers one pair on one line, and reports whether it could.
func (q *query) line(names []string) bool {
	var ans *answer
	err := usageErrorf("want two events on a line, got %d", len(names))
	if len(names) == 2 {
		ans, err = q.answer(names[0], names[1])
	}
	switch {
	case err == nil && q.json:
		writeJSONLine(q.app.out, ans)
	case err == nil:
		fmt.Fprintln(q.app.out, ans.line())
	case q.json:
		writeJSONLine(q.app.out, newPairError(names, err))
	default:
		fmt.Fprintf(q.app.out, "%s: error: %s\n", parse.EscapeFirst(strings.Join(names, " ")), err)
	}
	return err == nil
}

// pairError is the JSON of a pair that cannot be answered.
type pairError struct {
	A     render.JSONText `json:"a"`
	B     render.JSONText `json:"b"`
	Error render.JSONText `json:"error"`
}

func newPairError(names []string, err error) pairError {
	if len(names) == 2 {
		return pairError{render.JSONText(names[0]), render.JSONText(names[1]), render.JSONText(err.Error())}
	}
	return pairError{A: render.JSONText(strings.Join(names, " ")), Error: render.JSONText(err.Error())}
}
