package graph

import (
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestLineTable: lines of one page, of many, and such as hold no message.
func TestLineTable(t *testing.T) {
	var table lineTable
	sends := map[uint32]parse.EventID{1: 0, 2: 7, linePageSize - 1: 3, linePageSize: 4, 10*linePageSize + 5: 9}
	for line, send := range sends {
		table.put(line, send)
	}
	for line := range uint32(12 * linePageSize) {
		want, ok := sends[line]
		if got, found := table.at(line); found != ok || ok && got != want {
			t.Errorf("line %d has %v (%v), expected %v (%v)", line, got, found, want, ok)
		}
	}
}
