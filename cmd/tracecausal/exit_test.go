package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// logs are small inputs with a known verdict. Where a case needs more than one
// line to be seen through, the first line of its text says the point.
var logs = map[string]string{
	// A's message reaches B; nothing is wrong.
	"pass.jsonl": `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":1}
`,
	// The second message overtakes the first.
	"fail.jsonl": `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"A","kind":"send","to":"B","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":1}
`,
	// Nobody logged the sending of what B received.
	"orphan.jsonl": `{"node":"A","event":"start"}
{"node":"B","kind":"receive","from":"A","msg_id":1}
`,
	// Nothing for any check to look at.
	"silent.jsonl": `{"node":"A","event":"start"}
`,
	// The sound log with a line that was cut off.
	"torn.jsonl": `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"B","kind":"receive","from":"A","msg_id":1}
{"node":"B","kind":"rece`,
	// The log with a finding, and a line that was cut off.
	"tornfail.jsonl": `{"node":"A","kind":"send","to":"B","msg_id":1}
{"node":"A","kind":"send","to":"B","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":2}
{"node":"B","kind":"receive","from":"A","msg_id":1}
{"node":"B","kind":"rece`,
	// Two runs: the first passes, the second fails.
	"runs.jsonl": `{"run":"1","node":"A","kind":"send","to":"B","msg_id":1}
{"run":"1","node":"B","kind":"receive","from":"A","msg_id":1}
{"run":"2","node":"A","kind":"send","to":"B","msg_id":1}
{"run":"2","node":"A","kind":"send","to":"B","msg_id":2}
{"run":"2","node":"B","kind":"receive","from":"A","msg_id":2}
{"run":"2","node":"B","kind":"receive","from":"A","msg_id":1}
`,
	"empty.jsonl": "",
	"blank.jsonl": "\n\n\n",
}

// logFolder writes the logs to a new folder and goes there.
func logFolder(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range logs {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("nothing", 0o777); err != nil {
		t.Fatal(err)
	}
}

// failingWriter cannot be written to.
type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }

// TestExitCodes holds the table of exit codes, for every output format.
func TestExitCodes(t *testing.T) {
	logFolder(t)
	for _, c := range []struct {
		args string
		code int
	}{
		{"analyze pass.jsonl", 0},
		{"analyze fail.jsonl", 1},
		{"analyze orphan.jsonl", 3},
		{"analyze --allow-inconclusive orphan.jsonl", 0},
		{"analyze --promise none fail.jsonl", 0},
		{"analyze silent.jsonl", 3},
		{"analyze --allow-inconclusive silent.jsonl", 3},
		{"analyze --require id/duplicate pass.jsonl", 3},
		{"analyze --require message pass.jsonl", 0},
		{"analyze torn.jsonl", 3},
		{"analyze --allow-inconclusive torn.jsonl", 3},
		{"analyze --max-bad-lines 1 torn.jsonl", 0},
		{"analyze --max-bad-lines 0 torn.jsonl", 3},
		{"analyze tornfail.jsonl", 1},
		{"analyze runs.jsonl", 1},
		{"analyze --run 1 runs.jsonl", 0},
		{"analyze --run 2 runs.jsonl", 1},
		{"analyze --run 3 runs.jsonl", 2},
		{"analyze empty.jsonl", 2},
		{"analyze blank.jsonl", 2},
		{"analyze nothing", 2},
		{"analyze nosuch.jsonl", 2},
		{"analyze *.nosuch", 2},
		{"analyze [a", 2},
		{"analyze", 2},
		{"analyze pass.jsonl nosuch.jsonl", 2},
		{"analyze fail.jsonl nosuch.jsonl", 2},
		{"analyze --checks nosuch pass.jsonl", 2},
		{"analyze --skip delivery/fifa pass.jsonl", 2},
		{"analyze --require nosuch pass.jsonl", 2},
		{"analyze --promise magic pass.jsonl", 2},
		{"analyze --format nosuch pass.jsonl", 2},
		{"analyze --config nosuch.yaml pass.jsonl", 2},
		{"analyze -f nosuch pass.jsonl", 2},
		{"analyze -o nosuch/report pass.jsonl", 2},
		{"analyze -o nothing pass.jsonl", 2},
		{"analyze -o pass.jsonl pass.jsonl", 2},
		{"analyze -o fail.jsonl fail.jsonl", 2},
		{"analyze --max-skew 5 pass.jsonl", 2},
		{"analyze --max-skew -5ms pass.jsonl", 2},
		{"analyze --max-line 0 pass.jsonl", 2},
		{"analyze --max-bad-lines -1 pass.jsonl", 2},
		{"analyze --tz CST pass.jsonl", 2},
		{"analyze -j x pass.jsonl", 2},
		{"analyze -j 1000000000 pass.jsonl", 2},
		{"analyze --nosuch pass.jsonl", 2},
		{"analyze --write-baseline known.json fail.jsonl", 1},
		{"analyze --write-baseline known.json pass.jsonl", 0},
		{"analyze --write-baseline known.json orphan.jsonl", 3},
		{"analyze --write-baseline known.json empty.jsonl", 2},
		{"analyze --write-baseline nosuch/known.json pass.jsonl", 2},
		{"analyze --baseline nosuch.json pass.jsonl", 2},
		{"analyze --diagrams pictures fail.jsonl", 1},
		{"analyze --diagrams pictures pass.jsonl", 0},
		{"analyze --diagrams pass.jsonl pass.jsonl", 2},
		{"query A:1 B:1 pass.jsonl", 0},
		{"query A:1 B:9 pass.jsonl", 2},
		{"query A:1 B:1 runs.jsonl", 2},
		{"query --run 1 A:1 B:1 runs.jsonl", 0},
		{"query A:1 B:1 torn.jsonl", 3},
		{"query A:1 B:1", 2},
		{"query - pass.jsonl", 0},
		{"query - -", 2},
		{"query -", 2},
		{"cut A=1 pass.jsonl", 0},
		{"cut B=1 pass.jsonl", 0},
		{"cut C=1 pass.jsonl", 2},
		{"cut B=2 pass.jsonl", 2},
		{"cut pass.jsonl", 2},
		{"cut A=1 torn.jsonl", 3},
		{"cut --at-time 0 pass.jsonl", 2},
		{"render pass.jsonl", 0},
		{"render torn.jsonl", 3},
		{"render runs.jsonl", 2},
		{"render --only C pass.jsonl", 2},
		{"render --finding 0000 pass.jsonl", 2},
		{"explain", 0},
		{"explain nosuch", 2},
		{"formats", 0},
		{"demo", 0},
		{"demo lease", 0},
		{"demo nosuch", 2},
		{"demo lease -o pass.jsonl", 2},
		{"version", 0},
		{"help", 0},
		{"", 2},
		{"nosuch", 2},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(strings.Fields(c.args), strings.NewReader(""), &stdout, &stderr); code != c.code {
			t.Errorf("tracecausal %s: exit code %d, want %d\n%s%s", c.args, code, c.code, stdout.String(), stderr.String())
		}
		if c.code == exitTrouble && !strings.Contains(stderr.String(), "E-") {
			t.Errorf("tracecausal %s: no class of error on standard error: %q", c.args, stderr.String())
		}
	}
}

// TestExitCodeOfEveryFormat: a format never decides.
func TestExitCodeOfEveryFormat(t *testing.T) {
	logFolder(t)
	want := map[string]int{"pass.jsonl": 0, "fail.jsonl": 1, "orphan.jsonl": 3, "empty.jsonl": 2}
	for _, format := range reportFormatNames() {
		for log, code := range want {
			if got := run([]string{"analyze", "-f", format, log}, nil, io.Discard, io.Discard); got != code {
				t.Errorf("analyze -f %s %s: exit code %d, want %d", format, log, got, code)
			}
		}
	}
}

// TestUnwritableOutput: what cannot be written is 2, but a definite finding
// stays 1.
func TestUnwritableOutput(t *testing.T) {
	logFolder(t)
	full := failingWriter{io.ErrShortWrite}
	for args, code := range map[string]int{
		"analyze pass.jsonl": 2, "analyze orphan.jsonl": 2, "analyze fail.jsonl": 1,
		"render pass.jsonl": 2, "query A:1 B:1 pass.jsonl": 2, "cut A=1 pass.jsonl": 2,
		"explain": 2, "formats": 2, "demo": 2, "demo lease -o recording": 2, "version": 2, "help": 2, "completion bash": 2, "analyze --help": 2,
	} {
		var stderr bytes.Buffer
		if got := run(strings.Fields(args), nil, full, &stderr); got != code {
			t.Errorf("%s: exit code %d, want %d", args, got, code)
		}
		if !strings.Contains(stderr.String(), "E-OUTPUT: standard output: ") {
			t.Errorf("%s: standard error does not say why: %q", args, stderr.String())
		}
	}
	var stderr bytes.Buffer
	run([]string{"analyze", "fail.jsonl"}, nil, full, &stderr)
	if !strings.Contains(stderr.String(), "verdict: fail") {
		t.Errorf("the verdict is lost with the report: %q", stderr.String())
	}
}

// TestExitCodeTable: the table in doc.go names every code, once.
func TestExitCodeTable(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	want := []int{exitPass, exitFail, exitTrouble, exitInconclusive, exitInterrupt, exitPipe, exitTerminate}
	if got := tableCodes(t, string(doc), `(?m)^//\t(\d+)  `); !slices.Equal(got, want) {
		t.Errorf("doc.go lists the exit codes %v, want %v", got, want)
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if got := tableCodes(t, string(readme), `(?m)^\| (\d+) \|`); !slices.Equal(got, want) {
		t.Errorf("README.md lists the exit codes %v, want %v", got, want)
	}
}

func tableCodes(t *testing.T, text, pattern string) []int {
	t.Helper()
	var codes []int
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, n)
	}
	return codes
}
