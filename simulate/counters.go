package simulate

import (
	"fmt"
	"maps"
	"math"
	"time"
)

// counters runs two state-based counters (M. Shapiro, N. Preguica, C. Baquero
// and M. Zawirski, A Comprehensive Study of Convergent and Commutative
// Replicated Data Types, 2011): a G-counter, which only grows, and a
// PN-counter, which is two of them. A replica changes its own slots only and
// sends its state to a peer now and then; who receives a state takes the greater
// of each slot. So states may be lost, arrive twice or out of order.
//
// Simplified: clients are part of the replicas, and no replica crashes.
var counters = System{
	Name:   "counters",
	Title:  "a G-counter and a PN-counter whose replicas gossip",
	Source: "001-9",
	About: "Replicas count likes, which only grow, and stock, which goes up and down. Each keeps a slot for every replica, changes its own, and gossips its state over a network that " +
		"loses, repeats and reorders messages and is cut for a while; a merge takes the greater of each slot. In the end a last state goes round, and all report the same. " +
		"After M. Shapiro et al., A Comprehensive Study of Convergent and Commutative Replicated Data Types, 2011.",
	Nodes:  3,
	Min:    2,
	Checks: []string{"counter/convergence", "clock/vector"},
	Faults: []Fault{
		{"add-merge", "a merge adds the slots instead of taking the greater", []string{"counter/convergence"}},
		{"overwrite", "a merge takes the other state for its own", []string{"counter/convergence"}},
	},
	record: recordCounters,
}

var counterNames = []string{"likes", "stock"} // the second goes down too

func recordCounters(s *Setup) error {
	var names []string
	for i := range s.Nodes {
		names = append(names, fmt.Sprintf("r%d", i+1))
	}
	header := []Pair{{"promise", []string{"none"}}, {"ticks", "all"}}
	array := names
	if s.Nodes > 8 {
		array = nil // an entry for each of many replicas on every line tells too little
	} else {
		header = append(header, Pair{"nodes", names})
	}
	w := NewWorld(s.Seed, NewJSONLines(s.Create, header...), s.limit(30*s.Nodes))
	w.Net = Network{Latency: Exponential(2*time.Millisecond, 8*time.Millisecond), Loss: 0.05, Duplicate: 0.1}
	run := &counterRun{Setup: s, world: w, names: names}
	for _, name := range names {
		w.AddNode(name, newCounterReplica(run, name), &Vector{Array: array})
	}
	run.partition()
	return w.RunAll(horizon)
}

// counterRun is what all replicas share.
type counterRun struct {
	*Setup
	world  *World
	names  []string
	closed bool // updates are over, and the last state goes round
}

// partition cuts the last replica off again and again.
func (r *counterRun) partition() {
	pause := Uniform(40*time.Millisecond, 120*time.Millisecond)
	r.world.At(r.world.Now()+pause(r.world.Rand), func() {
		if r.closed {
			return
		}
		last := len(r.names) - 1
		r.world.Net.Partition(r.names[:last], r.names[last:])
		r.world.At(r.world.Now()+pause(r.world.Rand), func() {
			r.world.Net.Heal()
			r.partition()
		})
	})
}

// pnState is the state of a PN-counter; that of a G-counter has no minus.
type pnState struct{ plus, minus map[string]int64 }

func newState() pnState { return pnState{map[string]int64{}, map[string]int64{}} }

func (s pnState) clone() pnState { return pnState{maps.Clone(s.plus), maps.Clone(s.minus)} }

func (s pnState) value() (total int64) {
	for _, n := range s.plus {
		total += n
	}
	for _, n := range s.minus {
		total -= n
	}
	return total
}

// shown is the state as the log holds it.
func (s pnState) shown(counter string) any {
	if counter == counterNames[0] {
		return maps.Clone(s.plus)
	}
	return object{{"p", maps.Clone(s.plus)}, {"n", maps.Clone(s.minus)}}
}

// counterReplica holds a state of each counter.
type counterReplica struct {
	run   *counterRun
	name  string
	state map[string]pnState
}

func newCounterReplica(run *counterRun, name string) *counterReplica {
	r := &counterReplica{run: run, name: name, state: map[string]pnState{}}
	for _, c := range counterNames {
		r.state[c] = newState()
	}
	return r
}

// counterState is what a message carries: a state, and how many replicas the
// last state has still to pass, 0 for gossip.
type counterState struct {
	counter string
	state   pnState
	hops    int
}

func (r *counterReplica) Start(n *Node) { r.sleep(n) }

func (r *counterReplica) sleep(n *Node) {
	n.After(Uniform(5*time.Millisecond, 25*time.Millisecond)(r.run.world.Rand), func() { r.wake(n) })
}

// wake updates a counter, and gossips or reports it.
func (r *counterReplica) wake(n *Node) {
	if r.run.world.Done() {
		r.close(n)
		return
	}
	rand := r.run.world.Rand
	counter := counterNames[rand.IntN(len(counterNames))]
	r.update(n, counter)
	if rand.IntN(3) > 0 {
		peer := r.run.names[rand.IntN(len(r.run.names))]
		for peer == r.name {
			peer = r.run.names[rand.IntN(len(r.run.names))]
		}
		r.send(n, counter, 0, peer)
	} else {
		r.report(n, counter)
	}
	r.sleep(n)
}

func (r *counterReplica) update(n *Node, counter string) {
	s, rand := r.state[counter], r.run.world.Rand
	amount := 1 + rand.Int64N(4)
	fields := []Pair{{"counter", counter}, {"amount", amount}}
	if counter != counterNames[0] && rand.IntN(3) == 0 {
		s.minus[r.name] += amount
		n.Log("decrement", "sold", fields...)
		return
	}
	s.plus[r.name] += amount
	n.Log("increment", "added", fields...)
}

func (r *counterReplica) send(n *Node, counter string, hops int, peer string) {
	n.Send("state", counterState{counter, r.state[counter].clone(), hops}, []Pair{{"counter", counter}}, peer)
}

func (r *counterReplica) Receive(n *Node, m Message) {
	n.Received(m)
	got := m.Body.(counterState)
	r.merge(got)
	n.Log("merge", "merged", Pair{"counter", got.counter}, Pair{"from", m.From})
	if got.hops == 0 {
		if r.run.world.Rand.IntN(3) == 0 {
			r.report(n, got.counter)
		}
		return
	}
	if got.hops <= len(r.run.names) {
		r.report(n, got.counter)
	}
	r.pass(n, got.counter, got.hops-1)
}

// merge takes the greater of each slot.
func (r *counterReplica) merge(got counterState) {
	own := r.state[got.counter]
	switch {
	case r.run.fault("overwrite"):
		r.state[got.counter] = got.state.clone()
	case r.run.fault("add-merge"):
		addSlots(own.plus, got.state.plus)
		addSlots(own.minus, got.state.minus)
	default:
		raiseSlots(own.plus, got.state.plus)
		raiseSlots(own.minus, got.state.minus)
	}
}

func raiseSlots(own, other map[string]int64) {
	for name, n := range other {
		own[name] = max(own[name], n)
	}
}

// addSlots is wrong. What it adds up to doubles with every merge, so the slots
// are of 31 bits, and wrap.
func addSlots(own, other map[string]int64) {
	for name, n := range other {
		own[name] = (own[name] + n) & math.MaxInt32
	}
}

func (r *counterReplica) report(n *Node, counter string) {
	s := r.state[counter]
	n.Log("value", "counted", Pair{"counter", counter}, Pair{"value", s.value()}, Pair{"state", s.shown(counter)})
}

// close ends the updates of all replicas. Whoever notices first sends the last
// state twice round: the first time it learns every slot, the second time it
// tells.
func (r *counterReplica) close(n *Node) {
	if r.run.closed {
		return
	}
	r.run.closed = true
	r.run.world.Net.Heal()
	r.run.world.Net.Loss, r.run.world.Net.Duplicate = 0, 0
	for _, counter := range counterNames {
		r.pass(n, counter, 2*len(r.run.names))
	}
}

// pass sends the last state on to the next replica.
func (r *counterReplica) pass(n *Node, counter string, hops int) {
	if hops == 0 {
		return
	}
	for i, name := range r.run.names {
		if name == r.name {
			r.send(n, counter, hops, r.run.names[(i+1)%len(r.run.names)])
		}
	}
}
