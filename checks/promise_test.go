package checks

import (
	"strings"
	"testing"
)

func TestPromises(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"fifo", "fifo"},
		{"none", ""},
		{"causal,fifo", "fifo causal"},
		{"total=lamport", "total total=lamport"},
		{" reliable , exactly-once,monotone-wall", "exactly-once reliable monotone-wall"},
		{"fifo,none", `promise "none" cannot stand beside others: fifo, none`},
		{"Fifo", `unknown promise "Fifo": expected none or some of fifo, causal, total, total=lamport, exactly-once, reliable, monotone-wall`},
		{"", `unknown promise "": expected none or some of fifo, causal, total, total=lamport, exactly-once, reliable, monotone-wall`},
	} {
		p, err := ParsePromises(strings.Split(test.text, ","))
		got := names(p)
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: %s, want %s", test.text, got, test.want)
		}
	}
}

// TestDefaultPromises: nobody declaring is not the same as declaring nothing.
func TestDefaultPromises(t *testing.T) {
	var nobody Promises
	nothing, err := ParsePromises(nil)
	if err != nil {
		t.Fatal(err)
	}
	if names(nobody) != "fifo causal" || !nobody.Default() || names(nothing) != "" || nothing.Default() {
		t.Errorf("nobody declares: %q, declared nothing: %q", names(nobody), names(nothing))
	}
	if got := nobody.Withdraw(FIFO); !strings.Contains(got, "--promise none") {
		t.Errorf("the default is not said to be withdrawn by --promise none: %q", got)
	}
	declared, err := ParsePromises([]string{"fifo"})
	if err != nil || declared.Withdraw(FIFO) != "" || nobody.Withdraw(Reliable) != "" {
		t.Errorf("what was declared, or not promised, needs no word on how to withdraw it")
	}
}

func names(p Promises) string {
	var list []string
	for q := Promise(0); q < numPromises; q++ {
		if p.Has(q) {
			list = append(list, q.String())
		}
	}
	return strings.Join(list, " ")
}
