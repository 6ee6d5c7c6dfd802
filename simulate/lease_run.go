package simulate

import (
	"fmt"
	"time"
)

// leaseEnd is how a holder comes to lose its lease.
type leaseEnd int

const (
	leaseHandOver leaseEnd = iota
	leaseCutOff            // the holder cannot reach the server
	leasePaused            // the holder stops after it asked for a renewal
	leaseStalled           // the holder stops after it checked its lease
)

// leaseRun is the environment: who is cut off or paused, and when.
type leaseRun struct {
	*Setup
	world  *World
	grants int
	margin time.Duration
	cut    map[string]bool // nodes that cannot reach the server
}

func recordLease(s *Setup) error {
	w := NewWorld(s.Seed, NewJSONLines(s.Create, Pair{"max_skew_ms", leaseSkew.Milliseconds()}, Pair{"same_reading", true}), s.limit(110))
	w.Net.Latency, w.Net.FIFO = Uniform(2*time.Millisecond, 9*time.Millisecond), true
	run := &leaseRun{Setup: s, world: w, margin: leaseMargin, cut: map[string]bool{}}
	w.Net.cut = func(from, to string) bool { return to == "server" && run.cut[from] || from == "server" && run.cut[to] }
	if s.fault("drift") {
		run.margin = 0
	}
	server := &leaseServer{run: run}
	w.AddNode("server", server, &HLC{})
	for i := range s.Nodes {
		name := fmt.Sprintf("n%d", i+1)
		server.nodes = append(server.nodes, name)
		n := w.AddNode(name, &leaseHolder{run: run}, &HLC{})
		n.Clock.Drift = -0.012 - 0.008*w.Rand.Float64()
	}
	for _, n := range w.Nodes()[1:] {
		n.proc.(*leaseHolder).peers = without(server.nodes, n.Name)
		run.discipline(n, time.Duration(w.Rand.Int64N(int64(leaseSync))))
	}
	return w.RunAll(horizon)
}

// without returns the names other than one.
func without(names []string, name string) []string {
	var rest []string
	for _, n := range names {
		if n != name {
			rest = append(rest, n)
		}
	}
	return rest
}

// discipline sets the node's clock right from time to time, unless it holds
// the lease: a lease is counted on one clock from its beginning to its end.
func (r *leaseRun) discipline(n *Node, in time.Duration) {
	if r.world.Done() {
		return
	}
	r.world.At(r.world.Now()+in, func() {
		if h := n.proc.(*leaseHolder); !h.held && !h.asking {
			n.Clock.Set(r.world.Now(), 0)
		}
		r.discipline(n, leaseSync)
	})
}

// end decides how the next tenure ends: the first with a fault so that the
// fault shows, the others by chance.
func (r *leaseRun) end() leaseEnd {
	r.grants++
	switch {
	case r.grants%4 != 2:
	case r.fault("drift"):
		return leaseCutOff
	case r.fault("pause"):
		return leasePaused
	case r.fault("late-write"):
		return leaseStalled
	}
	if r.Fault != "" {
		return leaseHandOver
	}
	return [...]leaseEnd{leaseHandOver, leaseCutOff, leaseHandOver, leasePaused, leaseHandOver, leaseStalled}[r.world.Rand.IntN(6)]
}

// cutOff keeps a node from the server until its lease has run out everywhere.
func (r *leaseRun) cutOff(name string) {
	r.cut[name] = true
	r.world.At(r.world.Now()+leaseTerm+leaseMargin, func() { r.cut[name] = false })
}
