package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/render"
)

// explanation is everything that can be said of one check. Its JSON is what
// `explain CHECK -f json` prints.
type explanation struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Definition string   `json:"definition"`
	Needs      string   `json:"needs"`
	Example    []string `json:"example"` // lines of a log
	Says       []string `json:"says"`    // what the check says of the example
	Diagram    string   `json:"diagram"` // of the example, Mermaid
	Source     string   `json:"source"`
	Blind      string   `json:"blind"`
	// Recorded is a run of a built-in system that the check fails.
	Recorded *recordedRun `json:"recorded"`
}

// newExplanation explains a check and runs its example through the tool, so
// that what it shows is what the tool does.
func newExplanation(ctx context.Context, c *checks.Check) (*explanation, error) {
	e := &explanation{
		ID: c.ID, Title: c.Title, Definition: c.Doc.Definition, Needs: c.Doc.Needs,
		Example: strings.Split(strings.Trim(c.Doc.Example, "\n"), "\n"), Source: c.Doc.Source, Blind: c.Doc.Blind,
	}
	log, err := parse.Read(ctx, []parse.File{parse.Text("example.jsonl", c.Doc.Example)}, parse.Options{})
	if err != nil {
		return nil, &commandError{parse.ClassInternal, fmt.Errorf("the example of %s: %w", c.ID, err)}
	}
	l := &loaded{Log: log, config: &parse.Config{}}
	opt, err := (&judgeFlags{}).options(l)
	if err != nil {
		return nil, err
	}
	for _, run := range log.Runs {
		g := graph.Build(run, l.graphOptions())
		results, err := checks.Run(&checks.Input{Run: run, Graph: g, Options: opt}, []checks.Check{*c})
		if err != nil {
			return nil, &commandError{parse.ClassInternal, err}
		}
		e.say(results[0])
		if err := e.draw(g); err != nil {
			return nil, err
		}
	}
	if e.Recorded, err = failingRun(ctx, c); err != nil {
		return nil, &commandError{parse.ClassInternal, err}
	}
	return e, nil
}

// say adds what the check found in the example.
func (e *explanation) say(r checks.Result) {
	text := r.Status.String()
	if r.Reason != "" {
		text += ": " + r.Reason
	}
	e.Says = append(e.Says, text)
	for _, f := range r.Findings {
		e.Says = append(e.Says, f.Message)
	}
}

func (e *explanation) draw(g *graph.Graph) error {
	var b bytes.Buffer
	if err := render.Diagram(&b, render.DiagramFormats()[0], g, render.ViewOptions{}); err != nil {
		return &commandError{parse.ClassInternal, fmt.Errorf("the diagram of %s: %w", e.ID, err)}
	}
	e.Diagram += b.String()
	return nil
}

// write writes the explanation; width is where text wraps.
func (e *explanation) write(w io.Writer, format string, width int) error {
	switch format {
	case "json":
		return writeJSONLine(w, e)
	case "markdown":
		return e.writeMarkdown(w)
	}
	return e.writeText(w, width)
}

func (e *explanation) writeText(w io.Writer, width int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", e.ID, e.Title)
	section := func(title string, paragraphs ...string) {
		fmt.Fprintf(&b, "\n%s\n", title)
		for _, p := range paragraphs {
			b.WriteString(wrap(p, width))
		}
	}
	verbatim := func(title string, lines []string) {
		fmt.Fprintf(&b, "\n%s\n  %s\n", title, strings.Join(lines, "\n  "))
	}
	section("Definition", e.Definition)
	section("What the log must contain", e.Needs)
	verbatim("Example", e.Example)
	section("What the check says of it", e.Says...)
	verbatim("Its diagram (Mermaid)", strings.Split(strings.TrimRight(e.Diagram, "\n"), "\n"))
	section("A recorded run that fails it: "+e.Recorded.Command, "Its fault: "+e.Recorded.Title+".", e.Recorded.Says)
	verbatim("The finding's diagram (Mermaid)", strings.Split(strings.TrimRight(e.Recorded.Diagram, "\n"), "\n"))
	section("Source", e.Source)
	section("What the check cannot see", e.Blind)
	_, err := io.WriteString(w, b.String())
	return err
}

func (e *explanation) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n%s.\n", e.ID, e.Title)
	section := func(title, text string) { fmt.Fprintf(&b, "\n### %s\n\n%s\n", title, strings.TrimSpace(text)) }
	section("Definition", e.Definition)
	section("What the log must contain", e.Needs)
	section("Example", "```json\n"+strings.Join(e.Example, "\n")+"\n```")
	section("What the check says of it", "```text\n"+strings.Join(e.Says, "\n")+"\n```")
	section("Its diagram", "```mermaid\n"+strings.TrimRight(e.Diagram, "\n")+"\n```")
	section("A recorded run that fails it", "```sh\n"+e.Recorded.Command+"\n```\n\n```text\nIts fault: "+e.Recorded.Title+".\n"+e.Recorded.Says+
		"\n```\n\n```mermaid\n"+strings.TrimRight(e.Recorded.Diagram, "\n")+"\n```")
	section("Source", e.Source)
	section("What the check cannot see", e.Blind)
	_, err := io.WriteString(w, b.String())
	return err
}

// wrap indents a text by two blanks and wraps it at the width of a terminal,
// or earlier, for the eye. Line ends in it stay.
func wrap(text string, width int) string {
	const proseWidth = 96
	const indent = "  "
	var b strings.Builder
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n") {
		for _, line := range render.Wrap(paragraph, min(width, proseWidth)-len(indent)) {
			b.WriteString(indent + line + "\n")
		}
	}
	return b.String()
}
