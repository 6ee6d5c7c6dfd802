package checks

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// readLog reads files given as name and content.
func readLog(t testing.TB, opt parse.Options, files ...parse.File) *parse.Log {
	t.Helper()
	log, err := parse.Read(context.Background(), files, opt)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// TestRegistry: every check explains itself fully, and its own example breaks it.
func TestRegistry(t *testing.T) {
	id := regexp.MustCompile(`^[a-z]+/[a-z]+(-[a-z]+)*$`)
	seen := map[string]bool{}
	for _, c := range All() {
		if !id.MatchString(c.ID) || seen[c.ID] {
			t.Errorf("%q is no identifier, or there twice", c.ID)
		}
		seen[c.ID] = true
		for part, text := range map[string]string{"Title": c.Title, "Definition": c.Doc.Definition, "Needs": c.Doc.Needs,
			"Example": c.Doc.Example, "Source": c.Doc.Source, "Blind": c.Doc.Blind} {
			if strings.TrimSpace(text) == "" || strings.ContainsAny(text, "\t–—") {
				t.Errorf("%s: %s is %q", c.ID, part, text)
			}
		}
		if strings.HasSuffix(c.Title, ".") || strings.Contains(c.Title, "\n") {
			t.Errorf("%s: the title %q is not one line without a full stop", c.ID, c.Title)
		}
		t.Run(c.ID, func(t *testing.T) { exampleFails(t, c) })
	}
}

func exampleFails(t *testing.T, c Check) {
	log := readLog(t, parse.Options{}, parse.Text("example.jsonl", c.Doc.Example))
	if log.Bad() > 0 || len(log.Runs) != 1 {
		t.Fatalf("the example has %d bad lines and %d runs", log.Bad(), len(log.Runs))
	}
	for _, r := range judgeLog(t, log, Options{}, All())[0].results {
		if r.Check.ID == c.ID && r.Status != Fail {
			t.Errorf("the example gives %v (%s)", r.Status, r.Reason)
		}
	}
}

func TestSelect(t *testing.T) {
	ids := func(list []Check) (ids []string) {
		for _, c := range list {
			ids = append(ids, c.ID)
		}
		return ids
	}
	for _, test := range []struct {
		only, skip []string
		want       string // of the identifiers, or of the error
	}{
		{[]string{"delivery"}, nil, "delivery/fifo delivery/causal delivery/total delivery/stuck"},
		{[]string{"delivery/*"}, []string{"delivery/causal", "delivery/total"}, "delivery/fifo delivery/stuck"},
		{[]string{"delivery/causal", "delivery/fifo", "delivery"}, nil, "delivery/fifo delivery/causal delivery/total delivery/stuck"},
		{[]string{"delivery/casual"}, nil, `unknown check "delivery/casual"; did you mean delivery/causal?`},
		{nil, []string{"fifo"}, `unknown check "fifo"; did you mean delivery/fifo?`},
		{[]string{"lease/holders"}, nil, `unknown check "lease/holders"; did you mean lease/overlap, lease/fencing, lease/expired-use?`},
		{[]string{"foo"}, nil, `unknown check "foo"; 'tracecausal explain' lists the checks`},
		{[]string{"nothing like it"}, nil, `unknown check "nothing like it"; 'tracecausal explain' lists the checks`},
		{[]string{"cut"}, []string{"cut"}, "no check is left: cut selected, cut skipped"},
	} {
		list, err := Select(test.only, test.skip)
		got := strings.Join(ids(list), " ")
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("Select(%q, %q) = %s, want %s", test.only, test.skip, got, test.want)
		}
	}
	all, err := Select(nil, []string{"clock"})
	if err != nil || len(all) != len(All())-4 || slices.Contains(ids(all), "clock/hlc") {
		t.Errorf("Select without clock: %v, %v", ids(all), err)
	}
}
