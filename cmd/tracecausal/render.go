package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/render"
)

// svgFormat is the picture that Graphviz makes of our DOT, with --layout dot.
const svgFormat = "svg"

// renderOptions are the flags of render.
type renderOptions struct {
	input  inputFlags
	judge  judgeFlags
	format choice
	layout choice
	output []string

	finding                           string
	from, until, past, future, around list
	only                              list
	collapse                          bool
	limit                             count
}

func newRenderCmd(a *app) *cobra.Command {
	formats := diagramFormatNames()
	opt := &renderOptions{input: newInputFlags(), format: newChoice(formats[0], formats...), layout: newChoice("", "dot"), limit: count{min: 0}}
	cmd := &cobra.Command{
		Use:        "render FILE…",
		SuggestFor: []string{"draw", "diagram"},

		Short: "Draw a run or a part of it",
		Long: `Render draws the events of one run and the order between them. What a picture
leaves out it says, in words that begin with "left out:".

The flags that choose a part may be combined; what is drawn fits all of them.
Events are named NODE:POSITION or FILE:LINE. A picture holds no more events than
its format can bear; --limit changes that.

` + doubtsHelp,
		Example: `  tracecausal render logs/*.jsonl
  tracecausal render -f sequence --around A:3 logs/
  tracecausal render -f svg --layout dot --finding 9f2c04d1 -o finding.svg logs/`,
		Args: needArgs(1, "at least one log"),
		RunE: a.command(func(ctx context.Context, args []string) (int, error) { return runRender(ctx, a, opt, args) }),
	}
	opt.input.register(cmd.Flags())
	opt.judge.register(cmd.Flags())
	opt.register(cmd.Flags())
	return cmd
}

func (o *renderOptions) register(fs *pflag.FlagSet) {
	addVar(fs, &o.format, "output-format", "f", "`FORMAT` of the picture: mermaid, sequence, dot, json or svg")
	addVar(fs, &o.layout, "layout", "", "who places what an svg shows: Graphviz, by tracecausal-graphviz or dot")
	fs.StringArrayVarP(&o.output, "output", "o", nil, "write the picture to `FILE` instead of standard output")
	fs.StringVar(&o.finding, "finding", "", "the neighbourhood of the finding with this `FINGERPRINT`, as analyze prints it")
	addVar(fs, &o.around, "around", "", "what lies within a few steps of these events")
	addVar(fs, &o.from, "from", "", "leave out what happened before any of these events")
	addVar(fs, &o.until, "until", "", "leave out what happened after any of these events")
	addVar(fs, &o.past, "past", "", "these events and what happened before them")
	addVar(fs, &o.future, "future", "", "these events and what happened after them")
	addVar(fs, &o.only, "only", "", "these nodes")
	fs.BoolVar(&o.collapse, "collapse", false, "draw local events in a row as one mark that says how many")
	addVar(fs, &o.limit, "limit", "", "most marks in the picture (default: what the format can bear)")
}

// diagramFormatNames returns what -f accepts: the formats of package render,
// and the one that Graphviz draws.
func diagramFormatNames() []string {
	var names []string
	for _, f := range render.DiagramFormats() {
		names = append(names, f.Name)
	}
	return append(names, svgFormat)
}

func runRender(ctx context.Context, a *app, opt *renderOptions, args []string) (int, error) {
	specs, err := parseOutputs(opt.output, opt.format.value, diagramFormatNames())
	if err != nil {
		return exitPass, err
	}
	for _, s := range specs {
		switch svg := s.format == svgFormat; {
		case svg && opt.layout.value == "":
			return exitPass, usageErrorf("-f svg needs --layout dot too: Graphviz places what it shows")
		case !svg && opt.layout.value != "":
			return exitPass, usageErrorf("--layout is for -f svg only, not for %s", s.format)
		}
	}
	a.warnNames(&opt.input, opt.format, specs)
	src, err := a.find(&opt.input, args)
	if err != nil {
		return exitPass, err
	}
	outs, err := a.openOutputs(specs, src.allPaths())
	if err != nil {
		return exitPass, err
	}
	l, err := src.read(ctx)
	if err != nil {
		return exitPass, err
	}
	g, view, err := opt.chooseView(l)
	if err != nil {
		return exitPass, err
	}
	code := exitPass
	if doubts := l.doubts(g); doubts != "" {
		a.warn(warnPartial, "%s", doubts)
		code = exitInconclusive
	}
	return code, outs.write(ctx, func(w io.Writer, format string, _ bool) error { return draw(ctx, w, format, g, view) })
}

// draw writes the picture in one format.
func draw(ctx context.Context, w io.Writer, format string, g *graph.Graph, view render.ViewOptions) error {
	if format == svgFormat {
		return drawSVG(ctx, w, g, view)
	}
	for _, f := range render.DiagramFormats() {
		if f.Name == format {
			err := render.Diagram(w, f, g, view)
			var refused *render.ViewError
			if errors.As(err, &refused) {
				return usageErrorf("%s", refused)
			}
			return err
		}
	}
	return fmt.Errorf("no picture format %q", format)
}

// drawSVG writes the picture that Graphviz lays out.
func drawSVG(ctx context.Context, w io.Writer, g *graph.Graph, view render.ViewOptions) error {
	var dot bytes.Buffer
	if err := draw(ctx, &dot, "dot", g, view); err != nil {
		return err
	}
	svg, err := layoutSVG(ctx, dot.Bytes())
	if err != nil {
		return outputErrorf("--layout dot: %w", err)
	}
	_, err = w.Write(svg)
	return err
}

// chooseView returns the run to draw and the part of it.
func (o *renderOptions) chooseView(l *loaded) (*graph.Graph, render.ViewOptions, error) {
	view := render.ViewOptions{Collapse: o.collapse, Limit: o.limit.value}
	gs := newGraphs(l)
	if o.finding != "" {
		run, f, err := o.findFinding(l, gs)
		if err != nil {
			return nil, view, err
		}
		view.Finding = f
		return gs.of(run), view, o.narrow(gs.of(run), &view)
	}
	run, err := o.chooseRun(l, gs)
	if err != nil {
		return nil, view, err
	}
	return gs.of(run), view, o.narrow(gs.of(run), &view)
}
