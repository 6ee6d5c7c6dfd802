package simulate

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Distribution draws a delay.
type Distribution func(*rand.Rand) time.Duration

// Uniform draws evenly from [low, high).
func Uniform(low, high time.Duration) Distribution {
	return func(r *rand.Rand) time.Duration {
		if high <= low {
			return low
		}
		return low + time.Duration(r.Int64N(int64(high-low)))
	}
}

// Exponential draws a delay of at least low whose excess has that mean: most
// messages are quick, a few are very late.
func Exponential(low, mean time.Duration) Distribution {
	return func(r *rand.Rand) time.Duration {
		return low + time.Duration(r.ExpFloat64()*float64(mean))
	}
}

// Network decides what becomes of each message. The zero value delivers at
// once and in order.
type Network struct {
	Latency   Distribution
	Path      func(from, to string) Distribution // overrules Latency where not nil; paths may be asymmetric
	Loss      float64                            // chance that a message is lost
	Duplicate float64                            // chance that it arrives twice
	FIFO      bool                               // channels keep their order

	last map[[2]string]time.Duration // last arrival on each channel, with FIFO
	cut  func(from, to string) bool  // current partition; nil is none
}

// Partition cuts the network into groups that cannot reach each other; nodes
// that are in no group reach everyone. Messages under way still arrive.
func (n *Network) Partition(groups ...[]string) {
	side := map[string]int{}
	for i, g := range groups {
		for _, name := range g {
			side[name] = i + 1
		}
	}
	n.cut = func(from, to string) bool {
		return side[from] != side[to] && side[from] != 0 && side[to] != 0
	}
}

// Heal ends a partition.
func (n *Network) Heal() { n.cut = nil }

// cutOff cuts the last replica and its client off from the others again and
// again, until the run is done; pause draws how long each state lasts.
func (w *World) cutOff(replicas, clients []string, pause Distribution) {
	w.At(w.now+pause(w.Rand), func() {
		if w.Done() {
			return
		}
		last := len(replicas) - 1
		w.Net.Partition(append(slices.Clone(replicas[:last]), clients[:last]...), []string{replicas[last], clients[last]})
		w.At(w.now+pause(w.Rand), func() {
			w.Net.Heal()
			w.cutOff(replicas, clients, pause)
		})
	})
}

// arrivals returns when copies of a message that is sent now arrive: none if
// it is lost, two if it is duplicated.
func (n *Network) arrivals(r *rand.Rand, now time.Duration, from, to string) []time.Duration {
	if n.cut != nil && n.cut(from, to) || n.Loss > 0 && r.Float64() < n.Loss {
		return nil
	}
	at := []time.Duration{now + n.delay(r, from, to)}
	if n.Duplicate > 0 && r.Float64() < n.Duplicate {
		at = append(at, now+n.delay(r, from, to))
	}
	if n.FIFO {
		if n.last == nil {
			n.last = map[[2]string]time.Duration{}
		}
		key := [2]string{from, to}
		for i := range at {
			at[i] = max(at[i], n.last[key])
			n.last[key] = at[i]
		}
	}
	return at
}

func (n *Network) delay(r *rand.Rand, from, to string) time.Duration {
	d := n.Latency
	if n.Path != nil {
		if p := n.Path(from, to); p != nil {
			d = p
		}
	}
	if d == nil {
		return 0
	}
	return d(r)
}
