package checks

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// slotSums is the state that a replica reports: what each node has added and
// taken away. In the flat form, plus holds the difference.
type slotSums struct {
	plus, minus map[string]int64
	flat        bool
	ok          bool // there is a state, in one of the forms known here
}

// readSlots reads a state: {"A":3,"B":2}, or {"p":{"A":3},"n":{"B":1}}, where p
// and n may be spelled inc and dec, or plus and minus. Any other is none.
func readSlots(e parse.Event) slotSums {
	s := slotSums{plus: map[string]int64{}, minus: map[string]int64{}, flat: true}
	v, _ := e.Payload(parse.FState)
	members, ok := v.Members()
	if !ok {
		return s
	}
	for _, m := range members {
		if n, isInt := slotValue(m.Value); isInt {
			s.plus[m.Key] = n
			continue
		}
		half := map[string]map[string]int64{"p": s.plus, "inc": s.plus, "plus": s.plus, "n": s.minus, "dec": s.minus, "minus": s.minus}[strings.ToLower(m.Key)]
		slots, isObject := m.Value.Members()
		if half == nil || !isObject {
			return slotSums{}
		}
		s.flat = false
		for _, slot := range slots {
			n, isInt := slotValue(slot.Value)
			if !isInt {
				return slotSums{}
			}
			half[slot.Key] = n
		}
	}
	s.ok = true
	return s
}

func slotValue(v parse.Value) (int64, bool) {
	if v.IsString() {
		return 0, false
	}
	return v.Int()
}

// sum adds the slots up, without any bound.
func (s *slotSums) sum() *big.Int {
	total := new(big.Int)
	for _, n := range s.plus {
		total.Add(total, big.NewInt(n))
	}
	for _, n := range s.minus {
		total.Sub(total, big.NewInt(n))
	}
	return total
}

// names returns how many of the slots are named as the given nodes are, and
// how many as none of them.
func (s *slotSums) names(known map[string]bool) (of, other int) {
	for _, half := range [...]map[string]int64{s.plus, s.minus} {
		for name := range half {
			if known[name] {
				of++
			} else {
				other++
			}
		}
	}
	return of, other
}

// back returns the slot, the first by name, that was greater in an earlier
// state. A flat state of a counter that goes down too may lawfully shrink.
func (s *slotSums) back(before slotSums, falls bool) (name string, was, is int64) {
	if s.flat != before.flat || s.flat && falls {
		return "", 0, 0
	}
	for i, half := range [...]map[string]int64{before.plus, before.minus} {
		now := [...]map[string]int64{s.plus, s.minus}[i]
		for slot, n := range half {
			if now[slot] < n && (name == "" || slot < name) {
				name, was, is = slot, n, now[slot]
			}
		}
	}
	return name, was, is
}

// fits reports whether some number of updates from lo to hi gives the reported
// slot; sure is false where that is too much to try.
func (s *slotSums) fits(name string, of *slot, lo, hi int) (fits, sure bool) {
	const most = 256
	for k := lo; k <= hi && k < lo+most; k++ {
		if s.flat && of.plus[k]-of.minus[k] == s.plus[name] ||
			!s.flat && of.plus[k] == s.plus[name] && of.minus[k] == s.minus[name] {
			return true, true
		}
	}
	return false, hi-lo < most
}

// show is a slot as a message quotes it.
func (s *slotSums) show(name string) string {
	if s.flat || s.minus[name] == 0 {
		return strconv.FormatInt(s.plus[name], 10)
	}
	return strconv.FormatInt(s.plus[name], 10) + " less " + strconv.FormatInt(s.minus[name], 10)
}

// sortedNames returns the names of the slots, each once.
func (s *slotSums) sortedNames() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(s.plus)), maps.Keys(s.minus))
	slices.Sort(names)
	return slices.Compact(names)
}
