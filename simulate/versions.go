package simulate

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// versions is a key-value store that keeps concurrent values side by side, as
// Dynamo does (G. DeCandia et al., Dynamo: Amazon's Highly Available Key-value
// Store, 2007, section 4.4). Each value has a vector clock. Whoever writes says
// which clock it had read; the replica that takes the write raises its own entry
// of that clock, and the new value replaces those whose clocks are below its
// own. A client that reads siblings writes what they hold together.
//
// Simplified: a replica that has taken a newer write than the client knows of
// refuses the put, and the client reads again, so that a clock never covers a
// value which its writer had not seen; every replica keeps every key; reads ask
// one replica.
var versions = System{
	Name:   "versions",
	Title:  "a versioned store with vector clocks and siblings",
	Source: "001-3",
	About: "Clients add items to shopping carts that three replicas keep: they read a cart, merge its siblings and write it back with the clock they had read. Replicas send each other " +
		"what they hold; one is cut off for a while, so that carts diverge and are merged again. " +
		"After G. DeCandia et al., Dynamo: Amazon's Highly Available Key-value Store, 2007.",
	Nodes:  3,
	Min:    2,
	Checks: []string{"store/lost-update", "store/siblings", "clock/vector", "message/match"},
	Faults: []Fault{
		{"last-writer-wins", "a put replaces all siblings, whatever its writer had read", []string{"store/lost-update"}},
		{"no-pruning", "values stay beside those that descend from them", []string{"store/siblings"}},
	},
	record: recordVersions,
}

const (
	cartItems   = 3 // a cart that holds more is bought, and a new one begins
	manyValues  = 8 // without pruning, only so many values are kept
	clientWaits = 120 * time.Millisecond
	thinks      = 10 * time.Millisecond // a client, at least, between reading and writing: longer than a message takes
)

func recordVersions(s *Setup) error {
	header := []Pair{{"promise", []string{"none"}}, {"ticks", "all"}}
	w := NewWorld(s.Seed, NewJSONLines(s.Create, header...), s.limit(60*s.Nodes))
	w.Net.Latency = Uniform(1*time.Millisecond, 6*time.Millisecond)
	run := &versionRun{Setup: s, world: w}
	for i := range s.Nodes {
		run.replicas = append(run.replicas, fmt.Sprintf("S%d", i+1))
	}
	for _, name := range run.replicas {
		w.AddNode(name, newVersionReplica(run, name), &Vector{})
	}
	for i := range s.Nodes {
		name := fmt.Sprintf("c%d", i+1)
		run.clients = append(run.clients, name)
		w.AddNode(name, &versionClient{run: run, name: name, first: run.replicas[max(i-1, 0)]}, &Vector{})
	}
	w.cutOff(run.replicas, run.clients, Uniform(60*time.Millisecond, 150*time.Millisecond))
	return w.RunAll(horizon)
}

// versionRun is what all nodes share.
type versionRun struct {
	*Setup
	world             *World
	replicas, clients []string
}

// versionClock is a vector clock of a value: writes by replica.
type versionClock map[string]int

func (c versionClock) covers(d versionClock) bool {
	for name, n := range d {
		if c[name] < n {
			return false
		}
	}
	return true
}

func (c versionClock) raise(d versionClock) {
	for name, n := range d {
		c[name] = max(c[name], n)
	}
}

// sibling is a value with its clock.
type sibling struct {
	Value string       `json:"value"`
	Clock versionClock `json:"vc"`
}

// siblings are the values of one key.
type siblings []sibling

// with adds a value, and removes those whose clocks are below another one.
func (s siblings) with(add sibling) siblings {
	kept := make(siblings, 0, len(s)+1)
	for _, old := range s {
		if old.Clock.covers(add.Clock) {
			return s
		}
		if !add.Clock.covers(old.Clock) {
			kept = append(kept, old)
		}
	}
	return append(kept, add)
}

// piled adds a value and removes none, until there are too many.
func (s siblings) piled(add sibling) siblings {
	for _, old := range s {
		if maps.Equal(old.Clock, add.Clock) {
			return s
		}
	}
	if len(s) < manyValues {
		return append(slices.Clone(s), add)
	}
	var kept siblings
	for _, old := range append(slices.Clone(s), add) {
		kept = kept.with(old)
	}
	return kept
}

// clock is what a reader of all of them has seen.
func (s siblings) clock() versionClock {
	c := versionClock{}
	for _, v := range s {
		c.raise(v.Clock)
	}
	return c
}

// What messages carry.
type (
	getBody struct{ key string }
	putBody struct {
		key, value string
		context    versionClock
	}
	stateBody struct {
		key    string
		values siblings
	}
)

// versionReplica keeps the siblings of every key.
type versionReplica struct {
	run  *versionRun
	name string
	keys map[string]siblings
}

func newVersionReplica(run *versionRun, name string) *versionReplica {
	return &versionReplica{run: run, name: name, keys: map[string]siblings{}}
}

func (r *versionReplica) Start(n *Node) { r.sleep(n) }

func (r *versionReplica) sleep(n *Node) {
	n.After(Uniform(40*time.Millisecond, 90*time.Millisecond)(r.run.world.Rand), func() {
		if r.run.world.Done() {
			return
		}
		r.gossip(n)
		r.sleep(n)
	})
}

// gossip sends what the replica holds of a key to a peer.
func (r *versionReplica) gossip(n *Node) {
	rand := r.run.world.Rand
	key := cartName(rand.IntN(carts))
	peer := r.run.replicas[rand.IntN(len(r.run.replicas))]
	if peer != r.name && len(r.keys[key]) > 0 {
		n.Send("replicate", stateBody{key, r.keys[key]}, []Pair{{"key", key}}, peer)
	}
}

func (r *versionReplica) Receive(n *Node, m Message) {
	n.Received(m)
	switch b := m.Body.(type) {
	case getBody:
		r.get(n, m, b.key)
	case putBody:
		r.put(n, m, b)
	case stateBody:
		for _, v := range b.values {
			r.keep(b.key, v)
		}
		n.Log("merge", "merged", Pair{"key", b.key}, Pair{"from", m.From})
	}
}

// keep adds a value to those of a key.
func (r *versionReplica) keep(key string, v sibling) {
	if r.run.fault("no-pruning") {
		r.keys[key] = r.keys[key].piled(v)
	} else {
		r.keys[key] = r.keys[key].with(v)
	}
}

func (r *versionReplica) get(n *Node, m Message, key string) {
	values := append(siblings{}, r.keys[key]...)
	n.Log("get", "read", Pair{"key", key}, Pair{"values", values}, Pair{"context", values.clock()})
	n.Reply(m, "values", stateBody{key, values})
}

// put takes a write. The clock of the new value is that of its context, with
// the replica's own entry raised.
func (r *versionReplica) put(n *Node, m Message, b putBody) {
	v, ok := r.write(b)
	fields := []Pair{{"key", b.key}, {"value", b.value}, {"context", b.context}}
	if !ok {
		n.Log("put", "refused", append(fields, Pair{"ok", false})...)
		n.Reply(m, "read again", nil)
		return
	}
	n.Log("put", "written", append(fields, Pair{"dot", []any{r.name, v.Clock[r.name]}})...)
	n.Reply(m, "written", nil)
	var peers []string
	for _, peer := range r.run.replicas {
		if peer != r.name {
			peers = append(peers, peer)
		}
	}
	n.Send("replicate", stateBody{b.key, r.keys[b.key]}, []Pair{{"key", b.key}}, peers...)
}

func (r *versionReplica) write(b putBody) (sibling, bool) {
	own := r.keys[b.key].clock()[r.name]
	wins := r.run.fault("last-writer-wins")
	if own > b.context[r.name] && !wins {
		return sibling{}, false
	}
	v := sibling{b.value, maps.Clone(b.context)}
	v.Clock[r.name] = max(own, b.context[r.name]) + 1
	if wins {
		r.keys[b.key] = siblings{v}
	} else {
		r.keep(b.key, v)
	}
	return v, true
}
