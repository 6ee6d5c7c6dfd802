package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run executes one command line and returns its exit code: 0, or 2 where
// something could not be measured.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	done, err := child(args, stdout)
	if !done {
		err = runBench(ctx, args, stdout, stderr)
	}
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case !errors.Is(err, errFlags):
		fmt.Fprintln(stderr, "tracecausal-bench:", err)
	}
	return 2
}

func runBench(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	opt, err := parseFlags(args, stderr)
	if err != nil {
		return err
	}
	if opt.list {
		return list(stdout)
	}
	m := describe(opt)
	dir, err := os.MkdirTemp(opt.dir, "tracecausal-bench-")
	if err != nil {
		return fmt.Errorf("no folder for the logs (-dir): %w", err)
	}
	defer os.RemoveAll(dir)
	b := &bench{opt: opt, command: opt.command, dir: filepath.Join(dir, "log"), stderr: stderr}
	if err := os.Mkdir(b.dir, 0o700); err != nil {
		return err
	}
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	if b.command == "" {
		if b.command, err = build(ctx, dir); err != nil {
			return err
		}
	}
	r, err := b.all(ctx)
	if err != nil && ctx.Err() == nil {
		return err
	}
	if err != nil {
		err = errors.New("interrupted: not every case was measured")
	}
	return errors.Join(err, r.write(stdout, &m, opt))
}

// build builds the command and returns its path.
func build(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "tracecausal.exe") // the ending matters on Windows only
	out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "github.com/tracecausal/tracecausal/cmd/tracecausal").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}

// write writes the results in the format that was asked for.
func (r *results) write(w io.Writer, m *machine, opt *options) error {
	if opt.format != "benchstat" {
		if err := r.writeText(w, m, opt); err != nil {
			return err
		}
	}
	if opt.format == "both" {
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
	}
	if opt.format == "text" {
		return nil
	}
	return r.writeBenchstat(w, m, opt)
}

// list lists the cases.
func list(w io.Writer) error {
	var t table
	for _, c := range cases() {
		t.add(fmt.Sprintf("%-*s  %s", nameWidth(), c.name, c.about))
	}
	_, err := io.WriteString(w, t.String())
	return err
}
