package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// stdoutName is how -o names standard output.
const stdoutName = "-"

// outputSpec is one result to write: in which format, and where to.
type outputSpec struct {
	format string
	path   string // stdoutName is standard output
	chosen bool   // the format, by FORMAT=FILE
}

// parseOutputs reads the values of -o, each FILE or FORMAT=FILE. Without any,
// the result goes to standard output.
func parseOutputs(values []string, format string, known []string) ([]outputSpec, error) {
	if len(values) == 0 {
		return []outputSpec{{format: format, path: stdoutName}}, nil
	}
	var specs []outputSpec
	for _, v := range values {
		spec := outputSpec{format: format, path: v}
		if name, path, ok := strings.Cut(v, "="); ok && isWord(name) {
			if !slices.Contains(known, name) {
				return nil, usageErrorf("-o %s: %s is not an output format (%s); to write a file of that name, say ./%s",
					parse.Quote(v), parse.Quote(name), strings.Join(known, ", "), parse.Escape(v))
			}
			spec = outputSpec{name, path, true}
		}
		if spec.path == "" {
			return nil, usageErrorf("-o %s: the file name is empty", parse.Quote(v))
		}
		for _, other := range specs {
			if filepath.Clean(other.path) == filepath.Clean(spec.path) {
				return nil, usageErrorf("-o: two results cannot both go to %s", parse.Quote(spec.path))
			}
		}
		specs = append(specs, spec)
	}
	return specs, nil
}

// warnNames warns of files whose name ends like another format than the default
// that is written into them. Only -f and FORMAT=FILE choose a format.
func (a *app) warnNames(f *inputFlags, format choice, specs []outputSpec) {
	for _, s := range specs {
		ext := strings.TrimPrefix(filepath.Ext(s.path), ".")
		if !format.set && !s.chosen && !f.quiet && ext != s.format && slices.Contains(format.words, ext) {
			a.warn(warnOutput, "%s: holds %s, the default, in spite of its name; for %s say -f %s", parse.EscapeFirst(s.path), s.format, ext, ext)
		}
	}
}

func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// outputs are the results of one command, each with the place it goes to.
type outputs struct {
	app     *app
	targets []target
}

type target struct {
	outputSpec
	file *os.File // the temporary file; nil for standard output
}

// openOutputs makes sure, before any work is done, that every result can be
// written, and that none would replace one of the inputs.
func (a *app) openOutputs(specs []outputSpec, inputs []string) (*outputs, error) {
	o := &outputs{app: a}
	for _, spec := range specs {
		t := target{outputSpec: spec}
		if spec.path != stdoutName {
			mode, err := checkTarget(spec.path, inputs)
			if err != nil {
				return nil, err
			}
			if t.file, err = a.temps.create(filepath.Dir(spec.path), mode); err != nil {
				return nil, outputErrorf("%s: %w", parse.Escape(spec.path), plainError(err))
			}
		}
		o.targets = append(o.targets, t)
	}
	return o, nil
}

// checkTarget reports why path cannot be replaced by a result, and else the
// permissions of the new file.
func checkTarget(path string, inputs []string) (fs.FileMode, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0o666, nil
	case err != nil:
		return 0, outputErrorf("%s: %w", parse.Escape(path), plainError(err))
	case info.Mode()&fs.ModeSymlink != 0:
		return 0, outputErrorf("%s: is a symbolic link; name the file itself (or - for standard output)", parse.Escape(path))
	case info.IsDir():
		return 0, outputErrorf("%s: is a folder; name a file in it", parse.Escape(path))
	case !info.Mode().IsRegular():
		return 0, outputErrorf("%s: is not a regular file; use - and redirect standard output", parse.Escape(path))
	}
	if in, same := sameFile(info, inputs); same {
		return 0, usageErrorf("%s: is the input %s; results never replace an input", parse.Escape(path), parse.Quote(in))
	}
	return info.Mode().Perm(), nil
}

// sameFile returns the first of some paths that is a name of the given file.
func sameFile(info fs.FileInfo, paths []string) (string, bool) {
	for _, path := range paths {
		if other, err := os.Stat(path); err == nil && os.SameFile(info, other) {
			return path, true
		}
	}
	return "", false
}

// write makes every result with the given function, then gives the files their
// names. Either all files are written or, after an error, none was replaced
// whose own writing failed.
func (o *outputs) write(ctx context.Context, render func(w io.Writer, format string, toTerminal bool) error) error {
	var failed, left error
	for i := range o.targets {
		if err := o.writeOne(&o.targets[i], render); isBrokenPipe(err) {
			left = err
		} else {
			failed = errors.Join(failed, err)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return firstError(failed, left) // a reader that left excuses no file that is not there
}

func (o *outputs) writeOne(t *target, render func(io.Writer, string, bool) error) error {
	if t.file == nil {
		err := errors.Join(render(o.app.out, t.format, true), o.app.out.Flush())
		return describeOutput("standard output", err)
	}
	err := writeBuffered(t.file, func(w io.Writer) error { return render(w, t.format, false) })
	if err == nil {
		err = o.app.temps.complete(t.file, t.path)
	}
	return describeOutput(parse.Escape(t.path), err)
}

// describeOutput adds the place and the class to an error of writing. An error
// that has a class of its own keeps it.
func describeOutput(place string, err error) error {
	var known *commandError
	if err == nil || errors.As(err, &known) {
		return err
	}
	return outputErrorf("%s: %w", place, plainError(err))
}

// plainError returns the reason of a file error without the path, which the
// message already names.
func plainError(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	var linkErr *os.LinkError
	if errors.As(err, &linkErr) {
		return linkErr.Err
	}
	return fmt.Errorf("%w", err)
}

// writeBuffered calls write with a buffered w and returns the first error,
// that of the last flush included.
func writeBuffered(w io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}
