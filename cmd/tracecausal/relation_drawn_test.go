package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The relations of this file are between a run and what is written of it.

// hostile are labels that some format of a drawing, or a terminal, might take
// for more than text.
var hostile = []string{
	`"]; e1 --> e2; x["`, "`", "end", "%% --> %%", "a;b", "#quot;", `\`, `\"`, `\n`, `<b>&amp;`, "-->", "->>", "e1 -> e2", "subgraph x",
	"\x1b[2J", "\u202e", "\u0000", "{", "}", "|", "a\nb", "Note over p0: x", "participant p9", "p0->>p1: x",
}

func hostileLabels(t *testing.T) {
	plain, bad := demoFiles(t), logFiles{}
	n := 0
	for name, text := range plain {
		bad[name] = eachObject(text, func(_ []string, object map[string]json.RawMessage) string {
			label, err := json.Marshal(hostile[n%len(hostile)])
			if err != nil {
				t.Fatal(err)
			}
			n++
			object["event"] = label
			line, err := json.Marshal(object)
			if err != nil {
				t.Fatal(err)
			}
			return string(line) + "\n"
		})
	}
	for _, format := range diagramFormatNames() {
		if format == svgFormat { // another program's work
			continue
		}
		_, before, _ := execute(t, "render -f "+format+" "+plain.write(t))
		_, after, _ := execute(t, "render -f "+format+" "+bad.write(t))
		if was, is := skeleton(t, format, before), skeleton(t, format, after); !slices.Equal(was, is) || len(was) < 16 {
			t.Errorf("%s: the drawing says\n%s\nand with other labels\n%s", format, strings.Join(was, "\n"), strings.Join(is, "\n"))
		}
	}
}

var (
	quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	placed     = regexp.MustCompile(`, pos=""`)
)

// skeleton is a drawing without its texts: line by line what a reader of the
// format sees as its statements.
func skeleton(t *testing.T, format, drawing string) (lines []string) {
	t.Helper()
	if format == "json" {
		return graphSkeleton(t, drawing)
	}
	for line := range strings.Lines(drawing) {
		switch format {
		case "mermaid", "dot":
			line = placed.ReplaceAllString(quotedText.ReplaceAllString(line, `""`), "")
		case "sequence":
			line, _, _ = strings.Cut(line, ":")
		default:
			t.Fatalf("nothing is known of the format %s", format)
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	return lines
}

// drawnGraph is what a graph in JSON holds.
type drawnGraph struct {
	Nodes  []string
	Events []struct{ ID, Node, Kind, Label string }
	Edges  []struct{ From, To, Reason string }
}

func decodeGraph(t *testing.T, text string) (g drawnGraph) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func graphSkeleton(t *testing.T, text string) (lines []string) {
	g := decodeGraph(t, text)
	for _, e := range g.Events {
		lines = append(lines, e.ID+" "+e.Node+" "+e.Kind)
	}
	for _, e := range g.Edges {
		lines = append(lines, e.From+" "+e.To+" "+e.Reason)
	}
	return lines
}

// exportedGraph writes a graph as events with vector clocks, which count the
// events of each node that a path of edges leads from, and reads them.
func exportedGraph(t *testing.T) {
	for name, files := range sampleLogs(t) {
		_, first, _ := execute(t, "render -f json "+files.write(t))
		once := asLog(decodeGraph(t, first))
		_, second, _ := execute(t, "render -f json "+logFiles{"run.jsonl": once}.write(t))
		if twice := asLog(decodeGraph(t, second)); twice != once {
			t.Errorf("%s: written once\n%stwice\n%s", name, once, twice)
		}
		if strings.Count(once, "\n") == 0 {
			t.Errorf("%s: the graph has no events", name)
		}
	}
}

// asLog writes the events of a graph as JSON lines.
func asLog(g drawnGraph) string {
	past := map[string]map[string]bool{} // of each event, itself included
	for _, e := range g.Events {
		past[e.ID] = map[string]bool{e.ID: true}
	}
	for again := true; again; {
		again = false
		for _, e := range g.Edges {
			for before := range past[e.From] {
				again = again || !past[e.To][before]
				past[e.To][before] = true
			}
		}
	}
	var b strings.Builder
	for _, e := range g.Events {
		clock := map[string]int{}
		for before := range past[e.ID] {
			node, _, _ := strings.Cut(before, ":")
			clock[node]++
		}
		line, err := json.Marshal(map[string]any{"node": e.Node, "event": e.Label, "vc": clock})
		if err != nil {
			panic(err)
		}
		b.Write(append(line, '\n'))
	}
	return b.String()
}

// surroundings runs the program as a process: what a process is started with
// cannot be changed in it.
func surroundings(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	settings := [][]string{{"GOMAXPROCS=1", "TZ=UTC", "LANG=C"}, {"GOMAXPROCS=7", "TZ=Asia/Kolkata", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8"}, {"TZ=/nosuch"}}
	jobs := 0
	sameBytes(t, len(settings), func(line string, files []string) (int, string) {
		jobs++
		cmd := exec.CommandContext(t.Context(), self, append(strings.Fields(line), append(files, "-j", strconv.Itoa(1+jobs%5))...)...)
		cmd.Args[0] = "tracecausal" // TestMain looks at this
		cmd.Env = append(os.Environ(), settings[jobs%len(settings)]...)
		out, err := cmd.Output()
		if cmd.ProcessState == nil {
			t.Fatal(fmt.Errorf("%s: %w", line, err))
		}
		return cmd.ProcessState.ExitCode(), string(out)
	})
}
