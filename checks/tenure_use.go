package checks

import (
	"slices"
	"sort"

	"github.com/tracecausal/tracecausal/parse"
)

// use is a write under a lease, or a check that found it valid.
type use struct {
	event            parse.EventID
	resource, holder string
	token            string
	write, rejected  bool
	left             bool    // a check that says how much time is left
	home             bool    // logged by the holder; else at the store, or by someone else
	tenure           *tenure // in which the holder made it: the last that began before; nil where there is none
	unknown          bool    // nothing tells who the writer is
	astray           bool    // it carries a token that no grant to its holder is logged with
}

// use notes a write or a valid check. b is the holder's book on this strand,
// nil where it has none.
func (w *walker) use(r *record, b *book) {
	u := &use{event: r.event, resource: r.resource, holder: r.holder, token: r.token,
		write: r.kind == parse.Write, home: w.atHome(r)}
	accepted, said := w.in.Run.Event(r.event).Bool(parse.FAccepted)
	u.rejected = u.write && (said && !accepted || r.failed)
	if v, ok := w.in.Run.Event(r.event).Payload(parse.FRemainingMS); ok {
		ms, isNumber := v.Float()
		u.left = isNumber && ms > 0
	}
	if b != nil {
		u.resource = b.resource
		u.tenure = b.last
		if r.token != "" && len(b.tokens) > 0 && !b.tokens[r.token] {
			u.tenure, u.astray = nil, true
		}
	}
	w.uses = append(w.uses, u)
}

// placeUses finds the tenure of each use that the walk along its strand could
// not place, and leaves the last uses with their tenures.
//
//  1. A write at the store belongs to the tenure whose token it carries.
//  2. One whose writer nothing tells is unknown, and one whose token was granted
//     to its writer by no record belongs to a tenure that the log lacks.
func (l *ledger) placeUses() {
	find := l.newWriters()
	for _, u := range l.uses {
		if u.tenure == nil && !u.astray {
			u.tenure, u.unknown = find.tenure(u)
		}
	}
	for _, u := range l.uses {
		t := u.tenure
		if t == nil {
			continue
		}
		if !u.rejected {
			t.addUse(l.in.Run, u.event)
		}
		if t.table && u.home && t.clock.maybe == never && t.end == parse.NoEvent && l.in.Graph.Before(t.sure, u.event) {
			t.sure = u.event
		}
	}
}

// writers finds who made a write that stands outside the writer's own record
// of its tenures.
type writers struct {
	*ledger
	byToken  map[grantKey][]*tenure
	shared   map[grantKey]bool // granted to several holders
	byHolder map[bookKey][]*tenure
	starts   map[bookKey]*prior
}

type grantKey struct{ resource, token string }

func (l *ledger) newWriters() *writers {
	w := &writers{ledger: l, byToken: map[grantKey][]*tenure{}, shared: map[grantKey]bool{}, byHolder: map[bookKey][]*tenure{}, starts: map[bookKey]*prior{}}
	for _, t := range l.tenures {
		for _, token := range t.tokens {
			k := grantKey{t.resource, token}
			w.byToken[k] = append(w.byToken[k], t)
			w.shared[k] = w.shared[k] || w.byToken[k][0].holder != t.holder
		}
		k := bookKey{t.resource, t.holder}
		w.byHolder[k] = append(w.byHolder[k], t)
	}
	return w
}

// tenure returns the tenure of a use: that of its token, else the last that
// its holder began before it. unknown reports that nothing tells whose it is.
func (w *writers) tenure(u *use) (t *tenure, unknown bool) {
	if u.token != "" {
		if t := w.granted(u); t != nil {
			return t, false
		}
	}
	key := bookKey{u.resource, u.holder}
	if v, _ := w.in.Run.Event(u.event).Payload(parse.FHolder); !u.home && v.Text() == "" {
		return nil, true
	}
	all := w.byHolder[key]
	p := w.starts[key]
	if p == nil {
		at := make([]parse.EventID, len(all))
		for i, t := range all {
			at[i] = t.start
		}
		p = newPrior(w.in.Graph, at, func(i, j int) int { return i - j })
		w.starts[key] = p
	}
	last := -1
	p.each(u.event, func(i int) { last = max(last, i) })
	if last < 0 {
		return nil, false
	}
	return all[last], false
}

// granted returns the tenure that the token of a use names, nil where it names
// those of several holders. One holder's grants of one token, as after an
// expiry, follow one another: of these it is the last that began before the use
// by the order of events, else by the clocks, else the first.
func (w *writers) granted(u *use) *tenure {
	key := grantKey{u.resource, u.token}
	found := w.byToken[key]
	if len(found) == 0 || w.shared[key] || w.in.Graph.Before(u.event, found[0].start) {
		return nil
	}
	at, timed := w.in.Run.Event(u.event).Wall()
	n := sort.Search(len(found), func(i int) bool {
		t := found[i]
		begun := timed && t.clock.known && t.clock.from <= at && !w.in.Graph.Before(u.event, t.start)
		return !begun && !w.in.Graph.Before(t.start, u.event)
	})
	return found[max(n-1, 0)]
}

// addUse keeps the last use on each strand; uses come in canonical order.
func (t *tenure) addUse(run *parse.Run, e parse.EventID) {
	if n := len(t.uses); n > 0 && run.StrandOf(t.uses[n-1]) == run.StrandOf(e) {
		t.uses[n-1] = e
		return
	}
	t.uses = append(t.uses, e)
}

// joinTables drops what a table says of grants that their holder logs itself,
// under whatever name, and what a second table repeats.
func (l *ledger) joinTables() {
	own := map[bookKey][]*tenure{}                            // of holders that log them
	tokens := map[bookKey]bool{}                              // the same with tokens
	grants, nodes := map[grantKey]bool{}, map[grantKey]bool{} // of holders; of those among them that are called as their nodes
	for _, t := range l.tenures {
		if t.table {
			continue
		}
		key := bookKey{t.resource, t.holder}
		own[key] = append(own[key], t)
		for _, token := range t.tokens {
			tokens[bookKey{t.resource, t.holder}] = true
			grants[grantKey{t.resource, token}] = true
			nodes[grantKey{t.resource, token}] = nodes[grantKey{t.resource, token}] || !t.renamed
		}
	}
	tables, closing := map[bookGrant]*tenure{}, l.closingTables()
	told := map[tableKey]int{}
	l.tenures = slices.DeleteFunc(l.tenures, func(t *tenure) bool {
		if !t.table {
			return t.renamed && t.granted(nodes)
		}
		key := bookKey{t.resource, t.holder}
		if t.granted(grants) || !(tokens[key] && len(t.tokens) > 0) && l.toldByHolder(t, own[key], told) {
			return true
		}
		t.doubtful = len(own[key]) > 0 || l.mayHaveCrashed(t)
		return l.repeats(t, tables, closing)
	})
}

// tableKey names what one table says of one holder and resource.
type tableKey struct {
	bookKey
	node parse.NodeID
}

// toldByHolder reports that a table record without a token that its holder logs,
// too, may be one of own, the tenures that the holder logs: neither has ended
// when the other begins. Both stand in their order, and so do the pairs: told
// says, of each table, how many of own earlier records leave behind. A record
// that a release or its expiry ends leaves behind the one that it is.
func (l *ledger) toldByHolder(t *tenure, own []*tenure, told map[tableKey]int) bool {
	key := tableKey{bookKey{t.resource, t.holder}, t.node}
	i := told[key]
	for i < len(own) && own[i].precedes(l.in.Graph, t) {
		i++
	}
	found := i < len(own) && !t.precedes(l.in.Graph, own[i])
	if told[key] = i; found && (t.sure == t.end || t.expires && t.end != parse.NoEvent) {
		told[key]++
	}
	return found
}

// granted reports that one of the grants is t's.
func (t *tenure) granted(grants map[grantKey]bool) bool {
	return slices.ContainsFunc(t.tokens, func(token string) bool { return grants[grantKey{t.resource, token}] })
}

// mayHaveCrashed reports that the holder of a table record crashed, and not
// before the grant: the table does not know that the belief ended.
func (l *ledger) mayHaveCrashed(t *tenure) bool {
	home, ok := l.homes[t.holder]
	return ok && slices.ContainsFunc(l.crashes, func(e parse.EventID) bool {
		return l.in.Run.Event(e).Node() == home && !l.in.Graph.Before(e, t.start)
	})
}

type bookGrant struct {
	bookKey
	token string
}

// closingTables are the nodes whose tables say when tenures end. Of two records of
// one grant theirs counts, for one that only hears of grants proves little.
func (l *ledger) closingTables() map[parse.NodeID]bool {
	closing := map[parse.NodeID]bool{}
	for _, t := range l.tenures {
		if t.table && t.end != parse.NoEvent {
			closing[l.in.Run.Event(t.start).Node()] = true
		}
	}
	return closing
}

// repeats reports that another table tells of the same grant, and leaves that
// which counts. Where nothing orders the two, neither proves when the tenure began.
func (l *ledger) repeats(t *tenure, tables map[bookGrant]*tenure, closing map[parse.NodeID]bool) bool {
	if len(t.tokens) == 0 {
		return false
	}
	key := bookGrant{bookKey{t.resource, t.holder}, t.tokens[0]}
	first := tables[key]
	if first == nil {
		tables[key] = t
		return false
	}
	if closing[l.in.Run.Event(t.start).Node()] && !closing[l.in.Run.Event(first.start).Node()] {
		*first, *t = *t, *first
	}
	first.doubtful = first.doubtful || !l.in.Graph.Before(first.start, t.start)
	return true
}
