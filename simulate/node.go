package simulate

import "time"

// Process is a system's algorithm at one node. Its methods are called one at
// a time, in virtual time; they send, set timers and log through the Node.
type Process interface {
	// Start is called when the node starts, and again when it restarts: what
	// survives a crash is what the Process keeps on purpose.
	Start(n *Node)
	// Receive is called when a message arrives.
	Receive(n *Node, m Message)
}

// Message is what one node sends to another.
type Message struct {
	From, To  string
	ID        int // unique per sender
	InReplyTo int // the id of the request this answers; 0 is none
	Type      string
	Body      any
	Stamps    []any  // one per instrument of the sender
	Fields    []Pair // logged with the send and the receive
}

// Node is a process with a clock and a log, attached to the network.
type Node struct {
	Name  string
	Clock Clock
	// Silent nodes keep no log: a client, a database.
	Silent bool
	// Incarnations makes every entry carry the life it belongs to.
	Incarnations bool
	// NoWall leaves wall time out of the log.
	NoWall bool

	world  *World
	proc   Process
	clocks []Instrument
	nextID int
	life   int // rises at every crash: timers of an earlier life do nothing
	starts int
	up     bool
	paused time.Duration // true time at which a pause ends
}

// AddNode attaches a process. Its instruments stamp whatever it logs.
func (w *World) AddNode(name string, p Process, clocks ...Instrument) *Node {
	n := &Node{Name: name, world: w, proc: p, clocks: clocks}
	w.nodes = append(w.nodes, n)
	return n
}

// World returns the world the node lives in.
func (n *Node) World() *World { return n.world }

// Wall returns what the node's own clock shows, in nanoseconds since 1970.
func (n *Node) Wall() int64 { return n.Clock.read(n.world.now) }

// WallMS returns it in milliseconds.
func (n *Node) WallMS() int64 { return n.Wall() / 1e6 }

// Monotonic returns a reading for durations: it drifts with the clock but
// neither jumps nor slews.
func (n *Node) Monotonic() time.Duration {
	return n.world.now + time.Duration(n.world.now.Seconds()*n.Clock.Drift*1e9)
}

// Up reports whether the node runs.
func (n *Node) Up() bool { return n.up }

func (n *Node) start() {
	n.up = true
	n.starts++
	n.proc.Start(n)
}

// Crash stops the node at once and without a trace of its own; what it has
// sent still arrives, what it would receive is lost.
func (n *Node) Crash() {
	n.up = false
	n.life++
}

// Restart starts a crashed node anew.
func (n *Node) Restart() {
	if !n.up {
		n.start()
	}
}

// Pause stops the process for a while, as a garbage collection or a suspended
// machine does: its clock goes on, it does not notice, messages and timers
// wait.
func (n *Node) Pause(d time.Duration) { n.paused = max(n.paused, n.world.now+d) }

// After does f when d has passed on the node's own clock, unless it crashes
// before.
func (n *Node) After(d time.Duration, f func()) {
	rate := 1 + n.Clock.Drift
	n.later(n.world.now+time.Duration(float64(d)/rate), f)
}

// later does f at a true time, or as soon after as the node is not paused.
func (n *Node) later(at time.Duration, f func()) {
	life := n.life
	n.world.At(at, func() {
		switch {
		case n.life != life || !n.up:
		case n.world.now < n.paused:
			n.later(n.paused, f)
		default:
			f()
		}
	})
}

// Send logs a send and puts a message on the network for each receiver. It
// returns the message's id.
func (n *Node) Send(typ string, body any, fields []Pair, to ...string) int {
	return n.transmit(Message{Type: typ, Body: body, Fields: fields}, to)
}

// Reply answers a request: a message to its sender that names it.
func (n *Node) Reply(m Message, typ string, body any, fields ...Pair) int {
	return n.transmit(Message{InReplyTo: m.ID, Type: typ, Body: body, Fields: fields}, []string{m.From})
}

// Again sends a message once more under the id it had, as a client does that
// got no answer.
func (n *Node) Again(id int, typ string, body any, fields []Pair, to ...string) {
	n.transmit(Message{ID: id, Type: typ, Body: body, Fields: fields}, to)
}

func (n *Node) transmit(m Message, to []string) int {
	m.From = n.Name
	if m.ID == 0 {
		n.nextID++
		m.ID = n.nextID
	}
	m.Stamps = n.log(Entry{Kind: "send", Label: m.Type, MsgID: m.ID, InReplyTo: m.InReplyTo, To: to, Fields: m.Fields}, nil)
	n.put(m, to)
	return m.ID
}

// put hands a message to the network, once for each receiver.
func (n *Node) put(m Message, to []string) {
	for _, q := range to {
		m.To = q
		for _, at := range n.world.Net.arrivals(n.world.Rand, n.world.now, n.Name, q) {
			n.world.arrive(m, at)
		}
	}
}

// Post sends a message without a word in the log and without stamps, and
// returns its id: [Node.LogSend] logs it, at whatever time. A program that is
// instrumented so lies about the order of its events.
func (n *Node) Post(typ string, body any, to ...string) int {
	n.nextID++
	n.put(Message{From: n.Name, ID: n.nextID, Type: typ, Body: body}, to)
	return n.nextID
}

// LogSend logs the send of a message that was posted.
func (n *Node) LogSend(typ string, id int, to ...string) {
	n.log(Entry{Kind: "send", Label: typ, MsgID: id, To: to}, nil)
}

func (w *World) arrive(m Message, at time.Duration) {
	to := w.Node(m.To)
	w.At(at, func() {
		if to.up {
			to.later(w.now, func() { to.proc.Receive(to, m) })
		}
	})
}

// Received logs the arrival of m and merges its stamps into the node's clocks.
// A Process calls it first thing in Receive, unless it logs the arrival under
// another kind with LogMessage.
func (n *Node) Received(m Message, fields ...Pair) {
	n.LogMessage("receive", m, append(append([]Pair(nil), m.Fields...), fields...)...)
}

// Arrived logs the arrival of a message that the node may hold back: its clocks
// learn nothing of it before the delivery.
func (n *Node) Arrived(m Message) {
	n.log(Entry{Kind: "receive", Label: m.Type, MsgID: m.ID, InReplyTo: m.InReplyTo, From: m.From, Fields: m.Fields}, nil)
}

// LogMessage logs an event of that kind at which m enters or passes the node
// (receive, deliver). Its stamps are merged.
func (n *Node) LogMessage(kind string, m Message, fields ...Pair) {
	n.log(Entry{Kind: kind, Label: m.Type, MsgID: m.ID, InReplyTo: m.InReplyTo, From: m.From, Fields: fields}, m.Stamps)
}

// Log logs a local event.
func (n *Node) Log(kind, label string, fields ...Pair) {
	n.log(Entry{Kind: kind, Label: label, Fields: fields}, nil)
}

// log stamps an entry, merges what a message brought, and records it. It
// returns what a message sent at this event carries.
func (n *Node) log(e Entry, merge []any) (stamps []any) {
	for i, c := range n.clocks {
		if i < len(merge) && merge[i] != nil {
			c.Merge(n, merge[i])
		} else {
			c.Tick(n)
		}
		e.Clocks = append(e.Clocks, c.Read(n))
		stamps = append(stamps, c.Stamp(n))
	}
	if !n.NoWall {
		e.Wall = n.Wall()
	}
	if n.Incarnations {
		e.Incarnation = n.starts
	}
	if !n.Silent {
		n.world.record(n.Name, e)
	}
	return stamps
}
