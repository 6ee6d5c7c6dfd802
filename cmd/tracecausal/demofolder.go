package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tracecausal/tracecausal/parse"
	"github.com/tracecausal/tracecausal/simulate"
)

// demoFolder is a folder that a recording is written into. Its files get their
// names once all of them are complete.
type demoFolder struct {
	app   *app
	ctx   context.Context
	dir   string
	made  bool // by this command
	files []*os.File
	names []string
}

// recordDemo runs a system into a folder and returns the names of the files.
// After an error the folder is as it was.
func (a *app) recordDemo(ctx context.Context, s *simulate.System, opt simulate.Options, dir string) ([]string, error) {
	f := &demoFolder{app: a, ctx: ctx, dir: dir}
	if err := f.open(); err != nil {
		return nil, err
	}
	err := s.Record(opt, f.create)
	if err == nil {
		err = f.complete()
	}
	if err != nil {
		f.discard()
		return nil, describeOutput(parse.Escape(dir), err)
	}
	return f.names, nil
}

// open makes the folder, or makes sure that it is empty.
func (f *demoFolder) open() error {
	place := parse.Escape(f.dir)
	entries, err := os.ReadDir(f.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.made = true
		return describeOutput(place, os.MkdirAll(f.dir, 0o777))
	case err != nil:
		return describeOutput(place, err)
	case len(entries) > 0:
		return outputErrorf("%s: the folder holds %s; name an empty folder or one that does not exist yet", place, parse.Quote(entries[0].Name()))
	}
	return nil
}

// create is a simulate.Create.
func (f *demoFolder) create(name string) (io.WriteCloser, error) {
	file, err := f.app.temps.create(f.dir, 0o666)
	if err != nil {
		return nil, err
	}
	f.files, f.names = append(f.files, file), append(f.names, name)
	return &demoFile{f.ctx, file}, nil
}

// demoFile is a file of a recording. It is closed when it gets its name.
type demoFile struct {
	ctx  context.Context
	file *os.File
}

func (f *demoFile) Write(p []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.file.Write(p)
}

func (f *demoFile) Close() error { return nil }

// complete gives every file its name.
func (f *demoFolder) complete() error {
	for i, file := range f.files {
		if err := f.app.temps.complete(file, filepath.Join(f.dir, f.names[i])); err != nil {
			f.names = f.names[:i]
			return err
		}
	}
	return nil
}

// discard removes what was written, and the folder where it was made for it.
func (f *demoFolder) discard() {
	f.app.temps.abort()
	for _, name := range f.names {
		os.Remove(filepath.Join(f.dir, name))
	}
	if f.made {
		os.Remove(f.dir)
	}
}
