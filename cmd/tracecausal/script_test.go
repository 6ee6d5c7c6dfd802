package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets transcripts and tests run the command as a process of its own.
// With the race detector each would sleep for a second before it ends, so that
// other threads can finish their reports; there are hundreds.
func TestMain(m *testing.M) {
	os.Setenv("GORACE", "atexit_sleep_ms=0 "+os.Getenv("GORACE"))
	testscript.Main(m, map[string]func(){"tracecausal": main, "measure": measureMain})
}

// TestTranscripts runs every transcript in testdata/cmd.
func TestTranscripts(t *testing.T) {
	if _, err := os.Stat("../../testdata/cmd"); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Dir: "../../testdata/cmd", RequireExplicitExec: true, RequireUniqueNames: true, Cmds: scriptCmds()})
}

// scriptCmds are the commands that transcripts have beside the usual ones.
func scriptCmds() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){"code": codeCmd}
}

// codeCmd runs a shell command and compares its exit code:
//
//	code 2 'tracecausal analyze nosuch.log >/dev/full'
//
// Standard output and error may be matched afterwards as after exec.
func codeCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: code N 'shell command'")
	}
	script := args[1] + "\nc=$?; [ $c = " + args[0] + " ] || { echo \"exit code $c, want " + args[0] + "\" >&2; exit 1; }"
	if err := ts.Exec("bash", "-c", script); err != nil {
		ts.Fatalf("%s: exit code is not %s\n%s", args[1], args[0], ts.ReadFile("stderr"))
	}
}
