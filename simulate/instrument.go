package simulate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Instrument is a logical clock that a node carries: it ticks at every event,
// travels with messages, and is written into the log.
type Instrument interface {
	Tick(n *Node)
	Merge(n *Node, stamp any) // the tick of the event at which a message arrives
	Stamp(n *Node) any        // what a message carries; must not alias the clock
	Read(n *Node) Pair        // how the log shows it
}

// Lamport is a Lamport clock (1978).
type Lamport struct {
	// NoMax forgets to take the greater of both at a receive.
	NoMax bool
	now   int
}

// Tick, Merge, Stamp and Read make Lamport an Instrument.
func (l *Lamport) Tick(*Node) { l.now++ }

// Merge takes the greater of the clock and the stamp, and ticks.
func (l *Lamport) Merge(_ *Node, stamp any) {
	if !l.NoMax {
		l.now = max(l.now, stamp.(int))
	}
	l.now++
}

// Stamp returns the clock.
func (l *Lamport) Stamp(*Node) any { return l.now }

// Read shows the clock as "lamport".
func (l *Lamport) Read(*Node) Pair { return Pair{"lamport", l.now} }

// Now returns the clock.
func (l *Lamport) Now() int { return l.now }

// Vector is a vector clock (Fidge 1988, Mattern 1989) that ticks at every
// event.
type Vector struct {
	// NoMerge forgets to take over what a message knows.
	NoMerge bool
	// Array writes the clock as an array over these nodes, in this order, and
	// not as an object.
	Array []string
	now   map[string]int
}

// Tick raises the node's own entry.
func (v *Vector) Tick(n *Node) {
	if v.now == nil {
		v.now = map[string]int{}
	}
	v.now[n.Name]++
}

// Merge takes the greater of both at every entry, and ticks.
func (v *Vector) Merge(n *Node, stamp any) {
	v.Tick(n)
	if v.NoMerge {
		return
	}
	for name, c := range stamp.(map[string]int) {
		v.now[name] = max(v.now[name], c)
	}
}

// Stamp returns a copy of the clock.
func (v *Vector) Stamp(*Node) any { return maps.Clone(v.now) }

// Now returns a copy of the clock.
func (v *Vector) Now() map[string]int { return maps.Clone(v.now) }

// Read shows the clock as "vc".
func (v *Vector) Read(*Node) Pair {
	if v.Array != nil {
		all := make([]int, len(v.Array))
		for i, name := range v.Array {
			all[i] = v.now[name]
		}
		return Pair{"vc", all}
	}
	return Pair{"vc", maps.Clone(v.now)}
}

// HLC is a hybrid logical clock (Kulkarni et al. 2014) with milliseconds as
// its physical part.
type HLC struct {
	// NoMax forgets the clock's own past: it shows the wall clock whatever it
	// showed before.
	NoMax bool
	// Cockroach writes the clock as CockroachDB does, "seconds.nanoseconds,c",
	// instead of "pt.c" with pt in milliseconds.
	Cockroach bool
	// Bits bounds the counter; 0 is no bound. A counter that reaches it wraps
	// to 0.
	Bits uint
	pt   int64
	c    int64
}

type hlcStamp struct{ pt, c int64 }

// Tick moves the clock to the wall clock, or on by one count.
func (h *HLC) Tick(n *Node) { h.advance(n, hlcStamp{}) }

// Merge moves the clock past the stamp too.
func (h *HLC) Merge(n *Node, stamp any) { h.advance(n, stamp.(hlcStamp)) }

func (h *HLC) advance(n *Node, m hlcStamp) {
	wall := n.WallMS()
	if h.NoMax {
		h.pt, h.c = wall, 0
		return
	}
	pt := max(h.pt, m.pt, wall)
	var c int64
	switch {
	case pt == h.pt && pt == m.pt:
		c = max(h.c, m.c) + 1
	case pt == h.pt:
		c = h.c + 1
	case pt == m.pt:
		c = m.c + 1
	}
	if h.Bits > 0 {
		c &= 1<<h.Bits - 1
	}
	h.pt, h.c = pt, c
}

// Stamp returns the clock.
func (h *HLC) Stamp(*Node) any { return hlcStamp{h.pt, h.c} }

// Now returns the clock's physical part in milliseconds and its counter.
func (h *HLC) Now() (pt, c int64) { return h.pt, h.c }

// Read shows the clock as "hlc".
func (h *HLC) Read(*Node) Pair {
	if h.Cockroach {
		return Pair{"hlc", fmt.Sprintf("%d.%09d,%d", h.pt/1000, h.pt%1000*1e6, h.c)}
	}
	return Pair{"hlc", strconv.FormatInt(h.pt, 10) + "." + strconv.FormatInt(h.c, 10)}
}

// clockText writes a vector clock as the JSON object that text logs carry.
func clockText(vc map[string]int) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(vc)) {
		parts = append(parts, strconv.Quote(name)+":"+strconv.Itoa(vc[name]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
