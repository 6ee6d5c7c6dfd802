package checks

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/tracecausal/tracecausal/graph"
	"github.com/tracecausal/tracecausal/parse"
)

// A tenure is what one holder believes about one resource, as far as the log
// tells (Gray & Cheriton 1989 call the promise behind it a lease).
//
// Belief starts at start. It surely lasts to sure, and has ended once end
// happens; between the two it may or may not last.
//
// HAZARD: start, sure and end need not lie on one strand: a server may record
// the grant to a client that only logs its writes.
type tenure struct {
	resource, holder string
	tokens           []string // of its grants, in their order; none where they carry none
	start            parse.EventID
	sure             parse.EventID
	through          bool          // belief lasts through the event sure; false where that event ends it
	end              parse.EventID // NoEvent: it may last for ever
	clock            span
	node             parse.NodeID // of start

	// table says that someone else kept the record: a lock server's table,
	// which says what was granted and not what its client believed.
	table bool
	// alias says that the holder of a table record logs nothing under that
	// name, so it may be any node of the log.
	alias bool
	// renamed says that the holder is not called as the node is that keeps the
	// record: it is taken for the holder since it grants to nobody else, but may
	// be a server with one client, any node of the log.
	renamed bool
	// doubtful says that the record proves no belief: the holder keeps its own
	// and does not mention this grant, or others that do disagree.
	doubtful bool

	expires bool          // it has an expiry
	safe    parse.EventID // the last event that the holder's clock places before the expiry

	uses   []parse.EventID // its last use on each strand that logs any
	oracle bool            // an oracle between its first and its last timestamp
}

// A span is a tenure on the holder's own clock, in nanoseconds since 1970:
// belief starts at from, surely lasts until sure and at most until maybe.
type span struct {
	from, sure, maybe int64
	known             bool // from and sure are times; maybe is one, or never
}

// never is the end of a span that nothing ends.
const never = math.MaxInt64

// leaseKinds are the kinds of which tenures are made.
var leaseKinds = kindsOf(parse.LeaseAcquire, parse.LeaseRenew, parse.LeaseRelease, parse.LeaseExpire,
	parse.LeaseCheck, parse.Write, parse.Crash)

// ledger is every tenure of a run with what was left over in making them.
type ledger struct {
	in        *Input
	x         *exchanges
	losses    *losses
	homes     map[string]parse.NodeID // of holders
	tenures   []*tenure               // by resource, start and holder
	uses      []*use                  // in canonical order
	crashes   []parse.EventID
	slips     []slip          // where locks are not reentrant
	empty     []parse.EventID // grants that expire before they start
	resources int
}

// newLedger builds the tenures of a run:
//
//  1. Read every lease event into a record: resource, holder, token, expiry.
//  2. Find each holder's home: the node whose own log tells what it believes.
//     A record elsewhere is a table entry of a lock server.
//  3. Walk each strand. For every (resource, holder) at most one tenure is
//     open; grants open it, renewals extend it, its end closes it.
//  4. Bound each tenure: sure and maybe end in events, and on the clock.
//  5. Drop what tells of the same grant twice.
//
// It takes O(events + records × log events) time.
func newLedger(in *Input) *ledger {
	events := ofKinds(in.Run, leaseKinds)
	l := &ledger{in: in, x: exchangesOf(in.Graph, events)}
	if len(events) > 0 {
		l.losses = newLosses(in)
	}
	records := l.read(events)
	l.findHomes(records)
	l.walk(records)
	l.joinTables()
	l.order()
	l.placeUses()
	return l
}

// torn reports that lines were not read. A missing release could be one of
// them, so nothing that rests on its absence is definite.
func (l *ledger) torn() bool { return l.in.Options.torn() }

// order sorts the tenures totally and counts their resources.
func (l *ledger) order() {
	slices.SortFunc(l.tenures, compareTenures)
	for i, t := range l.tenures {
		if i == 0 || l.tenures[i-1].resource != t.resource {
			l.resources++
		}
	}
}

func compareTenures(a, b *tenure) int {
	return cmp.Or(cmp.Compare(a.resource, b.resource), cmp.Compare(a.start, b.start), cmp.Compare(a.holder, b.holder))
}

// byResource calls f with the tenures of each resource that has any.
func byResource(tenures []*tenure, f func(same []*tenure)) {
	for len(tenures) > 0 {
		n := 1
		for n < len(tenures) && tenures[n].resource == tenures[0].resource {
			n++
		}
		f(tenures[:n])
		tenures = tenures[n:]
	}
}

// reaches reports that at event e the belief t surely lasts.
func (t *tenure) reaches(g *graph.Graph, e parse.EventID) bool {
	return t.through && t.sure == e || g.Before(e, t.sure)
}

// mayBe reports that t and u may have one holder, which others call by another
// name than it has in the log.
func (t *tenure) mayBe(u *tenure) bool {
	return t.alias && !u.table || t.renamed && !u.table && !u.renamed
}

// precedes reports that t has surely ended when u starts. Tenures are
// half-open, so the event that ends one may start the other.
func (t *tenure) precedes(g *graph.Graph, u *tenure) bool {
	return t.end != parse.NoEvent && (t.end == u.start || g.Before(t.end, u.start))
}

// holderName names a holder in a sentence. A number alone would read as a
// count there.
func holderName(holder string) string {
	if strings.ContainsFunc(holder, unicode.IsLetter) {
		return parse.Escape(holder)
	}
	return "holder " + parse.Quote(holder)
}
