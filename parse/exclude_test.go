package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExclude(t *testing.T) {
	files := []string{"d/a.log", "d/b.log", "d/old/c.log", "d/old/x/e.log", "d/f.zip", "d/" + ConfigName, "g.log"}
	tests := []struct {
		point   string
		args    []string
		exclude []string
		want    string
	}{
		{"a name, wherever it lies", []string{"d"}, []string{"f.zip", "[bc].log"},
			"d/a.log\nd/old/x/e.log\nW-SKIPPED: left out by --exclude: \"d/b.log\", \"d/f.zip\", \"d/old/c.log\"\n"},
		{"a folder, with all that lies in it", []string{"d", "d/old/c.log"}, []string{"old", "*.zip"},
			"d/a.log\nd/b.log\nW-SKIPPED: left out by --exclude: \"d/f.zip\", \"d/old\", \"d/old/c.log\"\n"},
		{"the same with a slash", []string{"d"}, []string{"./old/", "*.zip"},
			"d/a.log\nd/b.log\nW-SKIPPED: left out by --exclude: \"d/f.zip\", \"d/old\"\n"},
		{"the end of a path", []string{"d"}, []string{"old/*.log", "*.zip"},
			"d/a.log\nd/b.log\nd/old/x/e.log\nW-SKIPPED: left out by --exclude: \"d/f.zip\", \"d/old/c.log\"\n"},
		{"not the middle of a name", []string{"d"}, []string{"ld", "*.zip", "log"},
			"d/a.log\nd/b.log\nd/old/c.log\nd/old/x/e.log\nW-UNUSED: --exclude \"ld\" leaves nothing out\n" +
				"W-UNUSED: --exclude \"log\" leaves nothing out\nW-SKIPPED: left out by --exclude: \"d/f.zip\"\n"},
		{"a file that a glob found, or that is named, as a shell does", []string{"d/*.log", "g.log"}, []string{"{b,g}.log"},
			"d/a.log\nW-SKIPPED: left out by --exclude: \"d/b.log\", \"g.log\"\n"},
		{"several times, in any order", []string{"g.log", "./d/b.log", "d"}, []string{"{b,g}.log", "*.zip"},
			"d/a.log\nd/old/c.log\nd/old/x/e.log\nW-SKIPPED: left out by --exclude: \"d/b.log\", \"d/f.zip\", \"g.log\"\n"},
		{"all of one folder", []string{"d/old", "g.log"}, []string{"old/*"},
			"g.log\nW-SKIPPED: left out by --exclude: \"d/old/c.log\", \"d/old/x\"\n"},
		{"no configuration, which is no log", []string{"d"}, []string{"*.yaml", "d/*.*"},
			"d/old/c.log\nd/old/x/e.log\nW-UNUSED: --exclude \"*.yaml\" leaves nothing out\n" +
				"W-SKIPPED: left out by --exclude: \"d/a.log\", \"d/b.log\", \"d/f.zip\"\n"},
		{"everything", []string{"d"}, []string{"*"},
			"W-SKIPPED: left out by --exclude: \"d\"\nE-NOINPUT: --exclude leaves out every file\n"},
		{"a glob that is none", []string{"g.log"}, []string{"[a", "", "/", "./"},
			"g.log\nE-USAGE: --exclude \"\": not a valid glob\nE-USAGE: --exclude \"./\": not a valid glob\nE-USAGE: --exclude \"/\": not a valid glob\nE-USAGE: --exclude \"[a\": not a valid glob\n"},
		{"more than can be named", []string{"d"}, []string{"{a,b,c,e}.log"},
			"d/f.zip\nW-SKIPPED: left out by --exclude: \"d/a.log\", \"d/b.log\", \"d/old/c.log\" and 1 more\n"},
	}
	for _, tt := range tests {
		t.Run(tt.point, func(t *testing.T) {
			tree(t, files...)
			if diff := cmp.Diff(tt.want, expanded(tt.args, tt.exclude...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestExcludeWholePath: a path that is given in full is one, too.
func TestExcludeWholePath(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"a.log", "b.log"} {
		if err := plant(name); err != nil {
			t.Fatal(err)
		}
	}
	want := fmt.Sprintf("%s/b.log\n", dir)
	if got := expanded([]string{dir}, dir+"/a.log"); !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}
