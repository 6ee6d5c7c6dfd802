package checks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

var causalityCycle = Check{
	ID:    "causality/cycle",
	Title: "No event precedes itself",
	Doc: Doc{
		Definition: "Program order, messages and vector clocks together order no event before itself. " +
			"The witness is a shortest cycle with the reason of each step. Steps of the cycle that only vector clocks give are then set aside; " +
			"where the cycle has none, every check that uses the order is inconclusive.",
		Needs: "Messages or vector clocks.",
		Example: `{"node":"A","kind":"receive","from":"B","msg_id":2}
{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":1}
{"node":"B","kind":"send","to":"A","msg_id":2}
`,
		Source: "L. Lamport, Time, Clocks, and the Ordering of Events in a Distributed System, 1978",
		Blind:  "A log that is wrong without contradicting itself. A cycle through an event that was not logged and that no clock mentions.",
	},
	Collect: collectCycle,
}

func collectCycle(in *Input) Evidence {
	var ev Evidence
	messages, stamps := len(in.Graph.Messages()), len(in.Graph.StampEdges())
	cycle, fatal := in.Graph.Cycle()
	if messages+stamps == 0 && cycle == nil {
		return ev
	}
	ev.Examined = fmt.Sprintf("%s, %s and %s of vector clocks", count(in.Run.Len(), "event"), count(messages, "message"), count(stamps, "edge"))
	if cycle != nil {
		ev.Findings = []Finding{cycleFinding(in, fromFirst(cycle), fatal)}
	}
	return ev
}

// fromFirst turns a cycle so that it starts at its first event.
func fromFirst(cycle []graph.Edge) []graph.Edge {
	first := 0
	for i, e := range cycle {
		if e.From < cycle[first].From {
			first = i
		}
	}
	return slices.Concat(cycle[first:], cycle[:first])
}

func cycleFinding(in *Input, cycle []graph.Edge, fatal bool) Finding {
	f := Finding{Certainty: Definite}
	for _, e := range cycle {
		f.Events = append(f.Events, Witness{Role: "on the cycle", Event: e.From})
	}
	start := cycle[0].From
	f.Proof = []Proof{{From: start, To: start, Path: cycle}}
	var steps []string
	for _, e := range joinProgram(cycle) {
		steps = append(steps, cycleStep(in.Run, e))
	}
	f.Message = fmt.Sprintf("%s would be before itself: %s", eventName(in.Run, start), strings.Join(steps, "; "))
	if fatal {
		f.Message += "; no step of the cycle rests on vector clocks, so the order of the whole run means nothing"
	} else {
		f.Message += fmt.Sprintf("; what the vector clocks say in it is set aside (%s)", count(len(in.Graph.SetAside()), "edge"))
	}
	return f
}

func cycleStep(run *parse.Run, e graph.Edge) string {
	if e.Reason == graph.Program {
		return fmt.Sprintf("%s comes before %s at its node", eventName(run, e.From), eventName(run, e.To))
	}
	return step(run, e)
}
