package parse

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// expanded writes what Expand returned in a form that tests can compare.
func expanded(args []string, exclude ...string) string {
	files, warnings, errs := Expand(args, exclude...)
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintln(&b, f.Path)
	}
	for _, ds := range [][]Diagnostic{warnings, errs} {
		for i := range ds {
			fmt.Fprintln(&b, ds[i].Error())
		}
	}
	return b.String()
}

// tree makes files in a new folder, which becomes the current one. A name that
// ends in a slash is a folder, "name -> target" a symbolic link, "name => file"
// a hard one, "name |" a pipe.
func tree(t *testing.T, names ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range names {
		if err := plant(name); err != nil {
			t.Fatal(err)
		}
	}
}

func plant(name string) error {
	if link, target, ok := strings.Cut(name, " -> "); ok {
		return os.Symlink(target, link)
	}
	if link, target, ok := strings.Cut(name, " => "); ok {
		return os.Link(target, link)
	}
	if pipe, ok := strings.CutSuffix(name, " |"); ok {
		return syscall.Mkfifo(pipe, 0o600)
	}
	if err := os.MkdirAll(filepath.Dir(name+"x"), 0o700); err != nil || strings.HasSuffix(name, "/") {
		return err
	}
	return os.WriteFile(name, []byte(name+"\n"), 0o600)
}

func TestExpand(t *testing.T) {
	tests := []struct {
		point string
		tree  []string
		args  []string
		want  string
	}{
		{"no argument is an error, not a wait for standard input", nil, nil,
			"E-USAGE: no input is named; name log files, folders or globs, or - for standard input\n"},
		{"files come by rising path", []string{"b.log", "a.log"}, []string{"b.log", "./a.log"},
			"a.log\nb.log\n"},
		{"every missing file is named", []string{"a.log"}, []string{"y", "a.log", "x"},
			"a.log\nx: E-IO: no such file\ny: E-IO: no such file\n"},
		{"standard input can be read once", nil, []string{"-", "-"},
			"-\nE-USAGE: standard input (-) is named twice; it can be read once\n"},
		{"a file called - is not standard input", []string{"-"}, []string{"./-"},
			"./-\n"},
		{"an empty name is an error", nil, []string{""},
			"E-USAGE: an input's name is empty\n"},
		{"a glob", []string{"a.log", "b.log", "c.txt", ".d.log"}, []string{"*.log"},
			"a.log\nb.log\n"},
		{"** goes down folders", []string{"x/a.log", "x/y/b.log", "c.log"}, []string{"**/*.log"},
			"c.log\nx/a.log\nx/y/b.log\n"},
		{"a glob that matches nothing", []string{"a.log"}, []string{"*.txt"},
			"*.txt: E-NOINPUT: the glob matches no file\n"},
		{"a glob that is none", nil, []string{"[a"},
			"[a: E-USAGE: not a valid glob, and no file has this name\n"},
		{"a file whose name looks like a glob is that file", []string{"a[1].log", "a1.log"}, []string{"a[1].log"},
			"a[1].log\n"},
		{"a folder, without what is hidden or described elsewhere", []string{"d/b.log", "d/e/a", "d/.git/x", "d/.x", "d/tracecausal.yaml"}, []string{"d"},
			"d/b.log\nd/e/a\n"},
		{"what a folder leaves out is said", []string{"d/a.log", "d/README.md", "d/a.png", "d/b.svg", "d/c.svg"}, []string{"d/"},
			"d/a.log\nd: W-SKIPPED: left out, as they do not look like logs: \"d/README.md\", \"d/a.png\", \"d/b.svg\" and 1 more; name a file to read it\n"},
		{"a few that a folder leaves out are all named", []string{"d/a.log", "d/a.png", "d/b.svg", "d/c.svg"}, []string{"d"},
			"d/a.log\nd: W-SKIPPED: left out, as they do not look like logs: \"d/a.png\", \"d/b.svg\", \"d/c.svg\"; name a file to read it\n"},
		{"a picture that is named is read", []string{"d/a.svg"}, []string{"d/a.svg"},
			"d/a.svg\n"},
		{"an archive in a folder is not left out", []string{"d/a.zip"}, []string{"d"},
			"d/a.zip\n"},
		{"a folder without logs", []string{"d/e/", "d/x.md"}, []string{"d"},
			"d: W-SKIPPED: left out, as it does not look like a log: \"d/x.md\"; name a file to read it\nd: E-NOINPUT: the folder holds no log\n"},
		{"a loop of links in a folder ends", []string{"d/a.log", "d/up -> .."}, []string{"d"},
			"d/a.log\nd: W-SKIPPED: left out, as it does not look like a log: \"d/up\"; name a file to read it\n"},
		{"a link that leads nowhere hides a log", []string{"d/a.log", "d/b.log -> gone"}, []string{"d"},
			"d/a.log\nd/b.log: E-IO: cannot be read: no such file or directory\n"},
		{"a link to a folder that is named is followed", []string{"d/a.log", "l -> d"}, []string{"l"},
			"l/a.log\n"},
		{"a link to itself", []string{"l -> l"}, []string{"l"},
			"l: E-IO: cannot be read: too many levels of symbolic links\n"},
		{"one file by four names is read once", []string{"d/a", "b => d/a", "c -> d/a"}, []string{"c", "b", "d/a", "d/../d/a"},
			"b\nc: W-DUPINPUT: the same file as \"b\"; read once\nd/a: W-DUPINPUT: the same file as \"b\"; read once\nd/a: W-DUPINPUT: the same file as \"b\"; read once\n"},
		{"equal content is not the same file", []string{"a", "b"}, []string{"a", "b"},
			"a\nb\n"},
		{"a pipe without a writer is refused at once", []string{"p |"}, []string{"p"},
			"p: E-IO: not a regular file; use - to read a stream from standard input\n"},
		{"a device is refused at once", nil, []string{"/dev/zero"},
			"/dev/zero: E-IO: not a regular file; use - to read a stream from standard input\n"},
		{"a hostile name is shown escaped", nil, []string{"a\n::error::\x1b]0;"},
			"a\\n::error::\\x1b]0;: E-IO: no such file\n"},
	}
	for _, tt := range tests {
		t.Run(tt.point, func(t *testing.T) {
			tree(t, tt.tree...)
			if diff := cmp.Diff(tt.want, within(t, func() string { return expanded(tt.args) })); diff != "" {
				t.Error(diff)
			}
			back := slices.Clone(tt.args)
			slices.Reverse(back)
			if diff := cmp.Diff(expanded(tt.args), expanded(back)); diff != "" {
				t.Errorf("the order of the arguments shows:\n%s", diff)
			}
		})
	}
}

// within fails the test where do waits.
func within[T any](t *testing.T, do func() T) T {
	t.Helper()
	done := make(chan T, 1)
	go func() { done <- do() }()
	select {
	case v := <-done:
		return v
	case <-time.After(10 * time.Second):
		t.Fatal("waits for ever")
		panic("unreachable")
	}
}

func TestOpenOfPipeThatTookAFilesPlace(t *testing.T) {
	tree(t, "a.log")
	files, _, _ := Expand([]string{"a.log"})
	if err := os.Remove("a.log"); err != nil {
		t.Fatal(err)
	}
	if err := plant("a.log |"); err != nil {
		t.Fatal(err)
	}
	err := within(t, func() error { _, err := files[0].Open(); return err })
	if err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("got %v", err)
	}
}

// TestStandardInput: it is a stream even where it is a file, it can be one of the
// files that are named, and one that is closed is for the reading to say.
func TestStandardInput(t *testing.T) {
	tree(t, "a.log")
	a, err := os.Open("a.log")
	if err != nil {
		t.Fatal(err)
	}
	stdin := os.Stdin
	defer func() { os.Stdin = stdin }()
	os.Stdin = a
	if got, want := expanded([]string{"a.log", "-"}), "-\na.log: W-DUPINPUT: the same file as \"-\"; read once\n"; got != want {
		t.Errorf("got %q, expected %q", got, want)
	}
	if files, _, _ := Expand([]string{"-"}); files[0].Size >= 0 {
		t.Errorf("of size %d", files[0].Size)
	}
	a.Close()
	if got := expanded([]string{"-"}); got != "-\n" {
		t.Errorf("got %q", got)
	}
}
