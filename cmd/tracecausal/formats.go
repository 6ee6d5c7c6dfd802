package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/tracecausal/tracecausal/parse"
)

func newFormatsCmd(a *app) *cobra.Command {
	format := newChoice("text", "text", "markdown", "json")
	cmd := &cobra.Command{
		Use:   "formats",
		Short: "List what can be read and how it is recognised",
		Args:  noArgs,
		RunE: a.command(func(context.Context, []string) (int, error) {
			return exitPass, runFormats(a.out, format.value)
		}),
	}
	addVar(cmd.Flags(), &format, "output-format", "f", "output format")
	return cmd
}

// rotationText says which names of files put the events of a node in order.
const rotationText = `Several files of one node are put in order by their names, where all of them follow one rule:
  n.log.2  n.log.1  n.log                       numbers at the end: the higher, the older
  n-2026-01-02.log  n-2026-01-03.log            names that differ in a date (and time) only
  n.log-20260102  n.log-20260103
.gz or .zst may follow. Names such as n.1.log and n.2.log say nothing, and neither does n.log beside
n.log-20260102, since it has no date. Events in such files are unordered to each other, unless seq or
the node's own clock entries put them in order, and what depends on their order is inconclusive.

`

// readable is a format as `formats -f json` lists it.
type readable struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Looks  string `json:"recognised_by"`
	Causes string `json:"causality_from"`
}

func runFormats(w io.Writer, format string) error {
	list := []readable{}
	for _, f := range parse.Formats() {
		list = append(list, readable{f.Name, f.Title, f.Looks, f.Causes})
	}
	switch format {
	case "json":
		return writeJSONLine(w, list)
	case "markdown":
		return writeFormatTable(w, list)
	}
	for _, f := range list {
		if _, err := fmt.Fprintf(w, "%s\n  %s\n  recognised by:   %s\n  causality from:  %s\n", f.Name, f.Title, f.Looks, f.Causes); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\nEach file is recognised by its own head; --format NAME forces a format. Files of different\n"+
		"formats go into one run. What is packed by gzip or zstd is unpacked, whatever its name, also on\n"+
		"standard input, which is called -.\n\n"+rotationText+
		"The fields and kinds of events: 'tracecausal help events'. Logs with words of their own:\n"+
		"'tracecausal help config'.\n")
	return err
}

func writeFormatTable(w io.Writer, list []readable) error {
	if _, err := io.WriteString(w, "| format | reads | causality from |\n|---|---|---|\n"); err != nil {
		return err
	}
	for _, f := range list {
		if _, err := fmt.Fprintf(w, "| `%s` | %s | %s |\n", f.Name, f.Title, f.Causes); err != nil {
			return err
		}
	}
	return nil
}
