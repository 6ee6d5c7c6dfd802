package simulate

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// dots is a key-value store with dotted version vectors (N. Preguica, C.
// Baquero, P. Almeida, V. Fonte and R. Goncalves, Dotted Version Vectors, 2012).
// A dot (replica, counter) names each write; what a replica has seen of a key is
// one vector, the context, however many values it keeps. A put replaces the
// values whose dots its context holds. Replicas sync by asking with their
// context: the answer holds the values that it lacks, and the dots of all values
// that are still alive, so that the asker drops what others have replaced.
//
// Simplified: one actor for each replica (no virtual nodes), every replica keeps
// every key, and no replica crashes.
var dots = System{
	Name:   "dots",
	Title:  "dotted version vectors with sync of what is missing",
	Source: "001-10",
	About: "Clients write to three replicas, often with an old context, and values stay side by side until somebody has read them all. Each write gets a dot of its replica; " +
		"replicas ask each other for what their context lacks, and one is cut off for a while. " +
		"After N. Preguica et al., Dotted Version Vectors: Efficient Causality Tracking for Distributed Key-Value Stores, 2012.",
	Nodes:  3,
	Min:    2,
	Checks: []string{"store/dots", "store/lost-update", "store/siblings", "clock/lamport"},
	Faults: []Fault{
		{"reused-dot", "the counter is raised only when a put is on disk: puts that overlap get one dot", []string{"store/dots"}},
		{"false-context", "the context of an answer holds the replica's next dot, not its last", []string{"store/dots"}},
	},
	record: recordDots,
}

const (
	dotKeys  = 2
	dotDisk  = 15 * time.Millisecond // a put takes longer than messages differ in their delay
	dotWaits = 150 * time.Millisecond
)

func recordDots(s *Setup) error {
	header := []Pair{{"promise", []string{"none"}}, {"external", []string{"c*"}}}
	w := NewWorld(s.Seed, NewJSONLines(s.Create, header...), s.limit(40*s.Nodes))
	w.Net.Latency = Uniform(1*time.Millisecond, 6*time.Millisecond)
	run := &dotRun{Setup: s, world: w}
	for i := range s.Nodes {
		run.replicas = append(run.replicas, fmt.Sprintf("r%d", i+1))
	}
	for _, name := range run.replicas {
		w.AddNode(name, &dotReplica{run: run, name: name, keys: map[string]*dotted{}}, &Lamport{})
	}
	for i := range s.Nodes {
		name := fmt.Sprintf("c%d", i+1)
		run.clients = append(run.clients, name)
		first := run.replicas[max(i-1, 0)] // the first two clients begin with one replica
		w.AddNode(name, &dotClient{run: run, name: name, home: first}, &Lamport{}).Silent = true
	}
	w.cutOff(run.replicas, run.clients, Uniform(80*time.Millisecond, 200*time.Millisecond))
	return w.RunAll(horizon)
}

// dotRun is what all nodes share.
type dotRun struct {
	*Setup
	world             *World
	replicas, clients []string
}

// writeDot names a write.
type writeDot struct {
	node string
	n    int
}

func (d writeDot) shown() []any { return []any{d.node, d.n} }

func (c versionClock) holds(d writeDot) bool { return c[d.node] >= d.n }

// dottedValue is a value with the dot of its write.
type dottedValue struct {
	value string
	dot   writeDot
}

// dotted is what a replica keeps of a key: values, and all dots it has seen.
type dotted struct {
	values  []dottedValue
	context versionClock
}

// put takes a write: it replaces what its context holds.
func (d *dotted) put(v dottedValue, context versionClock) {
	kept := []dottedValue{v}
	for _, old := range d.values {
		if !context.holds(old.dot) {
			kept = append(kept, old)
		}
	}
	d.values = kept
	d.context.raise(context)
	d.context[v.dot.node] = max(d.context[v.dot.node], v.dot.n)
}

// missing returns the values that a context lacks.
func (d *dotted) missing(context versionClock) []dottedValue {
	return slices.DeleteFunc(slices.Clone(d.values), func(v dottedValue) bool { return context.holds(v.dot) })
}

// alive returns the dots of all values.
func (d *dotted) alive() (all []writeDot) {
	for _, v := range d.values {
		all = append(all, v.dot)
	}
	return all
}

// sync takes the answer to what was asked: values that were missing are added,
// and those that the other has seen and no longer keeps are dropped. What came
// in since the question was asked is not added again.
func (d *dotted) sync(a dotAnswer) {
	values := slices.DeleteFunc(slices.Clone(d.values), func(v dottedValue) bool {
		return a.context.holds(v.dot) && !slices.Contains(a.alive, v.dot)
	})
	for _, v := range a.values {
		if !d.context.holds(v.dot) {
			values = append(values, v)
		}
	}
	d.values = values
	d.context.raise(a.context)
}

// What messages carry.
type (
	dotQuestion struct {
		key     string
		context versionClock
	}
	dotAnswer struct {
		key     string
		values  []dottedValue
		context versionClock
		alive   []writeDot
	}
)

// dotReplica keeps every key.
type dotReplica struct {
	run  *dotRun
	name string
	keys map[string]*dotted
}

func (r *dotReplica) key(name string) *dotted {
	d := r.keys[name]
	if d == nil {
		d = &dotted{context: versionClock{}}
		r.keys[name] = d
	}
	return d
}

func (r *dotReplica) Start(n *Node) { r.sleep(n) }

func (r *dotReplica) sleep(n *Node) {
	n.After(Uniform(15*time.Millisecond, 45*time.Millisecond)(r.run.world.Rand), func() {
		if r.run.world.Done() {
			return
		}
		rand := r.run.world.Rand
		key, peer := dotKey(rand.IntN(dotKeys)), r.run.replicas[rand.IntN(len(r.run.replicas))]
		if peer != r.name {
			context := maps.Clone(r.key(key).context)
			n.Send("sync", dotQuestion{key, context}, []Pair{{"key", key}, {"context", context}}, peer)
		}
		r.sleep(n)
	})
}

func dotKey(i int) string { return string(rune('x' + i)) }

func (r *dotReplica) Receive(n *Node, m Message) {
	n.Received(m)
	switch b := m.Body.(type) {
	case getBody:
		r.get(n, m, b.key)
	case putBody:
		r.put(n, m, b)
	case dotQuestion:
		r.answer(n, m, b)
	case dotAnswer:
		r.key(b.key).sync(b)
		n.Log("merge", "merged", Pair{"key", b.key}, Pair{"from", m.From}, Pair{"msg_id", m.ID})
	}
}

// shownValues are values as the log holds them.
func shownValues(values []dottedValue) []object {
	shown := make([]object, 0, len(values))
	for _, v := range values {
		shown = append(shown, object{{"value", v.value}, {"dot", v.dot.shown()}})
	}
	return shown
}

func (r *dotReplica) get(n *Node, m Message, key string) {
	d := r.key(key)
	context := maps.Clone(d.context)
	if r.run.fault("false-context") {
		context[r.name]++
	}
	n.Log("get", "read", Pair{"key", key}, Pair{"values", shownValues(d.values)}, Pair{"context", context})
	n.Reply(m, "values", dotAnswer{key: key, context: context})
}

// put gives the write its dot and, when it is on disk, keeps the value.
func (r *dotReplica) put(n *Node, m Message, b putBody) {
	d := r.key(b.key)
	v := dottedValue{b.value, writeDot{r.name, d.context[r.name] + 1}}
	late := r.run.fault("reused-dot")
	keep := func() {
		d.put(v, b.context)
		n.Log("put", "written", Pair{"key", b.key}, Pair{"value", b.value}, Pair{"context", b.context}, Pair{"dot", v.dot.shown()})
	}
	if !late {
		keep()
	}
	n.After(dotDisk, func() {
		if late {
			keep()
		}
		n.Reply(m, "written", nil)
	})
}

func (r *dotReplica) answer(n *Node, m Message, q dotQuestion) {
	d := r.key(q.key)
	a := dotAnswer{q.key, d.missing(q.context), maps.Clone(d.context), d.alive()}
	n.Reply(m, "missing", a, Pair{"key", q.key}, Pair{"values", shownValues(a.values)})
}

// dotClient writes what it likes, at times without reading first.
type dotClient struct {
	run     *dotRun
	name    string
	home    string
	writes  int
	tries   int // rises with every request: the answer to an earlier one is ignored
	asked   int // id of the request that it waits for
	key     string
	context map[string]versionClock // what it read last of each key
}

func (c *dotClient) Start(n *Node) {
	c.key, c.context = dotKey(0), map[string]versionClock{}
	c.ask(n, "get", getBody{c.key})
}

func (c *dotClient) ask(n *Node, what string, body any) {
	c.tries++
	try := c.tries
	c.asked = n.Send(what, body, nil, c.home)
	n.After(dotWaits, func() {
		if c.tries == try {
			c.next(n)
		}
	})
}

// next reads, or writes with what was read some time ago.
func (c *dotClient) next(n *Node) {
	c.tries++
	c.asked = 0
	if c.run.world.Done() {
		return
	}
	c.key = dotKey(c.run.world.Rand.IntN(dotKeys))
	if c.run.world.Rand.IntN(3) == 0 {
		c.put(n)
	} else {
		c.ask(n, "get", getBody{c.key})
	}
}

func (c *dotClient) put(n *Node) {
	c.writes++
	context := maps.Clone(c.context[c.key])
	if context == nil {
		context = versionClock{}
	}
	c.ask(n, "put", putBody{c.key, fmt.Sprintf("%s.%d", c.name, c.writes), context})
}

func (c *dotClient) Receive(n *Node, m Message) {
	n.Received(m)
	if m.InReplyTo != c.asked {
		return
	}
	if a, ok := m.Body.(dotAnswer); ok {
		c.context[a.key] = a.context
		c.put(n)
		return
	}
	c.tries++
	n.After(Uniform(20*time.Millisecond, 60*time.Millisecond)(c.run.world.Rand), func() { c.next(n) })
}
