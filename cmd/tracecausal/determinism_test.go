package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSameBytes: the order of the files, the number of workers and chance do
// not show in what a command prints.
func TestSameBytes(t *testing.T) {
	files := []string{"../../testdata/demo/n1.jsonl", "../../testdata/demo/n2.jsonl", "../../testdata/demo/store.jsonl"}
	commands := []string{"query n1:1 n2:4", "cut -f json n1=6 n2=2"}
	for _, f := range reportFormatNames() {
		commands = append(commands, "analyze -f "+f)
	}
	for _, f := range diagramFormatNames() {
		if f != svgFormat { // another program's work
			commands = append(commands, "render -f "+f)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, command := range commands {
		code, want, _ := execute(t, command+" "+strings.Join(files, " "))
		if want == "" {
			t.Fatalf("%s prints nothing", command)
		}
		for i := range 50 {
			rng.Shuffle(len(files), func(a, b int) { files[a], files[b] = files[b], files[a] })
			line := fmt.Sprintf("%s -j %d %s", command, 1+i%4, strings.Join(files, " "))
			if c, got, _ := execute(t, line); c != code || got != want {
				t.Fatalf("%s: exit code %d and\n%s\nwant %d and\n%s", line, c, got, code, want)
			}
		}
	}
}
