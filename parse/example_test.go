package parse_test

import (
	"context"
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

// A log in memory is read as files are: here with a line that was cut when its
// writer crashed.
func ExampleRead() {
	files := []parse.File{
		parse.Text("a.jsonl", `{"node":"A","event":"ask","kind":"send","msg_id":1,"vc":{"A":1}}`+"\n"),
		parse.Text("b.jsonl", `{"node":"B","event":"asked","kind":"receive","msg_id":1,"vc":{"A":1,"B":1}}`+"\n"+`{"node":"B","ev`),
	}
	log, err := parse.Read(context.Background(), files, parse.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	run := log.Runs[0]
	for id := range run.Len() {
		e := run.Event(parse.EventID(id))
		fmt.Println(e.Name(), e.Kind(), e.Label())
	}
	fmt.Println("bad lines:", log.Bad())
	// Output:
	// A:1 send ask
	// B:1 receive asked
	// bad lines: 1
}
