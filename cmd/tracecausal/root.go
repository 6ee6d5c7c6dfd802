package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tracecausal/tracecausal/parse"
)

// newRootCmd builds the command tree.
func newRootCmd(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "tracecausal",
		Short: "Rebuild, judge and draw the causal order of a distributed run",
		Long: `tracecausal reads the logs of a distributed run, rebuilds the happens-before
order from vector clocks, message ids and other evidence, judges the run by
named checks, explains every verdict with the events that prove it, and draws it.

Exit codes: 0 every check that applied passed; 1 a check failed; 2 the tool
could not do its work; 3 nothing failed, but something is inconclusive.`,
		Version:       versionLine(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(a.err)
			if err := cmd.Help(); err != nil {
				return err
			}
			return usageErrorf("a command is missing")
		},
	}
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetIn(a.in)
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", fmt.Sprintf(".FlagUsagesWrapped %d", a.width())))
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagError(err) })
	root.AddCommand(newAnalyzeCmd(a), newRenderCmd(a), newQueryCmd(a), newCutCmd(a),
		newExplainCmd(a), newFormatsCmd(a), newDemoCmd(a), newVersionCmd(a))
	root.AddCommand(newTopics()...)
	root.SetHelpCommand(newHelpCmd(root))
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			cmd.Args, cmd.RunE = nil, func(*cobra.Command, []string) error {
				return usageErrorf("completion needs one of the shells bash, fish, powershell and zsh")
			}
		}
	}
	return root
}

// newHelpCmd returns a help command that, unlike the library's own, fails for
// a command that does not exist.
func newHelpCmd(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return completeFirst(commandNames(root))(cmd, args, typed)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return noCommand(root, strings.Join(args, " "))
			}
			cmd.InitDefaultHelpFlag()
			return cmd.Help()
		},
	}
}

// unknownCommand refuses a word that is no command.
func unknownCommand(root *cobra.Command, args []string) error {
	if len(args) > 0 {
		return noCommand(root, args[0])
	}
	return nil
}

// noCommand returns the error about a word that is no command, with the commands
// that it resembles.
func noCommand(root *cobra.Command, word string) error {
	root.SuggestionsMinimumDistance = 2
	similar := root.SuggestionsFor(word)
	for _, cmd := range root.Commands() {
		if cmd.IsAdditionalHelpTopicCommand() && strings.HasPrefix(cmd.Name(), word) {
			similar = append(similar, cmd.Name())
		}
	}
	hint := "see 'tracecausal help'"
	if word != "" && len(similar) > 0 {
		hint = "did you mean " + strings.Join(similar, ", ") + "?"
	}
	return usageErrorf("there is no command %s; %s", parse.Quote(word), hint)
}

// command adapts a run function, which returns the exit code of what it found,
// to cobra.
func (a *app) command(f func(ctx context.Context, args []string) (int, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		found, err := f(cmd.Context(), args)
		a.found = found
		return err
	}
}

// needArgs refuses a command line with fewer than n arguments.
func needArgs(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return usageErrorf("%s needs %s; see 'tracecausal %s --help'", cmd.Name(), what, cmd.Name())
		}
		return nil
	}
}

// noArgs refuses any argument.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageErrorf("%s takes no arguments, but got %s", cmd.Name(), parse.Quote(args[0]))
	}
	return nil
}
