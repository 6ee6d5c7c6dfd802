package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sort"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// cutOptions are the flags of cut.
type cutOptions struct {
	input  inputFlags
	format choice
	atTime string
}

func newCutCmd(a *app) *cobra.Command {
	opt := &cutOptions{input: newInputFlags(), format: newChoice("text", "text", "json")}
	cmd := &cobra.Command{
		Use:   "cut NODE=POSITION… FILE… | cut --at-time TIME FILE…",
		Short: "Say whether a cut is consistent, and which consistent cuts are nearest",
		Long: `Cut takes one position for each node, A=5 for the first five events of A, A@2=3
for those of its first life and three of its second. A node that is not named
stands at 0. The cut is consistent if no message is received inside it and sent
outside it. The answer names the offending messages, the greatest consistent cut
inside the cut, and the least one around it.

The first arguments of the form NAME=NUMBER are positions; -- ends them, so that
a file may be called that.

With --at-time the cut is the one that the nodes' wall clocks would make: at
each node, everything before its first event with a later time. TIME is RFC 3339,
or a number as in the logs.

` + doubtsHelp + unsentHelp,
		Example: "  tracecausal cut A=5 B=3 logs/*.jsonl\n  tracecausal cut --at-time 2026-01-02T03:04:05Z logs/",
		Args:    needArgs(1, "positions and at least one log"),
	}
	cmd.RunE = a.command(func(ctx context.Context, args []string) (int, error) {
		positions, files := splitPositions(args, cmd.ArgsLenAtDash())
		return runCut(ctx, a, opt, positions, files)
	})
	opt.input.register(cmd.Flags())
	addVar(cmd.Flags(), &opt.format, "output-format", "f", "output format")
	cmd.Flags().StringVar(&opt.atTime, "at-time", "", "the cut that wall clocks would make at `TIME`")
	return cmd
}

// position is one argument of a cut: that many events of one life of a node,
// and all of the lives before.
type position struct {
	text   string
	node   string
	number int
}

// splitPositions tells the leading positions from the files. dash is the
// number of arguments before --, -1 without one.
func splitPositions(args []string, dash int) (positions []position, files []string) {
	for i, arg := range args {
		at := strings.LastIndexByte(arg, '=') // 0: without a name; -1: without a number
		n, err := strconv.Atoi(arg[at+1:])
		if at <= 0 || err != nil || n < 0 || i == dash {
			return positions, args[i:]
		}
		positions = append(positions, position{arg, arg[:at], n})
	}
	return positions, nil
}

// isBadPosition reports whether what stands where the files begin was rather
// meant for a position: "A=-1".
func isBadPosition(arg string) bool {
	if !strings.Contains(arg, "=") || strings.ContainsAny(arg, "*?[{") {
		return false
	}
	_, err := os.Lstat(arg)
	return errors.Is(err, fs.ErrNotExist)
}

func runCut(ctx context.Context, a *app, opt *cutOptions, positions []position, files []string) (int, error) {
	switch {
	case len(files) > 0 && isBadPosition(files[0]):
		return exitPass, usageErrorf("%s is no position such as A=5 (a node and a whole number from 0), and no file", parse.Quote(files[0]))
	case len(positions) > 0 && opt.atTime != "":
		return exitPass, usageErrorf("positions and --at-time exclude each other")
	case len(positions) == 0 && opt.atTime == "":
		return exitPass, usageErrorf("a cut needs at least one position such as A=5 before the files, or --at-time")
	}
	src, err := a.find(&opt.input, files)
	if err != nil {
		return exitPass, err
	}
	l, err := src.read(ctx)
	if err != nil {
		return exitPass, err
	}
	run, err := l.onlyRun()
	if err != nil {
		return exitPass, err
	}
	var c graph.Cut
	if opt.atTime != "" {
		c, err = cutAtTime(run, opt.atTime, src.opt)
	} else {
		c, err = cutAt(run, positions)
	}
	if err != nil {
		return exitPass, err
	}
	return answerCut(a, l, graph.Build(run, l.graphOptions()), c, opt.format.value)
}

func answerCut(a *app, l *loaded, g *graph.Graph, c graph.Cut, format string) (code int, err error) {
	rep := newCutReport(g, c)
	doubts := []string{l.doubts(g)}
	if rep.LeastAbove != nil {
		doubts = append(doubts, unsentIn(g, c, rep.Consistent))
	}
	for _, why := range doubts {
		if why != "" {
			a.warn(warnPartial, "%s", why)
			code = exitInconclusive
		}
	}
	if format == "json" {
		return code, writeJSONLine(a.out, rep)
	}
	return code, rep.writeText(a.out)
}

// cutAt returns the cut at the given positions; nodes without one stand at 0.
func cutAt(run *parse.Run, positions []position) (graph.Cut, error) {
	c := make(graph.Cut, len(run.Strands()))
	seen := map[parse.NodeID]string{}
	for _, p := range positions {
		n, life, err := findLife(run, p)
		if err != nil {
			return nil, err
		}
		if other, twice := seen[n]; twice {
			return nil, usageErrorf("%s and %s both place the same node", parse.Quote(other), parse.Quote(p.text))
		}
		seen[n] = p.text
		if _, err := run.LookupPosition(n, life, p.number); err != nil && p.number > 0 {
			return nil, usageErrorf("%s: %w", parse.Quote(p.text), err)
		}
		for _, s := range run.StrandsOf(n) {
			c[s] = countUpTo(run, s, life, p.number)
		}
	}
	return c, nil
}

// findLife returns the node and the life that a position names.
func findLife(run *parse.Run, p position) (parse.NodeID, int, error) {
	if n, ok := run.Node(p.node); ok {
		return n, 1, nil
	}
	if at := strings.LastIndex(p.node, "@"); at > 0 {
		n, ok := run.Node(p.node[:at])
		life, err := strconv.Atoi(p.node[at+1:])
		if ok && err == nil && life >= 1 && life <= run.Nodes()[n].Lives {
			return n, life, nil
		}
	}
	return 0, 0, usageErrorf("%s: the run has no node (or life) %s; %s", parse.Quote(p.text), parse.Quote(p.node), run.NodeNames())
}

// countUpTo returns how many of a strand's events lie in earlier lives, or in
// this one up to a position.
func countUpTo(run *parse.Run, s parse.StrandID, life, position int) uint32 {
	st := run.Strands()[s]
	return uint32(sort.Search(st.Len, func(i int) bool {
		e := run.Event(st.First + parse.EventID(i))
		l := e.Life()
		return l > life || l == life && e.Position() > position
	}))
}

// cutAtTime returns, for each strand, its events before the first whose wall
// clock shows more than the given time. Events without a time go with the one
// before them.
func cutAtTime(run *parse.Run, text string, opt parse.Options) (graph.Cut, error) {
	t, err := parse.ParseTime(text, opt)
	if err != nil {
		return nil, usageErrorf("--at-time %s: %w", parse.Quote(text), err)
	}
	c := make(graph.Cut, len(run.Strands()))
	for s, st := range run.Strands() {
		timed := false
		for i := range st.Len {
			ns, ok := run.Event(st.First + parse.EventID(i)).Wall()
			timed = timed || ok
			if ok && ns > t {
				break
			}
			c[s]++
		}
		if !timed {
			return nil, usageErrorf("--at-time: node %s logs no wall time", parse.Quote(run.Nodes()[st.Node].Name))
		}
	}
	return c, nil
}

// onlyRun returns the run of an input that has one.
func (l *loaded) onlyRun() (*parse.Run, error) {
	if len(l.Runs) == 1 {
		return l.Runs[0], nil
	}
	return nil, usageErrorf("the input holds %d runs; choose one with --run: %s", len(l.Runs), runNames(l.Runs))
}
