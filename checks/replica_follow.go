package checks

import (
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// follower walks through what a backup did in a view, beside the primary's
// order. A place is an index into that order.
type follower struct {
	*replicas
	q       *sequence
	order   *applyOrder
	primary parse.NodeID
	places  []int       // of the operations in q.deeds, -1 where there is none
	applied map[int]int // place → the last deed of q that applied it, from 1
	sinceAt int         // that of the last transfer
	reached int         // place of the last operation that the backup's state holds
	known   bool        // reached is known
	last    *deed       // what brought the state there: an operation or a transfer
	since   *deed       // the last transfer
	strange *deed       // an operation that the primary's log lacks, since the last that it holds
}

// follow judges the sequence of a backup in a view. before is what it did last
// in an earlier view. What it applied before the first transfer of the view is
// replaced by that, and is no more judged.
func (j *replicas) follow(q *sequence, v *view, before *deed) {
	first := slices.IndexFunc(q.deeds, j.receives)
	p, ok := j.service.in.Run.Node(v.primary)
	if !ok || j.orders[p] == nil || len(j.service.in.Run.StrandsOf(p)) > 1 {
		if slices.ContainsFunc(q.deeds, func(d *deed) bool { return d.kind == parse.Apply }) {
			j.headless = append(j.headless, q.deeds[0].event)
			j.byIndex(q)
		}
		return
	}
	f := &follower{replicas: j, q: q, order: j.orders[p], primary: p}
	f.findPlaces()
	if first < 0 && before != nil {
		f.begin(before)
	}
	for i := max(first, 0); i < len(q.deeds); i++ {
		switch d := q.deeds[i]; {
		case j.receives(d):
			f.sinceAt = i + 1
			f.transfer(d)
		case d.kind == parse.Apply:
			f.apply(d, f.places[i])
		}
	}
}

// receives reports that a deed is a transfer to the node that logs it: the
// primary may record that it sent one.
func (j *replicas) receives(d *deed) bool {
	from, ok := j.service.in.Run.Event(d.event).From()
	return d.kind == parse.Transfer && !(ok && from == d.node)
}

// begin takes the state that an earlier view left.
func (f *follower) begin(before *deed) {
	f.last = before
	if before.kind == parse.Transfer {
		f.since = before
		f.reached, f.known = f.upto(before)
		return
	}
	if f.reached = f.place(before); f.reached >= 0 {
		f.known = true
	} else {
		f.strange = before
	}
}

// findPlaces finds the place of each operation of the sequence.
func (f *follower) findPlaces() {
	f.places, f.applied = make([]int, len(f.q.deeds)), map[int]int{}
	for i, d := range f.q.deeds {
		if d.kind == parse.Apply {
			f.places[i] = f.place(d)
			f.applied[f.places[i]] = i + 1
		}
	}
}

// place returns where the primary applied an operation of the backup in this
// view: the last time up to it, -1 where it did not. A name without an index
// that the primary used twice has no place.
func (f *follower) place(d *deed) int {
	places := f.order.at[d.opKey()]
	if len(places) == 0 && d.named {
		places = f.order.byOp[d.op]
	}
	at := f.within(places)
	if at >= 0 && len(places) > 1 && !(d.indexed && f.order.list[at].indexed) {
		f.repeated = append(f.repeated, d.event)
		return -1
	}
	return at
}

// within returns the last of some places whose view is not after this one, -1
// where there is none.
func (f *follower) within(places []int) int {
	for i := len(places) - 1; i >= 0; i-- {
		if o := f.order.list[places[i]]; !o.viewed || o.view <= f.q.view {
			return places[i]
		}
	}
	return -1
}

// transfer takes the state that the primary sent.
func (f *follower) transfer(d *deed) {
	f.since, f.last, f.strange = d, d, nil
	f.reached, f.known = f.upto(d)
}

// upto returns the place of the operation that a transfer goes up to: by name,
// else by index, else where the primary got it by a transfer itself; -1 where
// the state is older than all that the primary applied.
func (f *follower) upto(d *deed) (int, bool) {
	v, ok := f.replicas.service.in.Run.Event(d.event).Payload(parse.FUpTo)
	if !ok {
		return 0, false
	}
	n, isInt := v.Int()
	at := f.within(f.order.byOp[v.Text()])
	if at < 0 && isInt {
		at = f.within(f.order.at[opKey{index: n, indexed: true}])
	}
	for _, t := range slices.Backward(f.order.taken[v.Text()]) {
		if t.view <= f.q.view && t.at >= at {
			return t.at, true
		}
	}
	if at >= 0 {
		return at, true
	}
	if len(f.order.list) > 0 && isInt && f.order.list[0].indexed && n == f.order.list[0].index-1 {
		return -1, true
	}
	return 0, false
}

// apply judges one operation of the backup, which the primary applied at a
// place; one that the primary's log does not hold may yet come, unless the
// primary goes on without it.
func (f *follower) apply(d *deed, at int) {
	if f.last != nil && f.last.life != d.life {
		f.known, f.last, f.strange = false, nil, nil
	}
	if at < 0 {
		if f.strange == nil {
			f.strange = d
		}
		return
	}
	if o := f.order.list[at]; d.named && o.named && d.op != o.op {
		f.found.add(f.otherOperation(d, o))
	}
	if f.strange != nil {
		f.extra(d, at)
		f.strange = nil
	}
	switch {
	case !f.known && f.last == nil && at > 0:
		f.baseless = append(f.baseless, d.event)
	case !f.known && f.since != nil && f.last == f.since:
		f.unknown = append(f.unknown, f.since.event)
	case !f.known:
	case at <= f.reached && f.last == f.since:
		f.found.add(f.again(d, at))
		return
	case at <= f.reached:
		f.found.add(f.inversion(f.q, f.order.list[at], f.last, d))
		return
	case at > f.reached+1:
		f.gap(d, at)
	}
	f.reached, f.known, f.last = at, true, d
}

// extra judges an operation that the backup applied before one of the
// primary's, and that the primary did not apply.
func (f *follower) extra(d *deed, at int) {
	o, z := f.order.list[at], f.strange
	whole, counted := f.before(o.event)
	if !whole || z.life != d.life || o.view != f.q.view || z.view != f.q.view || len(f.order.at[z.opKey()]) > 0 {
		f.replicas.strange = append(f.replicas.strange, z.event)
		return
	}
	f.found.add(Finding{Subject: viewSubject(f.q.view), Stamped: counted,
		Events: []Witness{{"only at the backup", z.event}, {"next at the backup", d.event}, {"at the primary", o.event}},
		Claims: []Claim{{z.event, d.event}},
		Tell: func(w *Words) string {
			return fmt.Sprintf("%s, a backup in view %d, applied %s at %s and then %s at %s; the primary %s applied %s at %s without the other",
				w.Node(d.node), f.q.view, z.what(), w.Name(z.event), d.what(), w.Name(d.event), w.Node(f.primary), o.what(), w.Name(o.event))
		}})
}

// otherOperation is one index that stands for two operations.
func (f *follower) otherOperation(d, o *deed) Finding {
	return Finding{Subject: viewSubject(f.q.view), Events: []Witness{{"at the primary", o.event}, {"at the backup", d.event}},
		Tell: func(w *Words) string {
			return fmt.Sprintf("the primary %s applied %s as number %d at %s, but %s applied %s under that number at %s",
				w.Node(o.node), o.what(), o.index, w.Name(o.event), w.Node(d.node), d.what(), w.Name(d.event))
		}}
}

// inversion is an operation that the backup applied after one that follows it
// in the primary's order; o is the primary's record of it, nil where only
// indices tell.
func (j *replicas) inversion(q *sequence, o, later, d *deed) Finding {
	f := Finding{Subject: viewSubject(q.view), Events: []Witness{{"applied first", later.event}, {"applied second", d.event}},
		Claims: []Claim{{later.event, d.event}}}
	if o != nil {
		f.Events = append(f.Events, Witness{"at the primary", o.event})
	}
	f.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s applied %s at %s and then %s at %s", w.Node(d.node), later.what(), w.Name(later.event), d.what(), w.Name(d.event))
		switch {
		case o == nil:
			return s + fmt.Sprintf(", though their numbers are %d and %d", later.index, d.index)
		case later.opKey() == d.opKey():
			return s + fmt.Sprintf(": it applied one operation twice, which the primary %s applied at %s", w.Node(o.node), w.Name(o.event))
		}
		return s + fmt.Sprintf(", but in the order of the primary %s, which applied %s at %s, that comes before", w.Node(o.node), o.what(), w.Name(o.event))
	}
	return f
}

// again is an operation that the transferred state held already.
func (f *follower) again(d *deed, at int) Finding {
	o := f.order.list[at]
	return Finding{Certainty: Possible, Subject: viewSubject(f.q.view),
		Events: []Witness{{"transfer", f.since.event}, {"applied again", d.event}, {"at the primary", o.event}},
		Claims: []Claim{{f.since.event, d.event}},
		Tell: func(w *Words) string {
			return fmt.Sprintf("%s applied %s at %s though the transfer at %s had brought it; only possible, because the transfer may have been logged where it began (log it where it is finished)",
				w.Node(d.node), d.what(), w.Name(d.event), w.Name(f.since.event))
		}}
}

// gap finds the operations of the primary that the backup left out before d.
// One that it applied later is out of order, and found there.
func (f *follower) gap(d *deed, at int) {
	var left *deed
	n := 0
	for i := f.reached + 1; i < at; i++ {
		if f.applied[i] > f.sinceAt {
			continue
		}
		if n++; left == nil {
			left = f.order.list[i]
		}
	}
	if left == nil {
		return
	}
	found := Finding{Certainty: Possible, Subject: viewSubject(f.q.view),
		Events: []Witness{{"state of the backup", f.last.event}, {"left out", left.event}, {"next at the backup", d.event}},
		Claims: []Claim{{f.last.event, d.event}}}
	if whole, counted := f.before(d.event); whole {
		found.Certainty, found.Stamped = Definite, counted
	}
	last, certainty := f.last, found.Certainty
	found.Tell = func(w *Words) string {
		s := fmt.Sprintf("%s applied %s at %s next after %s at %s", w.Node(d.node), d.what(), w.Name(d.event), last.lastWhat(), w.Name(last.event))
		s += fmt.Sprintf(", but in between the primary %s applied %s that it left out there, the first %s at %s", w.Node(f.primary), count(n, "operation"), left.what(), w.Name(left.event))
		if certainty == Possible {
			s += "; only possible, because the log of " + w.Node(d.node) + " may lack lines (log start and stop, or vector clocks)"
		}
		return s
	}
	f.found.add(found)
}

func (d *deed) lastWhat() string {
	if d.kind == parse.Transfer {
		return "the transfer"
	}
	return d.what()
}
