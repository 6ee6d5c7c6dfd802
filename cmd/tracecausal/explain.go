package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/tracecausal/tracecausal/checks"
)

func newExplainCmd(a *app) *cobra.Command {
	format := newChoice("text", "text", "markdown", "json")
	cmd := &cobra.Command{
		Use:   "explain [CHECK]",
		Short: "List the checks, or explain one",
		Long: `Explain lists the checks. With the identifier of one it shows its definition,
what a log must contain for it, an example with what the check says of it and its
diagram (a Mermaid flowchart), the source of the definition, and what the check
cannot see.`,
		Example: "  tracecausal explain\n  tracecausal explain lease/overlap\n  tracecausal explain delivery/causal -f markdown",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageErrorf("explain takes one check at most")
			}
			return nil
		},
		RunE: a.command(func(ctx context.Context, args []string) (int, error) {
			return exitPass, runExplain(ctx, a.out, format.value, a.width(), args)
		}),
	}
	addVar(cmd.Flags(), &format, "output-format", "f", "output format")
	return cmd
}

func runExplain(ctx context.Context, w io.Writer, format string, width int, args []string) error {
	if len(args) == 0 {
		return listChecks(w, format)
	}
	ids, err := checks.Expand(args)
	if err != nil {
		return usageErrorf("%w", err)
	}
	for i, id := range ids {
		c, _ := checks.ByID(checks.All(), id)
		e, err := newExplanation(ctx, &c)
		if err != nil {
			return err
		}
		if i > 0 && format != "json" {
			fmt.Fprintln(w)
		}
		if err := e.write(w, format, width); err != nil {
			return err
		}
	}
	return nil
}

// listed is one line of the list of checks.
type listed struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

func listChecks(w io.Writer, format string) error {
	list := []listed{}
	width := 0
	for _, c := range checks.All() {
		list = append(list, listed{c.ID, c.Title})
		width = max(width, len(c.ID))
	}
	if format == "json" {
		return writeJSONLine(w, list)
	}
	if format == "markdown" {
		fmt.Fprint(w, "| check | what it says of a lawful run |\n|---|---|\n")
	}
	for _, c := range list {
		var err error
		if format == "markdown" {
			_, err = fmt.Fprintf(w, "| `%s` | %s |\n", c.ID, c.Title)
		} else {
			_, err = fmt.Fprintf(w, "%-*s  %s\n", width, c.ID, c.Title)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
