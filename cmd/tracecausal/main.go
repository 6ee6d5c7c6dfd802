package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// graceful is how long a command may take to stop after a signal. Half-written
// files are removed in any case.
const graceful = 400 * time.Millisecond

// run executes one command line and returns its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := newApp(stdin, stdout, stderr)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := notifySignals()
	done := make(chan int, 1)
	root := newRootCmd(a)
	root.SetArgs(args)
	if len(args) > 0 && slices.Contains(completes, args[0]) {
		addCompletion(root)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0)) // -j may lower it
	go func() { done <- a.execute(ctx, root) }()
	select {
	case code := <-done:
		return code
	case s := <-signals:
		cancel()
		select {
		case <-done:
		case <-time.After(graceful):
		}
		a.temps.abort()
		a.progress.stop()
		if s == os.Interrupt {
			return exitInterrupt
		}
		return exitTerminate
	}
}

// execute runs the command tree, prints what went wrong and decides the exit
// code. A panic never looks like an answer, but does not undo a finding.
func (a *app) execute(ctx context.Context, root *cobra.Command) (code int) {
	defer a.temps.abort()
	defer func() {
		if p := recover(); p != nil {
			a.progress.stop()
			if limit, ok := p.(*graph.LimitError); ok {
				fmt.Fprintf(a.err, "%s: %s\n", parse.ClassLimit, limit)
			} else {
				fmt.Fprint(a.err, internalError(p))
			}
			code = exitCode(a.found, errPanic)
		}
	}()
	err := root.ExecuteContext(ctx)
	a.progress.stop()
	if flushErr := a.out.Flush(); err == nil && flushErr != nil {
		err = describeOutput("standard output", flushErr)
	}
	if err != nil && !isBrokenPipe(err) && ctx.Err() == nil {
		a.printError(err)
	}
	return exitCode(a.found, err)
}

var errPanic = errors.New("panic")

// printError prints what stopped a command. Errors without a class come from
// the flag library: they are about usage.
func (a *app) printError(err error) {
	text := err.Error()
	if _, ok := classOf(err); !ok {
		text = string(parse.ClassUsage) + ": " + parse.Escape(text)
	}
	fmt.Fprintln(a.err, text)
}

// internalError describes a panic in a few lines fit for a report: the value,
// escaped since log text may be in it, and the innermost calls of this program.
func internalError(p any) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", parse.ClassInternal, parse.Quote(fmt.Sprint(p)))
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for shown := 0; shown < 8; {
		f, more := frames.Next()
		if strings.Contains(f.Function, "tracecausal") {
			fmt.Fprintf(&b, "  at %s:%d\n", f.Function, f.Line)
			shown++
		}
		if !more {
			break
		}
	}
	b.WriteString("  This is a defect of tracecausal, and there is no verdict. Please report it with the lines above\n" +
		"  and, if you can, the input.\n")
	return b.String()
}
