package simulate

import (
	"fmt"
	"time"
)

// truetimeSystem commits transactions as Spanner does (Corbett et al., 2012).
// TrueTime tells an interval that surely holds the true time: its uncertainty
// is half the round trip to the time master, what the clock may have drifted
// since, and what it still has to slew. A transaction takes the latest possible
// time as its timestamp and is acknowledged when the earliest possible time is
// past it (commit wait). So whoever starts after an acknowledgement gets a
// greater timestamp, in whatever region.
//
// Simplified: one time master, which follows true time; a region is one node,
// and a transaction writes one key there and takes the locks at once.
var truetimeSystem = System{
	Name:   "truetime",
	Title:  "transactions with TrueTime and commit wait across regions",
	Source: "001-7",
	About: "Regions commit transactions with TrueTime timestamps, wait out the uncertainty before they acknowledge, and tell another region, where the next transaction starts. " +
		"The second region has a slow way back from the time master, so its clock is twenty milliseconds behind and its uncertainty as great. Times count from the start of the run; the first commit is that of the course, at 105. " +
		"After J. Corbett et al., Spanner: Google's Globally-Distributed Database, 2012.",
	Nodes: 3, Min: 2,
	Checks: []string{"truetime/interval", "truetime/commit-wait", "sync/round", "sync/skew", "message/match"},
	Faults: []Fault{
		{"no-wait", "commits are acknowledged without waiting", []string{"truetime/commit-wait"}},
		{"small-epsilon", "the round trip to the time master is left out of the uncertainty", []string{"truetime/interval", "truetime/commit-wait"}},
	},
	record: recordTrueTime,
}

const (
	ttEvery  = 5 * time.Second // between the rounds with the time master
	ttDrift  = 200e-6          // what a clock is taken to drift, more than it does
	ttBound  = 30_000          // microseconds that no clock is further off
	ttNear   = 2 * time.Millisecond
	ttBehind = 20 * time.Millisecond // what the slow way back costs the second region
)

func recordTrueTime(s *Setup) error {
	w := NewWorld(s.Seed, NewJSONLines(s.Create, Pair{"time_unit", "ms"}, Pair{"max_drift_ppm", 200}, Pair{"promise", []string{"none"}}), s.limit(130))
	w.Net.Path = ttPath
	w.AddNode("master", timeServer{}).Clock.Set(0, -Epoch)
	var regions []string
	for i := range s.Nodes {
		regions = append(regions, fmt.Sprintf("r%d", i+1))
	}
	for i, name := range regions {
		r := &region{Setup: s, peers: without(regions, name), next: i}
		r.tt = &trueTimeClock{small: s.fault("small-epsilon")}
		n := w.AddNode(name, r, r.tt)
		off := time.Duration(0)
		if i > 0 {
			n.Clock.Drift = (2*w.Rand.Float64() - 1) * syncDrift
			off = 5*time.Millisecond + time.Duration(w.Rand.Int64N(int64(time.Millisecond)))
		}
		if i == 1 {
			off = -ttBehind
		}
		n.Clock.Set(0, off-Epoch)
	}
	first := w.Node(regions[0])
	w.At(102500*time.Microsecond, func() { first.proc.(*region).begin(first) })
	return w.RunAll(horizon)
}

// ttPath gives every channel its delay: even for the first region, slow on the
// way back for the second.
func ttPath(from, to string) Distribution {
	switch {
	case from == "master" && to == "r2":
		return Uniform(ttNear+2*ttBehind, ttNear+2*ttBehind)
	case from == "master", to == "master":
		return Uniform(ttNear, ttNear)
	}
	return Uniform(3*time.Millisecond, 8*time.Millisecond)
}

// trueTimeClock is TrueTime at one node. It is an instrument: every event is
// logged with the interval of its moment.
type trueTimeClock struct {
	small  bool  // leaves the round trip out
	trip   micro // round trip of the last round
	at     micro // own clock then
	slewed micro // how far the clock was to be slewed then
}

// Now returns the interval that holds the true time, in whole milliseconds.
func (t *trueTimeClock) Now(n *Node) (earliest, latest int64) {
	now := readClock(n)
	since := max(now-t.at, 0)
	uncertain := t.trip/2 + micro(float64(since)*ttDrift) + max(0, t.slewed-micro(float64(since)*syncSlew/2))
	if t.small {
		uncertain = 0
	}
	return floorMS(now - uncertain), -floorMS(-now - uncertain)
}

func floorMS(m micro) int64 {
	if m < 0 {
		return -int64((-m + 999) / 1000)
	}
	return int64(m / 1000)
}

// Tick, Merge, Stamp and Read make the clock an Instrument that no message
// carries.
func (t *trueTimeClock) Tick(*Node) {}

// Merge does nothing: TrueTime needs no messages between nodes.
func (t *trueTimeClock) Merge(*Node, any) {}

// Stamp returns nothing.
func (t *trueTimeClock) Stamp(*Node) any { return nil }

// Read shows the interval as "tt".
func (t *trueTimeClock) Read(n *Node) Pair {
	earliest, latest := t.Now(n)
	return Pair{"tt", []int64{earliest, latest}}
}

// region runs transactions, one at a time.
type region struct {
	*Setup
	tt    *trueTimeClock
	peers []string
	next  int // of peers, in turn
	asked micro
	txns  int
}

func (r *region) Start(n *Node) {
	r.tt.trip, r.tt.at = 2*micro(ttBehind+ttNear)/1000, readClock(n)
	repeat(n, time.Millisecond, ttEvery, func() {
		r.asked = readClock(n)
		n.Send("what time is it?", nil, nil, "master")
	})
}

func (r *region) Receive(n *Node, m Message) {
	n.Received(m)
	if a, ok := m.Body.(timeAnswer); ok {
		r.follow(n, exchange{r.asked, a.t2, a.t3, readClock(n)})
		return
	}
	n.After(time.Duration(n.World().Rand.Int64N(int64(2*time.Millisecond))), func() { r.begin(n) })
}

// follow is the end of a round with the time master.
func (r *region) follow(n *Node, x exchange) {
	r.tt.trip, r.tt.at, r.tt.slewed = x.rtt(), x.t4, max(x.offset(), -x.offset())
	fields := append([]Pair{{"algorithm", "cristian"}, {"peer", "master"}}, x.times()...)
	n.Log("sync", "round", append(fields, Pair{"offset", x.offset()}, Pair{"rtt", x.rtt()}, Pair{"adjustment", x.offset()},
		Pair{"bound", micro(ttBound)}, Pair{"reference", micro(n.World().Now() / time.Microsecond)})...)
	n.Clock.Slew(n.World().Now(), time.Duration(x.offset())*time.Microsecond, syncSlew)
}

// begin starts a transaction and commits it.
func (r *region) begin(n *Node) {
	if n.World().Done() {
		return
	}
	r.txns++
	txn := fmt.Sprintf("%s-%d", n.Name, r.txns)
	n.Log("txn_start", "begin", Pair{"txn", txn})
	_, ts := r.tt.Now(n)
	n.Log("txn_commit", "commit", Pair{"txn", txn}, Pair{"ts", ts})
	r.wait(n, txn, ts)
}

// wait acknowledges the transaction when its timestamp is surely past.
func (r *region) wait(n *Node, txn string, ts int64) {
	if earliest, _ := r.tt.Now(n); earliest <= ts && !r.fault("no-wait") {
		n.After(time.Duration(ts+1-earliest)*time.Millisecond/2+100*time.Microsecond, func() { r.wait(n, txn, ts) })
		return
	}
	n.Log("txn_ack", "acknowledge", Pair{"txn", txn}, Pair{"ts", ts})
	to := r.peers[r.next%len(r.peers)]
	r.next++
	n.After(time.Duration(100+n.World().Rand.IntN(300))*time.Microsecond, func() { n.Send("written", nil, nil, to) })
}
