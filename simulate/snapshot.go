package simulate

import (
	"strconv"
	"time"
)

// snapshotSystem moves money between nodes and takes its global state while it
// moves (Chandy and Lamport, Distributed Snapshots, 1985): a node records its
// balance and sends a marker on every channel; who gets its first marker does
// the same, and records what arrives on every other channel until the marker
// comes there, too. Channels keep their order, so the markers cut each channel
// into what belongs to the snapshot and what does not.
//
// Simplified: nobody fails, and one snapshot ends before the next begins.
var snapshotSystem = System{
	Name:   "snapshot",
	Title:  "a global snapshot of moving money",
	Source: "001-4",
	About: "Nodes send each other money on channels that keep their order, and one of them takes a snapshot with markers; balances and channels add up to the same total. " +
		"Logs are JSON lines with array vector clocks. After K. M. Chandy and L. Lamport, Distributed Snapshots: Determining Global States of Distributed Systems, 1985.",
	Nodes:  3,
	Min:    2,
	Checks: []string{"clock/vector", "message/match", "delivery/fifo", "cut/consistent", "cut/channel", "cut/conserved"},
	Faults: []Fault{
		{"no-channel", "nodes do not record what arrives between their own record and the marker", []string{"cut/channel", "cut/conserved"}},
		{"wall-clock", "every node records at the same time by its own clock, without markers", []string{"cut/consistent"}},
	},
	record: recordSnapshot,
}

const (
	snapshotStep  = 30 * time.Millisecond  // between transfers
	snapshotOff   = 100 * time.Millisecond // by which clocks differ from true time, at most
	snapshotEvery = 18                     // transfers between snapshots, at least
	snapshotMost  = 40                     // a long run takes about so many
	snapshotSpare = 4                      // what random transfers leave in an account
)

// snapshotRun is the environment: who pays whom, and when a snapshot begins.
type snapshotRun struct {
	*Setup
	world  *World
	names  []string
	every  int // transfers between snapshots
	moved  int
	number int
}

// newSnapshotRun sets up accounts with these balances.
func newSnapshotRun(s *Setup, balances []int) *snapshotRun {
	run := &snapshotRun{Setup: s, every: max(snapshotEvery, s.Events/snapshotMost/2)}
	total := 0
	for i, b := range balances {
		run.names = append(run.names, "node"+strconv.Itoa(i+1))
		total += b
	}
	rec := NewJSONLines(s.Create, Pair{"nodes", run.names}, Pair{"promise", []string{"fifo"}}, Pair{"total", total}, Pair{"max_skew_ms", 3 * snapshotOff.Milliseconds()})
	run.world = NewWorld(s.Seed, rec, s.limit(130))
	run.world.Net.Latency, run.world.Net.FIFO = Uniform(15*time.Millisecond, 50*time.Millisecond), true
	for i, b := range balances {
		n := run.world.AddNode(run.names[i], &account{run: run, balance: b, peers: without(run.names, run.names[i]), open: map[int]*accountSnapshot{}},
			&Vector{Array: run.names})
		off := snapshotOff - time.Duration(i)*2*snapshotOff/time.Duration(len(balances)-1) // from early to late
		n.Clock.Set(0, off)
	}
	return run
}

func recordSnapshot(s *Setup) error {
	var balances []int
	for i := range s.Nodes {
		balances = append(balances, []int{50, 40, 20}[i%3])
	}
	run := newSnapshotRun(s, balances)
	run.world.At(time.Millisecond, run.next)
	return run.world.RunAll(horizon)
}

// account returns a node with its account.
func (r *snapshotRun) account(name string) (*Node, *account) {
	n := r.world.Node(name)
	return n, n.proc.(*account)
}

// next makes one transfer by chance, and begins a snapshot now and then.
func (r *snapshotRun) next() {
	if r.world.Done() {
		return
	}
	rand := r.world.Rand
	r.world.At(r.world.Now()+snapshotStep/2+time.Duration(rand.Int64N(int64(snapshotStep))), r.next)
	pair := rand.Perm(len(r.names))[:2]
	if n, a := r.account(r.names[pair[0]]); a.balance > snapshotSpare {
		a.pay(n, r.names[pair[1]], 1+rand.IntN(min(10, a.balance-snapshotSpare)))
	}
	if r.moved++; r.moved%r.every == r.every/2 && !r.fault("wall-clock") {
		r.begin(r.names[rand.IntN(len(r.names))])
	}
}

// begin makes a node take a snapshot while money is on its way there.
func (r *snapshotRun) begin(name string) {
	rich := ""
	for _, other := range without(r.names, name) {
		if _, a := r.account(other); rich == "" || a.balance > r.world.Node(rich).proc.(*account).balance {
			rich = other
		}
	}
	payer, from := r.account(rich)
	from.pay(payer, name, 1+r.world.Rand.IntN(from.balance))
	n, a := r.account(name)
	r.number++
	a.start(n, r.number)
}

// accountSnapshot is what a node knows of one snapshot.
type accountSnapshot struct {
	by       string                   // who began
	channels map[string]*channelState // those that are still recorded
	sum      int                      // of balance and recorded channels
	waiting  int                      // at the one who began: reports still to come, its own included
	total    int
}

// channelState is what has arrived on a channel since the node's record.
type channelState struct {
	ids    []int
	amount int
}

// marker and report are messages of a snapshot.
type (
	marker struct {
		number int
		by     string // who began
	}
	report struct{ number, sum int }
)

// account is a node with money.
type account struct {
	run     *snapshotRun
	balance int
	peers   []string
	open    map[int]*accountSnapshot
}

// Start sets the timer of a node that takes snapshots by the clock.
func (a *account) Start(n *Node) {
	if a.run.fault("wall-clock") {
		a.byClock(n, 1)
	}
}

// byClock records the balance when the node's own clock shows the time agreed.
func (a *account) byClock(n *Node, number int) {
	at := Epoch + int64(number)*int64(a.run.every)*int64(snapshotStep)
	n.After(time.Duration(at-n.Wall()), func() {
		if a.run.world.Done() {
			return
		}
		n.Log("snapshot", "", Pair{"snapshot", number}, Pair{"state", a.balance})
		a.byClock(n, number+1)
		if first, last := a.run.names[0], a.run.names[len(a.run.names)-1]; n.Name == first {
			for _, pair := range [][2]string{{first, last}, {last, first}} { // money goes on moving
				payer, from := a.run.account(pair[0])
				payer.After(time.Millisecond, func() { from.pay(payer, pair[1], 1) })
			}
		}
	})
}

// pay sends money.
func (a *account) pay(n *Node, to string, amount int) {
	if amount > a.balance {
		return
	}
	a.balance -= amount
	n.Send("transfer", amount, []Pair{{"amount", amount}}, to)
}

// start begins a snapshot.
func (a *account) start(n *Node, number int) {
	a.record(n, marker{number, n.Name}).waiting = len(a.run.names)
	a.finish(n, number)
}

// record notes the balance, sends markers, and begins to record what arrives
// on all channels.
func (a *account) record(n *Node, m marker) *accountSnapshot {
	s := &accountSnapshot{by: m.by, channels: map[string]*channelState{}, sum: a.balance}
	a.open[m.number] = s
	n.Log("snapshot", "", Pair{"snapshot", m.number}, Pair{"state", a.balance})
	for _, p := range a.peers {
		s.channels[p] = &channelState{ids: []int{}}
	}
	n.Send("marker", m, []Pair{{"snapshot", m.number}}, a.peers...)
	return s
}

// Receive takes money, markers and reports.
func (a *account) Receive(n *Node, m Message) {
	n.Received(m)
	switch body := m.Body.(type) {
	case int:
		a.balance += body
		a.note(m, body)
	case marker:
		a.marked(n, m.From, body)
	case report:
		a.collect(n, body)
	}
}

// note keeps what arrives on channels that are recorded.
func (a *account) note(m Message, amount int) {
	if a.run.fault("no-channel") {
		return
	}
	for _, s := range a.open {
		if c := s.channels[m.From]; c != nil {
			c.ids, c.amount = append(c.ids, m.ID), c.amount+amount
		}
	}
}

// marked ends the recording of the channel on which a marker came.
func (a *account) marked(n *Node, from string, m marker) {
	s := a.open[m.number]
	if s == nil {
		s = a.record(n, m)
	}
	c := s.channels[from]
	delete(s.channels, from)
	s.sum += c.amount
	n.Log("channel", "", Pair{"snapshot", m.number}, Pair{"from", from}, Pair{"to", n.Name}, Pair{"messages", c.ids}, Pair{"amount", c.amount})
	a.finish(n, m.number)
}

// finish reports what a node recorded to the one who began, once a marker came
// on every channel.
func (a *account) finish(n *Node, number int) {
	s := a.open[number]
	if len(s.channels) > 0 {
		return
	}
	if s.by == n.Name {
		a.collect(n, report{number, s.sum})
		return
	}
	delete(a.open, number)
	n.Send("report", report{number, s.sum}, []Pair{{"snapshot", number}, {"amount", s.sum}}, s.by)
}

// collect adds up the reports.
func (a *account) collect(n *Node, r report) {
	s := a.open[r.number]
	s.total += r.sum
	if s.waiting--; s.waiting == 0 {
		delete(a.open, r.number)
		n.Log("", "snapshot complete", Pair{"snapshot", r.number}, Pair{"total", s.total})
	}
}
