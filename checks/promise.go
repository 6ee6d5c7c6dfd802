package checks

import (
	"fmt"
	"strings"
)

// Promise is a property that binds only the systems that promise it. The laws
// (of clocks, leases, identifiers, …) bind every run and are no promises.
type Promise uint8

// The promises.
const (
	FIFO         Promise = iota // messages from one sender to one receiver arrive in the order of their sending
	Causal                      // causally ordered messages are delivered in that order
	Total                       // all nodes deliver in one order
	TotalLamport                // and it is the order of the senders' Lamport stamps, then nodes
	ExactlyOnce                 // no message is delivered twice
	Reliable                    // every message is delivered
	MonotoneWall                // wall clocks never go back

	numPromises
)

var promiseNames = [numPromises]string{
	FIFO: "fifo", Causal: "causal", Total: "total", TotalLamport: "total=lamport",
	ExactlyOnce: "exactly-once", Reliable: "reliable", MonotoneWall: "monotone-wall",
}

// String returns the promise as flags and headers spell it.
func (p Promise) String() string { return promiseNames[p] }

// Promises says which properties the system under test promises. The zero
// value is the default, fifo and causal; it knows that nobody declared it, so
// that findings can say how to withdraw it.
type Promises struct {
	declared bool
	set      uint16
}

// ParsePromises reads the names of promises, in any order. No name at all, or
// "none" alone, promises nothing. An unknown name is an error.
func ParsePromises(names []string) (Promises, error) {
	p := Promises{declared: true}
	none := false
	for _, name := range names {
		name = strings.TrimSpace(name)
		if name == "none" {
			none = true
			continue
		}
		promise, ok := promiseByName(name)
		if !ok {
			return Promises{}, fmt.Errorf("unknown promise %q: expected none or some of %s", name, strings.Join(promiseNames[:], ", "))
		}
		p.set |= 1 << promise
	}
	if none && p.set != 0 {
		return Promises{}, fmt.Errorf("promise \"none\" cannot stand beside others: %s", strings.Join(names, ", "))
	}
	if p.Has(TotalLamport) {
		p.set |= 1 << Total
	}
	return p, nil
}

func promiseByName(name string) (Promise, bool) {
	for p, n := range promiseNames {
		if n == name {
			return Promise(p), true
		}
	}
	return 0, false
}

// Has reports whether q is promised.
func (p Promises) Has(q Promise) bool {
	if !p.declared {
		return q == FIFO || q == Causal
	}
	return p.set&(1<<q) != 0
}

// Default reports that nobody declared what is promised.
func (p Promises) Default() bool { return !p.declared }

// Withdraw says, as the end of a sentence, how to withdraw a promise that is
// only the default; "" where it was declared.
func (p Promises) Withdraw(q Promise) string {
	if p.declared || !p.Has(q) {
		return ""
	}
	how := "--promise none"
	if q == Causal {
		how = "--promise fifo or --promise none" // causal order without fifo is nothing to promise
	}
	return fmt.Sprintf(" (%s is promised by default; %s withdraws it)", q, how)
}
