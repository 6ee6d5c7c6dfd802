package main

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestNoSockets: the linker keeps what can be called, and among it is nothing
// that makes a socket, though a library for flags imports net for its addresses.
func TestNoSockets(t *testing.T) {
	if raceDetector {
		t.Skip("builds the program; the tests run without the race detector, too")
	}
	program := filepath.Join(t.TempDir(), "tracecausal")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	symbols, err := exec.Command("go", "tool", "nm", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(symbols), " main.main\n") || !strings.Contains(string(symbols), "syscall.") {
		t.Fatal("the list of symbols is not that of the program")
	}
	socket := regexp.MustCompile(`(?m) [Tt] ((?:syscall|golang\.org/x/sys/unix)\.(?:socket|Socket|connect|Connect|bind|Bind|listen|Listen)|net\.\(\*(?:Dialer|Resolver|ListenConfig)\)\.\S+|net/http\.\S+)$`)
	if m := socket.FindSubmatch(symbols); m != nil {
		t.Errorf("the program for %s holds %s", runtime.GOOS, m[1])
	}
}
