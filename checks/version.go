package checks

import (
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// clock is a version vector: entries by rising name, without zeros.
type clock []parse.Count

func (c clock) at(actor string) uint64 {
	i, found := slices.BinarySearchFunc(c, actor, func(e parse.Count, name string) int { return strings.Compare(e.Name, name) })
	if !found {
		return 0
	}
	return c[i].N
}

func (c clock) covers(d clock) bool {
	for _, e := range d {
		if c.at(e.Name) < e.N {
			return false
		}
	}
	return true
}

// with returns the clock that knows a dot too.
func (c clock) with(d dot) clock {
	i, found := slices.BinarySearchFunc(c, d.actor, func(e parse.Count, name string) int { return strings.Compare(e.Name, name) })
	c = slices.Clone(c)
	if found {
		c[i].N = max(c[i].N, d.n)
		return c
	}
	return slices.Insert(c, i, parse.Count{Name: d.actor, N: d.n})
}

// dot names one write: the n-th of an actor.
type dot struct {
	actor string
	n     uint64
}

// readDot reads ["A",1], {"A":1}, {"node":"A","counter":1} or "A:1".
func readDot(v parse.Value) (dot, bool) {
	if pair, ok := v.Elements(); ok {
		if len(pair) == 2 && pair[0].IsString() && !pair[1].IsString() {
			return makeDot(pair[0].Text(), pair[1])
		}
		return dot{}, false
	}
	if node, ok := v.Member("node"); ok && node.IsString() {
		n, _ := v.Member("counter")
		return makeDot(node.Text(), n)
	}
	counts, err := v.Counts()
	if err != nil || len(counts) != 1 {
		return dot{}, false
	}
	return dot{counts[0].Name, counts[0].N}, true
}

func makeDot(actor string, v parse.Value) (dot, bool) {
	n, ok := v.Int()
	return dot{actor, uint64(n)}, ok && n > 0 && actor != ""
}

// version is one value that was written under a key, with what is known of its
// history.
type version struct {
	put        parse.EventID // NoEvent where no log holds it
	value      string        // as valueKey
	shown      string        // as a message quotes it
	tombstone  bool
	dot        dot // n is 0 where it is not known
	context    clock
	hasContext bool
	vc         clock
	hasVC      bool
	stamped    bool // vc was returned beside the value, and not only put together from context and dot
}

// nameless reports that a version is known by its value only, which several
// writes may have.
func (v *version) nameless() bool { return v.put == parse.NoEvent && v.dot.n == 0 && !v.hasVC }

// answer is yes, no, or that the log does not say.
type answer uint8

const (
	untold answer = iota
	no
	yes
)

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

// descends reports whether the history of w holds v: what the context of its
// writer says where that is known, else its clock.
func (w *version) descends(v *version) answer {
	history, known := w.context, w.hasContext
	if !known {
		history, known = w.vc, w.hasVC
	}
	switch {
	case w == v, w.dot.n > 0 && w.dot == v.dot:
		return yes
	case !known:
		return untold
	case v.dot.n > 0:
		return answerOf(history.at(v.dot.actor) >= v.dot.n)
	case v.hasVC:
		return answerOf(history.covers(v.vc))
	case len(history) == 0 || v.hasContext && !history.covers(v.context):
		return no
	}
	return untold
}

// keyVersions holds the versions of one key.
type keyVersions struct {
	name       string
	all        []*version
	byValue    map[string][]*version
	byDot      map[dot][]*version
	tombstones []*version
}

func (k *keyVersions) add(v *version) *version {
	k.all = append(k.all, v)
	k.byValue[v.value] = append(k.byValue[v.value], v)
	if v.dot.n > 0 {
		k.byDot[v.dot] = append(k.byDot[v.dot], v)
	}
	if v.tombstone {
		k.tombstones = append(k.tombstones, v)
	}
	return v
}

// of finds the version that a value in a get is, nil where it may be one of
// several.
func (k *keyVersions) of(r returned) *version {
	same := k.byValue[r.value]
	if r.dot.n > 0 {
		same = slices.DeleteFunc(slices.Clone(k.byDot[r.dot]), func(v *version) bool { return v.value != r.value })
	}
	switch {
	case r.dot.n > 0 && len(same) > 0:
		return same[0]
	case r.dot.n == 0 && r.hasVC:
		return k.stamped(r, same)
	case r.dot.n == 0 && len(same) > 0:
		if len(same) == 1 {
			return same[0]
		}
		return nil
	}
	return k.add(&version{put: parse.NoEvent, value: r.value, shown: r.shown, dot: r.dot, vc: r.vc, hasVC: r.hasVC, stamped: r.hasVC})
}

// stamped finds the version of that value and clock: one that is known to have
// it, else the only put that can have got it.
func (k *keyVersions) stamped(r returned, same []*version) *version {
	var fit []*version
	for _, v := range same {
		switch {
		case v.hasVC && v.vc.covers(r.vc) && r.vc.covers(v.vc):
			v.stamped = true
			return v
		case v.mayGet(r.vc):
			fit = append(fit, v)
		}
	}
	if len(fit) == 1 {
		fit[0].vc, fit[0].hasVC, fit[0].stamped = r.vc, true, true
		return fit[0]
	}
	return k.add(&version{put: parse.NoEvent, value: r.value, shown: r.shown, vc: r.vc, hasVC: true, stamped: true})
}

// mayGet reports that a logged put, of which it is not known what clock its
// version got, can have got this one: it is above the context, and counts the dot.
func (v *version) mayGet(vc clock) bool {
	return v.put != parse.NoEvent && !v.hasVC && vc.covers(v.context) && !v.context.covers(vc) &&
		(v.dot.n == 0 || !v.hasContext && vc.at(v.dot.actor) >= v.dot.n)
}

// returned is a value in the answer of a get.
type returned struct {
	value, shown string
	dot          dot
	vc           clock
	hasVC        bool
}

// readReturned reads an array of values, each a value, or an object with the
// value and its vc or dot. ok is false where it is no such array.
func readReturned(v parse.Value) (all []returned, ok bool) {
	elements, ok := v.Elements()
	if !ok {
		return nil, false
	}
	for _, e := range elements {
		r := returned{value: valueKey(e), shown: showValue(e)}
		value, isObject := e.Member("value")
		vc, stamped := e.Member("vc")
		d, dotted := e.Member("dot")
		if isObject && (stamped || dotted) {
			r.value, r.shown = valueKey(value), showValue(value)
			if stamped {
				counts, err := vc.Counts()
				if err != nil {
					return nil, false
				}
				r.vc, r.hasVC = counts, true
			}
			if dotted {
				if r.dot, ok = readDot(d); !ok {
					return nil, false
				}
			}
		}
		all = append(all, r)
	}
	return all, true
}
