package checks

import (
	"fmt"
	"strings"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// maxSteps bounds the steps of a path that one sentence spells out; the proof
// holds them all.
const maxSteps = 4

// Words turns what was found into sentences. All text from the log goes
// through [parse.Escape].
type Words struct {
	in    *Input
	paths map[Claim][]graph.Edge
}

// Name returns an event's name, such as "A:3".
func (w *Words) Name(e parse.EventID) string { return eventName(w.in.Run, e) }

// Node returns a node's name.
func (w *Words) Node(n parse.NodeID) string { return nodeName(w.in.Run, n) }

// Message returns the name of the message that an event sends or receives:
// "m7" for the id 7, "a message" where the log gives none.
func (w *Words) Message(e parse.EventID) string { return messageName(w.in.Run, e) }

// Before says that a claimed order holds, and why: "A:3 is before B:2, because
// A:4 sent m7 and B:1 received it". The finding must claim it.
func (w *Words) Before(from, to parse.EventID) string {
	return w.Name(from) + " is before " + w.Name(to) + ", because " + w.Because(from, to)
}

// Because says only why a claimed order holds.
func (w *Words) Because(from, to parse.EventID) string {
	return because(w.in.Run, w.paths[Claim{from, to}])
}

func eventName(run *parse.Run, e parse.EventID) string { return parse.Escape(run.Event(e).Name()) }

func nodeName(run *parse.Run, n parse.NodeID) string { return parse.Escape(run.Nodes()[n].Name) }

func messageName(run *parse.Run, e parse.EventID) string {
	if name := run.MsgName(run.Event(e).MsgID()); name != "" {
		return parse.Escape(name)
	}
	return "a message"
}

// because spells a path out, leaving program order inside a node unsaid where
// anything else is there to be said.
func because(run *parse.Run, path []graph.Edge) string {
	var steps []string
	for _, e := range path {
		if e.Reason != graph.Program {
			steps = append(steps, step(run, e))
		}
	}
	if steps == nil {
		return "both are events of " + nodeName(run, run.Event(path[0].From).Node())
	}
	if more := len(steps) - maxSteps; more > 0 {
		steps = append(steps[:maxSteps], count(more, "more step"))
	}
	return list(steps)
}

func step(run *parse.Run, e graph.Edge) string {
	from, to := eventName(run, e.From), eventName(run, e.To)
	if e.Reason == graph.Stamp {
		return fmt.Sprintf("the vector clock of %s knows %s", to, from)
	}
	return fmt.Sprintf("%s sent %s and %s %s it", from, messageName(run, e.From), to, took(run, e.To))
}

// took returns what a receiver did to a message at an event.
func took(run *parse.Run, e parse.EventID) string {
	if run.Event(e).Role() == parse.Delivers {
		return "delivered"
	}
	return "received"
}

// list joins words as a sentence does: "a", "a and b", "a, b and c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// count returns "1 lease", "3 leases" or "1,204 leases".
func count(n int, noun string) string { return parse.Plural(n, noun) }

// some lists the first few events of a list by name, for a message.
func some(run *parse.Run, events []parse.EventID) string {
	const most = 5
	var names []string
	for _, e := range events[:min(len(events), most)] {
		names = append(names, eventName(run, e))
	}
	if more := len(events) - most; more > 0 {
		return strings.Join(names, ", ") + fmt.Sprintf(" and %d more", more)
	}
	return list(names)
}

// prove finds the path of a claim. A claim without one is a mistake of the
// check that made it, never something to print.
func prove(in *Input, c Claim) ([]graph.Edge, error) {
	if c.From < c.To && in.Run.StrandOf(c.From) == in.Run.StrandOf(c.To) {
		return []graph.Edge{{From: c.From, To: c.To, Reason: graph.Program}}, nil
	}
	path := in.Graph.Path(c.From, c.To)
	if path == nil {
		return nil, fmt.Errorf("no path proves that %s is before %s", eventName(in.Run, c.From), eventName(in.Run, c.To))
	}
	return joinProgram(path), nil
}

// joinProgram joins program edges that follow one another.
func joinProgram(path []graph.Edge) []graph.Edge {
	var joined []graph.Edge
	for _, e := range path {
		if n := len(joined); n > 0 && e.Reason == graph.Program && joined[n-1].Reason == graph.Program {
			joined[n-1].To = e.To
			continue
		}
		joined = append(joined, e)
	}
	return joined
}
