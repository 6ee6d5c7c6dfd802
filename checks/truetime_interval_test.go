package checks

import (
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestGrain: the unit in which intervals were written.
func TestGrain(t *testing.T) {
	const ms = 1_000_000
	tt := func(unit, earliest, latest int64) parse.TrueTime {
		return parse.TrueTime{Unit: unit, Earliest: earliest, Latest: latest}
	}
	for _, c := range []struct {
		why  string
		list []parse.TrueTime
		want int64
	}{
		{"whole milliseconds", []parse.TrueTime{tt(ms, 5*ms, 7*ms)}, ms},
		{"a tenth at the beginning", []parse.TrueTime{tt(ms, 5*ms+ms/10, 7*ms)}, ms / 10},
		{"a hundredth at the end", []parse.TrueTime{tt(ms, 5*ms, 7*ms+ms/100)}, ms / 100},
		{"a nanosecond", []parse.TrueTime{tt(ms, 5*ms+1, 7*ms)}, 1},
		{"decimals of the second", []parse.TrueTime{tt(ms, 5*ms, 7*ms), tt(ms, 5*ms, 7*ms+ms/10)}, ms / 10},
		{"text, of no unit", []parse.TrueTime{tt(0, 5*ms, 7*ms)}, 1},
		{"the coarser of two units", []parse.TrueTime{tt(1000, 5*ms, 7*ms), tt(ms, 5*ms, 7*ms)}, ms},
	} {
		if got := grain(c.list...); got != c.want {
			t.Errorf("%s: %d, want %d", c.why, got, c.want)
		}
	}
}
