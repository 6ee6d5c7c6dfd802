package render

import (
	"fmt"
	"strings"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// maxSteps bounds the messages and stamps that one "because" names.
const maxSteps = 4

// because says in words what a proof proves and why, as "A:1 is before B:2,
// because …": which messages and stamps lead from the one event to the other.
// It returns "" for two events of one strand, whose positions say it all, and
// where the finding's own sentence says it.
func because(run *parse.Run, f *checks.Finding, proof checks.Proof) string {
	var steps []string
	for _, e := range proof.Path {
		if e.Reason != graph.Program {
			steps = append(steps, step(run, e))
		}
	}
	claim := fmt.Sprintf("%s is before %s", run.Event(proof.From).Name(), run.Event(proof.To).Name())
	if len(steps) == 0 || proof.From == proof.To || strings.Contains(f.Message, claim) {
		return ""
	}
	more := ""
	if n := len(steps) - maxSteps; n > 0 {
		steps, more = steps[:maxSteps], "; and "+count(n, "more step")
	}
	return claim + ", because " + strings.Join(steps, "; ") + more + "."
}

// step says what an edge between two strands rests on.
func step(run *parse.Run, e graph.Edge) string {
	from, to := run.Event(e.From), run.Event(e.To)
	if e.Reason == graph.Stamp {
		return fmt.Sprintf("the clock of %s counts %s", to.Name(), from.Name())
	}
	took := "received"
	if to.Role() == parse.Delivers {
		took = "delivered"
	}
	what := "a message"
	if id := from.MsgID(); id != 0 {
		what = "message " + clip(run.MsgName(id), maxSummaryValue)
	}
	return fmt.Sprintf("%s sent %s and %s %s it", from.Name(), what, to.Name(), took)
}
