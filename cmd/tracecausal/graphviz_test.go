package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestLayouter has shells play the program that lays out.
func TestLayouter(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatalf("this test needs a shell: %v", err)
	}
	for _, c := range []struct{ name, script, want string }{
		{"copies its input", `cat`, ""},
		{"private directory", `test "$(ls -ld "$TMPDIR" | cut -c1-10)" = drwx------ && cat`, ""},
		{"half a picture", `echo '<svg><g></g>'`, "not whole"},
		{"nothing", `true`, "0 pictures"},
		{"no SVG", `echo '<html></html>'`, "no SVG"},
		{"two pictures", `cat; echo '<svg></svg>'`, "2 pictures"},
		{"script", `echo '<svg><script>alert(1)</script></svg>'`, "<script>"},
		{"event attribute", `echo '<svg onload="alert(1)"></svg>'`, "attribute onload"},
		{"link", `echo '<svg xmlns:x="y"><g x:href="z"></g></svg>'`, "attribute href"},
		{"fails", "cat; echo 'no \033[31mluck' >&2; exit 3", `exit status 3: no \x1b[31mluck`},
		{"never ends", `exec sleep 60`, "did not finish"},
		{"too much", `yes`, "more than 1000 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tmp := t.TempDir()
			t.Setenv("TMPDIR", tmp)
			l := &layouter{program: shell, args: []string{"-c", c.script}, timeout: 2 * time.Second, maxOutput: 1000}
			svg, err := l.draw(context.Background(), []byte("<svg><text>a &lt; b</text></svg>"))
			switch {
			case c.want == "" && (err != nil || string(svg) != "<svg><text>a &lt; b</text></svg>"):
				t.Errorf("%q, %v", svg, err)
			case c.want != "" && (err == nil || svg != nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("%q, error %v; want %q", svg, err, c.want)
			}
			if left, _ := os.ReadDir(tmp); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestLayouterStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	l := &layouter{program: "sh", args: []string{"-c", "cat"}, timeout: time.Minute, maxOutput: 1000}
	if _, err := l.draw(ctx, []byte("<svg></svg>")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

// TestFindLayouter looks for the programs on the PATH in their order.
func TestFindLayouter(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if _, err := findLayouter(); err == nil || !strings.Contains(err.Error(), "install") {
		t.Errorf("error %v, want one that says what to install", err)
	}
	for _, name := range []string{"dot", "tracecausal-graphviz"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		if l, err := findLayouter(); err != nil || l.program != path {
			t.Errorf("found %+v, %v; want %s", l, err, path)
		}
	}
}
