package parse

import "testing"

// TestMappingIsIdle only where nothing is said, however many there are of each.
func TestMappingIsIdle(t *testing.T) {
	for n := range 8 {
		m := mapping{set: make([]keyedValue, n&1), paths: make([]usedPath, n>>1&1), kinds: make([]usedKind, n>>2)}
		if m.idle() != (n == 0) {
			t.Errorf("%d fixed values, %d paths, %d kinds: %v", len(m.set), len(m.paths), len(m.kinds), m.idle())
		}
		m.ignore = &pattern{}
		if m.idle() {
			t.Error("a file with lines to ignore is idle")
		}
	}
}

// TestMaelstromHeedsTheMapping: lines that are alike are not read by their shape
// where the configuration says what they mean.
func TestMaelstromHeedsTheMapping(t *testing.T) {
	c, err := ReadConfig("c", []byte("formats: [{name: wire, format: maelstrom, set: {resource: r}, kinds: [{match: '^lock_ok$', kind: lease_acquire}]}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	line := `{"src":"n1","dest":"c1","body":{"type":"lock_ok","in_reply_to":1}}` + "\n"
	r := readAll(t, Options{Config: c}, Text("a", line+line+line)).Runs[0]
	if r.CountKind(LeaseAcquire) != 3 {
		t.Errorf("%d leases", r.CountKind(LeaseAcquire))
	}
}
