package checks

import (
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// findHomes tells, for each holder, which node logs what it believes: the node
// of that name where there is one, else the only node that logs leases of this
// holder and of no other. A holder without a home is known from the tables of
// others only.
func (l *ledger) findHomes(records []record) {
	l.homes = map[string]parse.NodeID{}
	nodes := map[string][]parse.NodeID{}
	holders := map[parse.NodeID]map[string]bool{}
	var names []string
	for i := range records {
		r := &records[i]
		if !r.grants() || slices.Contains(nodes[r.holder], r.node) {
			continue
		}
		if nodes[r.holder] == nil {
			names = append(names, r.holder)
		}
		nodes[r.holder] = append(nodes[r.holder], r.node)
		if holders[r.node] == nil {
			holders[r.node] = map[string]bool{}
		}
		holders[r.node][r.holder] = true
	}
	for _, name := range names {
		if n, ok := l.in.Run.Node(name); ok && l.in.Run.Nodes()[n].Events > 0 {
			l.homes[name] = n
			continue
		}
		alone := slices.DeleteFunc(slices.Clone(nodes[name]), func(n parse.NodeID) bool { return len(holders[n]) > 1 })
		if len(alone) == 1 {
			l.homes[name] = alone[0]
		}
	}
}

func (l *ledger) atHome(r *record) bool {
	home, ok := l.homes[r.holder]
	return ok && home == r.node
}

func (r *record) grants() bool { return r.kind == parse.LeaseAcquire || r.kind == parse.LeaseRenew }

func (r *record) ends() bool { return r.kind == parse.LeaseRelease || r.kind == parse.LeaseExpire }

// walk opens, extends and closes the tenures of every strand.
func (l *ledger) walk(records []record) {
	for len(records) > 0 {
		n := slices.IndexFunc(records, func(r record) bool { return r.strand != records[0].strand })
		if n < 0 {
			n = len(records)
		}
		newWalker(l, records[:n]).walk(records[:n])
		records = records[n:]
	}
}

// walker goes along one strand.
type walker struct {
	*ledger
	clock    *strandClock
	books    map[bookKey]*book
	listed   []*book // in the order of their first record
	logsEnds bool    // the strand logs releases or expiries, so that none logged is none
	last     parse.EventID
	life     int // of the last record
}

type bookKey struct{ resource, holder string }

// book is what a strand says of one holder and one resource: at most one
// tenure is open at a time.
type book struct {
	bookKey
	home     bool
	open     *draft
	last     *tenure         // the last that was opened
	released bool            // the last tenure ended by a release, an expiry or a crash
	acquired bool            // there was a tenure before
	tokens   map[string]bool // of all its grants
}

// draft is a tenure that may still grow.
type draft struct {
	*tenure
	life     int
	lease    string
	answers  request
	base     parse.EventID // the last grant: the expiry counts from it
	evidence parse.EventID // the last event that shows the belief
	expiry   int64
	depth    int // acquires that no release has undone, where locks are reentrant
}

func newWalker(l *ledger, records []record) *walker {
	s := l.in.Run.Strands()[records[0].strand]
	w := &walker{ledger: l, books: map[bookKey]*book{}, last: s.End() - 1}
	expires := false
	for i := range records {
		w.logsEnds = w.logsEnds || records[i].ends() && !records[i].failed
		expires = expires || records[i].expires
	}
	w.clock = newStrandClock(l.in.Run, s, expires)
	return w
}

func (w *walker) walk(records []record) {
	for i := range records {
		r := &records[i]
		w.startLife(r)
		switch {
		case r.kind == parse.Crash:
			w.crash(r)
		case r.kind == parse.LeaseCheck:
			w.check(r)
		case r.kind == parse.Write:
			w.write(r)
		case r.failed:
		case r.grants():
			w.grant(r)
		case r.ends():
			w.release(r)
		}
	}
	for _, b := range w.listed {
		if b.open == nil {
			continue
		}
		if next, ok := w.nextLife(b.open.start); ok && b.home {
			w.close(b, next, cutShort)
			continue
		}
		w.close(b, parse.NoEvent, unended)
	}
}

// book returns the book a record belongs to. A record that names no resource,
// where the holder's leases have names, is about the only one that is open.
func (w *walker) book(r *record) *book {
	key := bookKey{r.resource, r.holder}
	if b := w.books[key]; b != nil {
		return b
	}
	if !r.named && r.kind != parse.LeaseAcquire {
		var only *book
		for _, b := range w.listed {
			if b.holder == r.holder && b.open != nil {
				if only != nil {
					return nil
				}
				only = b
			}
		}
		return only
	}
	return nil
}

func (w *walker) openBook(r *record) *book {
	if b := w.book(r); b != nil {
		return b
	}
	b := &book{bookKey: bookKey{r.resource, r.holder}, home: w.atHome(r), tokens: map[string]bool{}}
	w.books[b.bookKey] = b
	w.listed = append(w.listed, b)
	return b
}

// startLife ends what a node believed in an earlier life. A table outlives its
// server.
func (w *walker) startLife(r *record) {
	if w.life == r.life {
		return
	}
	w.life = r.life
	for _, b := range w.listed {
		if b.open == nil || !b.home || b.open.life == r.life {
			continue
		}
		if next, ok := w.nextLife(b.open.start); ok {
			w.close(b, next, cutShort)
		}
	}
}

// nextLife returns the first event of the life after that of e, on e's strand.
func (w *walker) nextLife(e parse.EventID) (parse.EventID, bool) {
	event := w.in.Run.Event(e)
	next, ok := w.in.Run.Find(event.Node(), event.Life()+1, 1)
	return next, ok && next > e && next <= w.last
}

func (w *walker) crash(r *record) {
	for _, b := range w.listed {
		if b.open != nil && b.home {
			w.close(b, r.event, ended)
		}
	}
}

func (w *walker) check(r *record) {
	valid, said := w.in.Run.Event(r.event).Bool(parse.FValid)
	if !said || r.failed {
		return
	}
	var b *book
	if w.atHome(r) {
		b = w.book(r)
	}
	if valid {
		w.use(r, b)
	}
	if b == nil || b.open == nil {
		return
	}
	if valid {
		b.open.evidence = r.event
		return
	}
	w.close(b, r.event, cutShort)
}

func (w *walker) write(r *record) {
	var b *book
	if w.atHome(r) {
		b = w.book(r)
	}
	w.use(r, b)
	if b != nil && b.open != nil && !b.open.otherGrant(r) {
		b.open.evidence = r.event
	}
}
