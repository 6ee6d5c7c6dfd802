package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tracecausal/tracecausal/checks"
	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/simulate"
)

// A shell asks for the words that may come next by calling the program with one
// of these as its first argument.
var completes = []string{cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}

// addCompletion teaches the command tree what values its flags and arguments
// take. The library keeps that for ever, so it is for processes that complete.
func addCompletion(root *cobra.Command) {
	listed := map[string][]string{
		"checks": checkNames(), "skip": checkNames(), "require": checkNames(),
		"promise": parse.Promises(), "format": formatNames(),
	}
	for _, cmd := range root.Commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			words := listed[f.Name]
			if c, ok := f.Value.(*choice); ok {
				words = c.words
			}
			_, several := f.Value.(*list)
			if words != nil { // a flag of cmd that has no function yet gives no error
				_ = cmd.RegisterFlagCompletionFunc(f.Name, completeWords(words, several))
			}
		})
		switch cmd.Name() {
		case "explain":
			cmd.ValidArgsFunction = completeFirst(checkNames())
		case "demo":
			cmd.ValidArgsFunction = completeFirst(systemNames())
			_ = cmd.RegisterFlagCompletionFunc("fault", completeFault)
		}
	}
}

// completeWords completes one of some words, or the last word of a list of them
// that is separated by commas.
func completeWords(words []string, several bool) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		before := ""
		if several {
			before = typed[:strings.LastIndexByte(typed, ',')+1]
		}
		var fit []cobra.Completion
		for _, w := range words {
			if strings.HasPrefix(before+w, typed) {
				fit = append(fit, before+w)
			}
		}
		return fit, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFirst completes the only argument of a command.
func completeFirst(words []string) cobra.CompletionFunc {
	complete := completeWords(words, false)
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(cmd, args, typed)
	}
}

// completeFault completes the faults of the system that is the argument, or
// those of all.
func completeFault(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var faults []string
	for _, s := range simulate.Systems() {
		if len(args) == 0 || s.Name == args[0] {
			for _, f := range s.Faults {
				faults = append(faults, f.Name)
			}
		}
	}
	slices.Sort(faults)
	return completeWords(slices.Compact(faults), false)(cmd, args, typed)
}

// checkNames returns the groups of checks and the checks, in their order.
func checkNames() []string {
	var names []string
	for _, c := range checks.All() {
		group, _, _ := strings.Cut(c.ID, "/")
		if !slices.Contains(names, group) {
			names = append(names, group)
		}
		names = append(names, c.ID)
	}
	return names
}

func formatNames() []string {
	var names []string
	for _, f := range parse.Formats() {
		names = append(names, f.Name)
	}
	return names
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, cmd := range root.Commands() {
		names = append(names, cmd.Name())
	}
	return names
}
