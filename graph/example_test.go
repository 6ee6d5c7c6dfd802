package graph_test

import (
	"context"
	"fmt"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// Build the order of a run of three nodes, and ask why one event is before
// another.
func Example() {
	log, err := parse.Read(context.Background(), []parse.File{parse.Text("run.jsonl", `
{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":1}
{"node":"B","event":"work"}
{"node":"B","kind":"send","to":"C","msg_id":1}
{"node":"C","event":"start"}
{"node":"C","kind":"receive","from":"B","msg_id":1}
`)}, parse.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	run := log.Runs[0]
	g := graph.Build(run, graph.Options{})
	named := func(node string, position int) parse.EventID {
		n, _ := run.Node(node)
		e, _ := run.Find(n, 1, position)
		return e
	}
	fmt.Println("A:1 is", g.Relation(named("A", 1), named("C", 1)), "to C:1")
	fmt.Println("A:1 is", g.Relation(named("A", 1), named("C", 2)), "C:2, because")
	for _, e := range g.Path(named("A", 1), named("C", 2)) {
		fmt.Println(" ", run.Event(e.From).Name(), "to", run.Event(e.To).Name(), "by", e.Reason)
	}
	// Output:
	// A:1 is concurrent to C:1
	// A:1 is before C:2, because
	//   A:1 to B:1 by message
	//   B:1 to B:3 by program
	//   B:3 to C:2 by message
}
