package simulate

import (
	"fmt"
	"time"
)

// hlcSystem stamps the writes of a replicated store with hybrid logical clocks
// (Kulkarni et al., 2014), which stay near the wall clock and yet never go
// back: at every event the clock takes the greatest of the wall clock, its own
// past and what a message brought, and counts where the wall clock is not it.
// So it survives an operator who sets the wall clock of a node back by ten
// minutes.
//
// Simplified: the store only counts its writes, and the last writer wins.
var hlcSystem = System{
	Name:   "hlc",
	Title:  "hybrid logical clocks while a wall clock is set back by ten minutes",
	Source: "001-6",
	About: "Nodes write to a replicated store, in bursts, and stamp every event with a hybrid logical clock. After a while an operator sets the wall clock of the first node back by ten minutes. " +
		"Nodes of odd number log JSON lines, the others text with CockroachDB's spelling of the clock. " +
		"After S. Kulkarni et al., Logical Physical Clocks and Consistent Snapshots in Globally Distributed Databases, 2014.",
	Nodes: 3, Min: 2,
	Checks: []string{"clock/hlc", "message/match"},
	Faults: []Fault{
		{"no-max", "the clock forgets its past and shows the wall clock", []string{"clock/hlc"}},
		{"overflow", "the counter has four bits, and wraps", []string{"clock/hlc"}},
	},
	record: recordHLC,
}

const (
	hlcBack  = 10 * time.Minute
	hlcBurst = 20 // writes of a burst, more than four bits can count
)

func recordHLC(s *Setup) error {
	promise := Pair{"promise", []string{"none"}}
	settings := NewSettings(s.Create, promise)
	lines := NewJSONLines(s.Create)
	text := NewTextLines(settings, "version")
	isText := map[string]bool{}
	rec := NewMixed(settings, func(node string) Recorder {
		if isText[node] {
			return text
		}
		return lines
	}, lines, text)
	w := NewWorld(s.Seed, rec, s.limit(120))
	var names []string
	for i := range s.Nodes {
		names = append(names, fmt.Sprintf("n%d", i+1))
		isText[names[i]] = i%2 == 1
	}
	for i, name := range names {
		clock := &HLC{NoMax: s.fault("no-max"), Cockroach: isText[name]}
		if s.fault("overflow") {
			clock.Bits = 4
		}
		n := w.AddNode(name, &hlcNode{peers: without(names, name), clock: clock}, clock)
		n.Clock.Drift = (2*w.Rand.Float64() - 1) * 50e-6
		if i == 0 {
			setBack(n, 700*time.Millisecond)
		}
	}
	return w.RunAll(horizon)
}

// setBack is the operator: the clock goes back, the time daemon puts it right
// after half an hour, and on another day it happens again.
func setBack(n *Node, in time.Duration) {
	w := n.World()
	w.At(w.Now()+in, func() {
		if w.Done() {
			return
		}
		n.Log("", "clock set back")
		n.Clock.Step(w.Now(), -hlcBack)
		n.proc.(*hlcNode).burst(n)
		w.At(w.Now()+3*hlcBack, func() { n.Clock.Set(w.Now(), 0) })
		setBack(n, 10*hlcBack)
	})
}

// hlcStore is a write as replicas apply it.
type hlcStore struct {
	pt, c   int64
	version int
}

type hlcNode struct {
	peers   []string
	clock   *HLC
	version int
	newest  hlcStore // the write that won
}

func (h *hlcNode) Start(n *Node) { h.work(n) }

// work writes once, or a burst, tells another node, and goes on.
func (h *hlcNode) work(n *Node) {
	rand := n.World().Rand
	n.After(100*time.Millisecond+time.Duration(rand.Int64N(int64(400*time.Millisecond))), func() {
		if n.World().Done() {
			return
		}
		if rand.IntN(3) == 0 {
			n.Log("", "read", Pair{"version", h.newest.version})
		}
		h.write(n)
		n.Send("replicate", h.newest, nil, h.peers[rand.IntN(len(h.peers))])
		h.work(n)
	})
}

func (h *hlcNode) write(n *Node) {
	h.version++
	n.Log("", "write", Pair{"version", h.version})
	pt, c := h.clock.Now()
	h.apply(hlcStore{pt, c, h.version})
}

// burst writes many times within a moment.
func (h *hlcNode) burst(n *Node) {
	for range hlcBurst {
		h.write(n)
	}
}

func (h *hlcNode) Receive(n *Node, m Message) {
	n.Received(m)
	h.apply(m.Body.(hlcStore))
}

// apply keeps the write that is later by its stamp.
func (h *hlcNode) apply(w hlcStore) {
	if w.pt > h.newest.pt || w.pt == h.newest.pt && w.c > h.newest.c {
		h.newest = w
	}
}
