package render_test

import (
	"context"
	"fmt"
	"os"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// A message that is not drawn is mentioned: it was overtaken, so the other
// arrows imply it.
func Example() {
	log, err := parse.Read(context.Background(), []parse.File{parse.Text("run.jsonl", `
{"node":"A","event":"first","kind":"send","to":"B","msg_id":1}
{"node":"A","event":"second","kind":"send","to":"B","msg_id":2}
{"node":"B","event":"second","kind":"receive","from":"A","msg_id":2}
{"node":"B","event":"first","kind":"receive","from":"A","msg_id":1}
`)}, parse.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	g := graph.Build(log.Runs[0], graph.Options{})
	view, err := render.NewView(g, render.ViewOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := render.Mermaid(os.Stdout, view); err != nil {
		fmt.Println(err)
	}
	// Output:
	// graph TD
	//   subgraph n1["A"]
	//     direction TB
	//     e1["A:1 first"]
	//     e2["A:2 second"]
	//   end
	//   subgraph n2["B"]
	//     direction TB
	//     e3["B:1 second"]
	//     e4["B:2 first"]
	//   end
	//   e1 --> e2
	//   e2 --> e3
	//   e3 --> e4
	//   note1>"left out: the arrows of 1 message that others imply"]:::note
	//   classDef note fill:#fffbe6,stroke:#b59b00,color:#000000
}
