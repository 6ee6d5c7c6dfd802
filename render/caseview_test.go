package render_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// setView sets one option of a view as a case spells it.
func setView(t *testing.T, opt *render.ViewOptions, run *render.RunReport, key, value string) {
	t.Helper()
	switch key {
	case "collapse":
		opt.Collapse = true
	case "limit":
		n, err := strconv.Atoi(value)
		if err != nil {
			t.Fatal(err)
		}
		opt.Limit = n
	case "only":
		n, ok := run.Run.Node(value)
		if !ok {
			t.Fatalf("no node %q", value)
		}
		opt.Only = append(opt.Only, n)
	case "past":
		opt.Past = append(opt.Past, event(t, run.Run, value))
	case "future":
		opt.Future = append(opt.Future, event(t, run.Run, value))
	case "around":
		opt.Around = append(opt.Around, event(t, run.Run, value))
	case "finding":
		opt.Finding = firstFinding(t, run.Results)
	default:
		t.Fatalf("unknown option of a view: %q", key)
	}
}

// event returns the event of that name: "A:3".
func event(t *testing.T, run *parse.Run, name string) parse.EventID {
	t.Helper()
	for i := range run.Len() {
		if e := run.Event(parse.EventID(i)); e.Name() == name {
			return e.ID()
		}
	}
	t.Fatalf("no event %s: %s", name, strings.Join(names(run), " "))
	return parse.NoEvent
}

func names(run *parse.Run) []string {
	out := make([]string, run.Len())
	for i := range out {
		out[i] = run.Event(parse.EventID(i)).Name()
	}
	return out
}
