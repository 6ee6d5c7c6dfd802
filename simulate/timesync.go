package simulate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// The systems that keep clocks in step share what a time daemon does whatever
// its algorithm: it reads its clock in microseconds, records each round, and
// corrects its clock by slewing.

const (
	syncEvery = 16 * time.Second       // between the rounds of a node, on its own clock
	syncDrift = 50e-6                  // most that a sound clock gains or loses
	syncSlew  = 5e-3                   // rate of slewing; real systems take a tenth of it
	syncSkew  = 100 * time.Millisecond // no two clocks ever differ by more
)

// micro is a time or a difference of times in microseconds. Logs show it in
// milliseconds, like all other times.
type micro int64

// MarshalJSON writes milliseconds with three decimals.
func (m micro) MarshalJSON() ([]byte, error) { return []byte(m.String()), nil }

// String is the number that MarshalJSON writes.
func (m micro) String() string {
	sign := ""
	if m < 0 {
		sign, m = "-", -m
	}
	return fmt.Sprintf("%s%d.%03d", sign, m/1000, m%1000)
}

var _ json.Marshaler = micro(0)

// readClock returns what the node's clock shows.
func readClock(n *Node) micro { return micro(n.Wall() / 1000) }

// trueTime is the reference of systems that follow true time.
func trueTime(w *World) micro { return micro((Epoch + int64(w.Now())) / 1000) }

// exchange is one request for the time and its answer.
type exchange struct{ t1, t2, t3, t4 micro }

func (x exchange) offset() micro { return ((x.t2 - x.t1) + (x.t3 - x.t4)) / 2 }
func (x exchange) rtt() micro    { return (x.t4 - x.t1) - (x.t3 - x.t2) }

// times are the fields of an exchange.
func (x exchange) times() []Pair {
	return []Pair{{"t1", x.t1}, {"t2", x.t2}, {"t3", x.t3}, {"t4", x.t4}}
}

// daemon is what the time daemons of all algorithms have in common.
type daemon struct {
	*Setup
	bound micro // how far a clock may be off after a round
}

// header states what the recordings of clock synchronisation promise.
func (d *daemon) header() []Pair {
	return []Pair{{"promise", []string{"monotone-wall"}}, {"max_skew_ms", syncSkew.Milliseconds()}, {"max_drift_ppm", 50}}
}

// trip returns the part of a round trip that the answer was on its way, as the
// node takes it: half.
func (d *daemon) trip(rtt micro) micro {
	if d.fault("full-rtt") {
		return rtt
	}
	return rtt / 2
}

// round records a round that ended in an adjustment, and makes it.
func (d *daemon) round(n *Node, reference micro, adjustment micro, fields ...Pair) {
	now := readClock(n)
	fields = append(fields, Pair{"adjustment", adjustment}, Pair{"bound", d.bound}, Pair{"reference", reference})
	if !slices.ContainsFunc(fields, func(p Pair) bool { return p.Key == "t4" }) {
		fields = append([]Pair{{"t4", now}}, fields...)
	}
	n.Log("sync", "round", fields...)
	by := time.Duration(adjustment) * time.Microsecond
	if d.fault("step") {
		n.Clock.Step(n.World().Now(), by)
		n.Log("", "clock set")
		return
	}
	n.Clock.Slew(n.World().Now(), by, syncSlew)
}

// spoil gives a node its clock: somewhat off, the victim ahead, so that its
// first correction is back; and, with a fault of the environment, worse.
func (d *daemon) spoil(n *Node, victim bool) {
	w := n.World()
	n.Clock.Drift = (2*w.Rand.Float64() - 1) * syncDrift
	n.Clock.Set(0, time.Duration(w.Rand.Int64N(int64(30*time.Millisecond)))-15*time.Millisecond)
	if !victim {
		return
	}
	n.Clock.Set(0, 18*time.Millisecond+time.Duration(w.Rand.Int64N(int64(4*time.Millisecond))))
	if d.fault("drift") {
		n.Clock.Drift = 40 * syncDrift
	}
	if d.fault("jump") {
		d.jump(n, 2*syncEvery+syncEvery/2)
	}
}

// jump sets a clock forward between two rounds, now and then.
func (d *daemon) jump(n *Node, in time.Duration) {
	w := n.World()
	w.At(w.Now()+in, func() {
		if w.Done() {
			return
		}
		n.Clock.Step(w.Now(), 55*time.Millisecond)
		d.jump(n, 10*syncEvery)
	})
}

// repeat does a round now and every while until the run is long enough.
func repeat(n *Node, first, every time.Duration, f func()) {
	n.After(first, func() {
		if n.World().Done() {
			return
		}
		f()
		repeat(n, every, every, f)
	})
}

// stagger is when a node does its first round.
func stagger(n *Node) time.Duration {
	return 10*time.Millisecond + time.Duration(n.World().Rand.Int64N(int64(2*time.Second)))
}

// median returns the middle one of the values.
func median(values []micro) micro {
	sorted := slices.Clone(values)
	slices.SortFunc(sorted, func(a, b micro) int { return cmp.Compare(a, b) })
	return sorted[len(sorted)/2]
}

// syncFaults are the faults that every algorithm of clock synchronisation may
// have.
func syncFaults() []Fault {
	return []Fault{
		{"full-rtt", "the whole round trip is taken for the way back", []string{"sync/round"}},
		{"step", "clocks are stepped back, not slewed", []string{"sync/round", "clock/wall"}},
		{"drift", "a clock drifts forty times as much as is stated", []string{"sync/skew"}},
		{"jump", "a clock is set forward between two rounds", []string{"sync/skew"}},
	}
}

var syncChecks = []string{"sync/round", "sync/skew", "clock/wall", "message/match"}
