package simulate_test

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/tracecausal/tracecausal/simulate"
)

// asker sends one question when it starts.
type asker struct{}

func (asker) Start(n *simulate.Node)                       { n.Send("question", nil, nil, "B") }
func (asker) Receive(n *simulate.Node, m simulate.Message) { n.Received(m) }

// answerer answers after a second of its own time.
type answerer struct{}

func (answerer) Start(*simulate.Node) {}
func (answerer) Receive(n *simulate.Node, m simulate.Message) {
	n.Received(m)
	n.After(time.Second, func() { n.Reply(m, "answer", nil) })
}

// stdout is a file of a recording that goes to standard output, below its name.
type stdout struct{ name string }

func (f stdout) Write(p []byte) (int, error) { return fmt.Fprintf(os.Stdout, "%s:\n%s", f.name, p) }
func (stdout) Close() error                  { return nil }

// A system of one's own: processes on nodes, each with a Lamport clock, and a
// recorder that keeps a log for each node.
func Example() {
	rec := simulate.NewJSONLines(func(name string) (io.WriteCloser, error) { return stdout{name}, nil })
	w := simulate.NewWorld(1, rec, 0)
	w.AddNode("A", asker{}, &simulate.Lamport{})
	w.AddNode("B", answerer{}, &simulate.Lamport{})
	if err := w.RunAll(time.Minute); err != nil {
		fmt.Println(err)
	}
	// Output:
	// A.jsonl:
	// {"node":"A","event":"question","kind":"send","to":"B","msg_id":1,"lamport":1,"time":1700000000000}
	// {"node":"A","event":"answer","kind":"receive","from":"B","msg_id":1,"in_reply_to":1,"lamport":4,"time":1700000001012}
	// {"node":"A","event":"stop","kind":"stop","lamport":5,"time":1700000001012}
	// B.jsonl:
	// {"node":"B","event":"question","kind":"receive","from":"A","msg_id":1,"lamport":2,"time":1700000000007}
	// {"node":"B","event":"answer","kind":"send","to":"A","msg_id":1,"in_reply_to":1,"lamport":3,"time":1700000001007}
	// {"node":"B","event":"stop","kind":"stop","lamport":4,"time":1700000001012}
}
