package graph

import (
	"runtime"
	"sync"

	"github.com/tracecausal/tracecausal/parse"
)

// part is a share of a run: strands that follow one another, and all nodes from
// the node of the first up to that of the next part's.
type part struct {
	first, end         parse.StrandID // end not included
	firstNode, endNode parse.NodeID   // endNode not included
}

// manyEvents is from how many events on a run is shared by several goroutines,
// each of which then has about a millisecond to do.
const manyEvents = 1 << 16

// workersFor returns how many goroutines share the work on a run.
func workersFor(run *parse.Run, opt Options) int {
	if run.Len() < manyEvents {
		return 1
	}
	workers := opt.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return min(workers, len(run.Strands()))
}

// parts cuts the run into one part of about equal size for each worker, or into
// fewer where it has few nodes.
func (g *Graph) parts(workers int) []part {
	var list []part
	var p part
	for s, st := range g.strands {
		enough := s > 0 && int(st.First) >= (len(list)+1)*(g.run.Len()/workers)
		if enough && len(list) < workers-1 && st.Node != g.strands[s-1].Node {
			p.end, p.endNode = parse.StrandID(s), st.Node
			list = append(list, p)
			p.first, p.firstNode = p.end, p.endNode
		}
	}
	p.end, p.endNode = parse.StrandID(len(g.strands)), parse.NodeID(len(g.run.Nodes()))
	return append(list, p)
}

// shareOut calls do for every part, at the same time where there are several.
func shareOut(parts []part, do func(i int, p part)) {
	if len(parts) == 1 {
		do(0, parts[0])
		return
	}
	var wait sync.WaitGroup
	for i, p := range parts {
		wait.Go(func() { do(i, p) })
	}
	wait.Wait()
}
