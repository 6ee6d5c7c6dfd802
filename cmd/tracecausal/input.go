package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// source is an input that has been found but not yet read.
type source struct {
	app   *app
	flags *inputFlags
	files []parse.File
	opt   parse.Options
	notes []string // what the report says about how the input was read
}

// loaded is an input that has been read.
type loaded struct {
	*parse.Log
	opt     parse.Options
	config  *parse.Config // empty without one
	notes   []string
	badOver int // bad lines beyond those that are tolerated
}

// config returns the configuration, an empty one where there is none.
func (s *source) config() *parse.Config {
	if s.opt.Config == nil {
		return &parse.Config{}
	}
	return s.opt.Config
}

// allPaths returns every file that is read: none of them may be overwritten.
func (s *source) allPaths() []string {
	if s.opt.Config == nil {
		return s.paths()
	}
	return append(s.paths(), s.opt.Config.Path)
}

// find looks up the files that the arguments name, and the configuration.
func (a *app) find(f *inputFlags, args []string) (*source, error) {
	opt, err := f.options()
	if err != nil {
		return nil, err
	}
	if opt.Workers > 0 { // else what is not a worker, such as the collection of garbage, would use other cores
		runtime.GOMAXPROCS(min(opt.Workers, runtime.GOMAXPROCS(0)))
	}
	files, warnings, errs := parse.Expand(args, f.exclude...)
	a.printWarnings(f, warnings)
	if len(errs) > 0 {
		return nil, a.diagnosticError(errs)
	}
	s := &source{app: a, flags: f, files: files, opt: opt}
	path, err := findConfig(f, args, s.paths())
	if err != nil || path == "" {
		return s, err
	}
	return s, s.readConfig(path)
}

// paths returns the names of the files to read; standard input has none.
func (s *source) paths() []string {
	var paths []string
	for _, f := range s.files {
		if f.Path != parse.StdinPath {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// findConfig returns the configuration to use, "" for none: the one that the
// flag names, else tracecausal.yaml in a folder that is an argument, and not
// excluded, or that holds one of the files. Two of them are an error, since they
// may disagree.
func findConfig(f *inputFlags, args, files []string) (string, error) {
	switch f.config {
	case "":
	case noConfig:
		return "", nil
	default:
		return f.config, nil
	}
	var folders []string
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.IsDir() && !parse.Excluded(arg, f.exclude) {
			folders = append(folders, filepath.Clean(arg))
		}
	}
	for _, file := range files {
		folders = append(folders, filepath.Dir(file))
	}
	slices.Sort(folders)
	var found []string
	for _, folder := range slices.Compact(folders) {
		path := filepath.Join(folder, parse.ConfigName)
		if _, err := os.Lstat(path); err == nil {
			found = append(found, path)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", usageErrorf("several configurations lie beside the logs (%s); read the folders one at a time, or name one with --config (none reads none)", joinQuoted(found, 4))
}

// readConfig reads a configuration. Anything in it that is not understood is
// an error: a misspelt name must not switch a check off.
func (s *source) readConfig(path string) error {
	data, err := readRegular(path, parse.MaxConfigBytes)
	if err != nil {
		return &parse.Diagnostic{Class: parse.ClassIO, Source: parse.Source{File: path}, Msg: "the configuration " + err.Error()}
	}
	config, err := parse.ReadConfig(path, data)
	if err != nil {
		return err
	}
	s.opt = config.Options(s.opt)
	s.notes = append(s.notes, "configuration: "+parse.Escape(path))
	return nil
}

// readRegular reads a whole file of at most so many bytes. Its error goes on
// after the file's name: "is not a regular file".
func readRegular(path string, most int) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", plainError(err))
	case !info.Mode().IsRegular():
		return nil, errors.New("is not a regular file")
	case info.Size() > int64(most):
		return nil, errors.New("is larger than " + formatSize(most))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", plainError(err))
	}
	return data, nil
}

// read reads the input. What cannot be read at all is an error; bad lines are
// reported and counted.
func (s *source) read(ctx context.Context) (*loaded, error) {
	a := s.app
	if p := s.flags.progress.value; !s.flags.quiet && (p == "always" || p == "auto" && a.errTerminal) {
		a.progress.begin()
		s.opt.Progress = a.progress.update
	}
	log, err := parse.Read(ctx, s.files, s.opt)
	a.progress.stop()
	if log != nil {
		a.printWarnings(s.flags, log.Warnings)
		a.printInputErrors(log, err)
	}
	if err != nil {
		return nil, err
	}
	l := &loaded{Log: log, opt: s.opt, config: s.config(), notes: s.notes}
	broken := log.Broken() // which are no lines, so that nobody tolerates them
	l.badOver = max(0, log.Bad()-broken-s.flags.maxBadLines.value) + broken
	if err := l.selectRun(s.flags.run); err != nil {
		return nil, err
	}
	return l, nil
}

// selectRun leaves only the run of the given name.
func (l *loaded) selectRun(run optionalText) error {
	if !run.set {
		return nil
	}
	for _, r := range l.Runs {
		if r.Name == run.value {
			only := *l.Log
			only.Runs = []*parse.Run{r}
			l.Log = &only
			return nil
		}
	}
	if len(l.Runs) == 1 && l.Runs[0].Name == "" {
		return usageErrorf("--run %s: there is no such run; the input holds one run, and that has no name", parse.Quote(run.value))
	}
	return usageErrorf("--run %s: there is no such run; the input has %s", parse.Quote(run.value), runNames(l.Runs))
}

// runNames lists runs in a message.
func runNames(runs []*parse.Run) string {
	var names []string
	for _, r := range runs {
		names = append(names, r.Name)
	}
	list := joinQuoted(names, 10)
	if slices.Contains(names, "") {
		list += ` ("" is the one without a name)`
	}
	return list
}

// joinQuoted lists names in a message, at most so many.
func joinQuoted(names []string, most int) string {
	var b strings.Builder
	for i, n := range names {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(names)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(parse.Quote(n))
	}
	return b.String()
}
