package graph

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/tracecausal/tracecausal/parse"
)

// TestCases runs the cases of testdata/graph. Each holds log files and what is
// to come out, in as many of these sections as the case is about:
//
//	edges      messages and stamp edges, by rising end
//	vectors    how many events of each node are in the past of each event
//	counts     concurrent pairs, and consistent cuts among all cuts
//	matching   how messages were matched, and what was not
//	cycle      the cycle that is reported, and "fatal" where it cannot be mended
//	doubts     ghosts by node, and stamps that could not be told
//
// The section "options" holds "ticks sends" or "external NAME".
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("../testdata/graph/*.txtar")
	if err != nil || len(paths) < 16 {
		t.Fatalf("%d cases in testdata/graph (%v)", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			runCase(t, a)
		})
	}
}

func runCase(t *testing.T, a *txtar.Archive) {
	var files []parse.File
	var opt Options
	var read parse.Options
	for _, f := range a.Files {
		switch {
		case strings.HasSuffix(f.Name, ".jsonl"):
			files = append(files, parse.Text(f.Name, string(f.Data)))
		case f.Name == "options":
			readCaseOptions(t, string(f.Data), &opt, &read)
		}
	}
	log, err := parse.Read(context.Background(), files, read)
	if err != nil || log.Bad() > 0 || len(log.Runs) != 1 {
		t.Fatalf("log not read: %v, %+v", err, log)
	}
	g := Build(log.Runs[0], opt)
	shown := map[string]func(*Graph) string{"edges": showEdges, "vectors": showVectors, "counts": showCounts,
		"matching": showMatching, "cycle": showCycle, "doubts": showDoubts}
	compared := 0
	for _, f := range a.Files {
		show, ok := shown[f.Name]
		if !ok {
			if f.Name != "options" && !strings.HasSuffix(f.Name, ".jsonl") {
				t.Errorf("unknown section %q", f.Name)
			}
			continue
		}
		compared++
		if diff := cmp.Diff(string(f.Data), show(g)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
	}
	if compared == 0 {
		t.Error("nothing to compare")
	}
}

func readCaseOptions(t *testing.T, text string, opt *Options, read *parse.Options) {
	for line := range strings.Lines(text) {
		switch word, value, _ := strings.Cut(strings.TrimSpace(line), " "); {
		case word == "ticks" && value == "sends":
			opt.Ticks = parse.TicksSends
		case word == "external":
			read.External = append(read.External, value)
		default:
			t.Fatalf("unknown option %q", line)
		}
	}
}

func showEdges(g *Graph) string {
	return names(g, slices.DeleteFunc(g.Edges(), func(e Edge) bool { return e.Reason == Program }))
}

func showVectors(g *Graph) string {
	clocks := make([][]string, len(g.strands))
	g.Sweep(func(e parse.EventID, clock []uint32) {
		s := g.run.StrandOf(e)
		clocks[s] = append(clocks[s], "("+strings.Trim(strings.Join(strings.Fields(fmt.Sprint(clock)), ","), "[]")+")")
	})
	var b strings.Builder
	for s, st := range g.strands {
		fmt.Fprintf(&b, "%s: %s\n", g.run.Nodes()[st.Node].Name, strings.Join(clocks[s], " "))
	}
	return b.String()
}

func showCounts(g *Graph) string {
	pairs, consistent, cuts := 0, 0, 0
	for b := range parse.EventID(g.run.Len()) {
		for a := range b {
			if g.Relation(a, b) == Concurrent {
				pairs++
			}
		}
	}
	eachCut(g, func(c Cut) {
		cuts++
		if g.Inconsistent(c) == nil {
			consistent++
		}
	})
	return fmt.Sprintf("concurrent pairs %d\nconsistent cuts %d of %d\n", pairs, consistent, cuts)
}

func showMatching(g *Graph) string {
	var b strings.Builder
	m := g.Matching()
	name := func(e parse.EventID) string {
		if e == parse.NoEvent {
			return "-"
		}
		return g.run.Event(e).Name()
	}
	count := func(what string, n int) {
		if n > 0 {
			fmt.Fprintf(&b, "%s %d\n", what, n)
		}
	}
	count("by id", m.ByID)
	count("by reply", m.ByReply)
	count("by stamp", m.ByStamp)
	count("by content", m.ByContent)
	count("from external nodes", m.External)
	count("dropped", m.Dropped)
	for _, e := range m.Orphans {
		fmt.Fprintf(&b, "orphan %s\n", name(e))
	}
	for _, e := range m.Lost {
		fmt.Fprintf(&b, "lost %s\n", name(e))
	}
	for _, x := range m.Ambiguous {
		fmt.Fprintf(&b, "ambiguous %s:", name(x.Receive))
		for _, s := range x.Sends {
			b.WriteString(" " + name(s))
		}
		b.WriteByte('\n')
	}
	for _, x := range m.Duplicate {
		fmt.Fprintf(&b, "duplicate of %s: %s %s\n", name(x.Send), name(x.Receive), name(x.Deliver))
	}
	for _, x := range g.Messages() {
		if g.Enter(x) == parse.NoEvent {
			fmt.Fprintf(&b, "held back %s\n", name(x.Receive))
		}
	}
	return b.String()
}

func showCycle(g *Graph) string {
	cycle, fatal := g.Cycle()
	text := names(g, cycle)
	if fatal {
		text += "fatal\n"
	}
	return text
}

func showDoubts(g *Graph) string {
	var b strings.Builder
	for n, node := range g.run.Nodes() {
		if k := g.Ghosts()[parse.NodeID(n)]; k.Events > 0 {
			fmt.Fprintf(&b, "%d of %s not recorded, the first is %d to %s\n", k.Events, node.Name, k.First, g.run.Event(k.Clock).Name())
		}
	}
	for _, d := range g.Uncertain() {
		b.WriteString(d + "\n")
	}
	return b.String()
}
