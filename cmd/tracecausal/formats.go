package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tracecausal/tracecausal/parse"
)

func newFormatsCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "formats",
		Short: "List what can be read and how it is recognised",
		Args:  noArgs,
		RunE: a.command(func(context.Context, []string) (int, error) {
			return exitPass, runFormats(a)
		}),
	}
}

func runFormats(a *app) error {
	for _, f := range parse.Formats() {
		fmt.Fprintf(a.out, "%s\n  %s\n  recognised by:       %s\n  causality comes from: %s\n", f.Name, f.Title, f.Looks, f.Causes)
	}
	fmt.Fprint(a.out, "\nEvery file is recognised by its own head; --format NAME forces a format. Files of different\n"+
		"formats go into one run. Files that end in .gz or .zst are unpacked, and - is standard input.\n")
	return nil
}
