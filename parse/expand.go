package parse

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/bmatcuk/doublestar/v4"
)

// StdinPath is the path of standard input.
const StdinPath = "-"

// File is something to read. [Read] calls Open once for a file of unknown size,
// which may be a stream, and up to twice for others, never from two goroutines
// at a time. It closes what it gets, and reads no more than Size bytes of it (or
// what a Stat method says where there is one).
type File struct {
	Path string // as shown in messages; [StdinPath] is standard input
	Open func() (io.ReadCloser, error)
	Size int64 // bytes as stored; -1 where unknown
}

// Text returns a File with the given content, for tests and programs that hold
// their log in memory.
func Text(name, content string) File {
	return File{
		Path: name,
		Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil },
	}
}

// Expand turns command-line arguments into the files to read, by rising path,
// so that the order of the arguments never shows.
//
// An argument is "-" (standard input), a file, a folder, or a glob in the
// syntax of doublestar, where ** stands for any number of folders. It is a glob
// only if no file has exactly that name. A folder stands for every regular
// file below it but hidden ones and those whose ending says that they are no
// log (pictures, pages, configuration); what is left out in this way is said in
// a warning. Symbolic links to files are followed, those to folders only where
// they are named themselves, so a loop of links ends.
//
// A file that is found twice, by whatever names, is returned once, with a
// warning. Every argument that cannot be read is reported, not only the first:
// E-USAGE, E-NOINPUT for a glob or a folder without files, E-IO for what is
// missing, unreadable or not a regular file. Nothing here waits on a pipe or a
// device.
//
// What fits one of the globs to exclude is left out, however it was found, and a
// warning says so; so does one for a glob that fits nothing. A glob fits a path, or
// its end after a slash, of a file or of a folder above it.
func Expand(args []string, exclude ...string) (files []File, warnings []Diagnostic, errs []Diagnostic) {
	e := &expander{}
	e.exclude(exclude)
	if len(args) == 0 {
		e.fail(ClassUsage, "", "no input is named; name log files, folders or globs, or - for standard input")
	}
	for _, arg := range args {
		e.argument(arg)
	}
	e.tellExcluded()
	e.dropDuplicates()
	sortDiagnostics(e.warnings)
	sortDiagnostics(e.errs)
	return e.files(), e.warnings, e.errs
}

// expander collects what the arguments stand for.
type expander struct {
	found    []foundFile
	stdin    bool
	warnings []Diagnostic
	errs     []Diagnostic

	exclusions []exclusion
	excluded   []string // files and folders
}

// foundFile is a regular file, or standard input.
type foundFile struct {
	path string
	info fs.FileInfo // nil for a standard input that cannot be looked at
}

func (e *expander) fail(class Class, path, format string, args ...any) {
	e.errs = append(e.errs, Diagnostic{Class: class, Source: Source{File: path}, Msg: fmt.Sprintf(format, args...)})
}

func (e *expander) failIO(path string, err error) {
	e.fail(ClassIO, path, "cannot be read: %s", reason(err))
}

// reason returns an error of the file system without the path, which the
// message names already.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return Escape(pe.Err.Error())
	}
	return Escape(err.Error())
}

func (e *expander) argument(arg string) {
	switch {
	case arg == "":
		e.fail(ClassUsage, "", "an input's name is empty")
	case arg == StdinPath:
		e.standardInput()
	default:
		_, err := os.Lstat(arg)
		if errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(arg, `*?[{`) {
			e.glob(arg)
			return
		}
		e.path(arg)
	}
}

func (e *expander) standardInput() {
	if e.stdin {
		e.fail(ClassUsage, "", "standard input (-) is named twice; it can be read once")
		return
	}
	e.stdin = true
	info, err := os.Stdin.Stat()
	if err != nil {
		info = nil // reading it will say why
	}
	e.found = append(e.found, foundFile{path: StdinPath, info: info})
}

func (e *expander) glob(pattern string) {
	if !doublestar.ValidatePathPattern(pattern) {
		e.fail(ClassUsage, pattern, "not a valid glob, and no file has this name")
		return
	}
	paths, err := doublestar.FilepathGlob(pattern,
		doublestar.WithNoFollow(), doublestar.WithNoHidden(), doublestar.WithFailOnIOErrors())
	if err != nil {
		e.failIO(pattern, err)
		return
	}
	if len(paths) == 0 {
		e.fail(ClassNoInput, pattern, "the glob matches no file")
	}
	for _, p := range paths {
		e.path(p)
	}
}

// path adds a file or a folder.
func (e *expander) path(path string) {
	info, err := os.Stat(path)
	switch {
	case e.leaveOut(path):
	case errors.Is(err, fs.ErrNotExist):
		e.fail(ClassIO, path, "no such file")
	case err != nil:
		e.failIO(path, err)
	case info.IsDir():
		e.folder(path)
	default:
		e.file(path, info)
	}
}

// file adds a regular file that can be opened.
func (e *expander) file(path string, info fs.FileInfo) {
	if !info.Mode().IsRegular() {
		e.fail(ClassIO, path, notRegular)
		return
	}
	f, err := openRegular(path)
	if err != nil {
		e.failIO(path, err)
		return
	}
	f.Close() // opened only to see that it can be; nothing was written
	e.found = append(e.found, foundFile{path: cleanPath(path), info: info})
}

const notRegular = "not a regular file; use - to read a stream from standard input"

// openRegular opens a file for reading without ever waiting for the other end
// of a pipe, also where a pipe has taken a file's place since it was found.
func openRegular(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New(notRegular)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// cleanPath is filepath.Clean, but a file called "-" keeps a name of its own.
func cleanPath(path string) string {
	if c := filepath.Clean(path); c != StdinPath {
		return c
	}
	return "." + string(filepath.Separator) + StdinPath
}

// dropDuplicates sorts what was found and keeps one name of each file.
func (e *expander) dropDuplicates() {
	slices.SortStableFunc(e.found, func(a, b foundFile) int { return strings.Compare(a.path, b.path) })
	seen := map[fileKey][]foundFile{} // more than one per key only where the system has no file numbers
	kept := e.found[:0]
	for _, f := range e.found {
		if f.info == nil || !f.info.Mode().IsRegular() { // a stream
			kept = append(kept, f)
			continue
		}
		key := keyOf(f.info)
		same := slices.IndexFunc(seen[key], func(g foundFile) bool { return os.SameFile(f.info, g.info) })
		if same < 0 {
			seen[key] = append(seen[key], f)
			kept = append(kept, f)
			continue
		}
		e.warnings = append(e.warnings, Diagnostic{
			Class:  WarnDupInput,
			Source: Source{File: f.path},
			Msg:    "the same file as " + Quote(seen[key][same].path) + "; read once",
		})
	}
	e.found = kept
}

func (e *expander) files() []File {
	files := make([]File, 0, len(e.found))
	for _, f := range e.found {
		if f.path == StdinPath {
			files = append(files, stdinFile())
			continue
		}
		path := f.path
		files = append(files, File{
			Path: path,
			Size: f.info.Size(),
			Open: func() (io.ReadCloser, error) { return openRegular(path) },
		})
	}
	return files
}

// stdinFile is read as a stream of unknown size also where it is a regular
// file: the descriptor may stand in the middle of it.
func stdinFile() File {
	return File{
		Path: StdinPath,
		Size: -1,
		Open: func() (io.ReadCloser, error) { return stdinReader{os.Stdin}, nil },
	}
}

// stdinReader hides everything but Read from what is read to its end, whatever its
// size, and then left open.
type stdinReader struct{ io.Reader }

func (stdinReader) Close() error { return nil }

func sortDiagnostics(ds []Diagnostic) {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return cmp.Or(strings.Compare(a.Source.File, b.Source.File), strings.Compare(a.Msg, b.Msg))
	})
}
