package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

var leaseFencing = Check{
	ID:    "lease/fencing",
	Title: "Fencing tokens rise, and a store refuses the lower ones",
	Doc: Doc{
		Definition: "Grants of a resource carry strictly rising tokens: in the order of the one who issues them (who answers the requests, else who logs how leases of others end, else who lists them), and where one grant happens before the request for another. " +
			"Two distinct grants never share a token; records that name the same resource, holder and token, or that are joined by a message, are one grant. " +
			"A store never accepts, for one resource, a token lower than one it accepted before. " +
			"A rejected stale token is the mechanism at work and is counted.",
		Needs: "Events of kind lease_acquire with a token, logged by the lock server or answering a logged request; events of kind write with token and accepted, logged by the store.",
		Example: `{"node":"store","kind":"write","resource":"file","token":34,"accepted":true}
{"node":"store","kind":"write","resource":"file","token":33,"accepted":true}
`,
		Source: "M. Kleppmann, Designing Data-Intensive Applications, 2017, chapter 8",
		Blind: "The order in which clients receive grants is not that in which they were issued. A write whose record does not say whether it was accepted. " +
			"Writes without a token, which a store with fencing should refuse.",
	},
	UsesOrder: true,
	Collect:   collectFencing,
}

func collectFencing(in *Input) Evidence {
	f := &fencing{in: in, byKey: map[grantFact]*grant{}, holders: map[string]bool{}}
	events := ofKinds(in.Run, kindsOf(parse.LeaseAcquire, parse.LeaseRenew, parse.Write))
	f.x = exchangesOf(in.Graph, events)
	for _, e := range events {
		f.read(in.Run.Event(e))
	}
	if len(f.grants)+len(f.writes)+len(f.unreadable) == 0 {
		return Evidence{}
	}
	f.judgeGrants()
	f.judgeStores()
	ev := Evidence{Examined: fmt.Sprintf("%s and %s with tokens", count(len(f.grants), "grant"), count(len(f.writes), "write"))}
	if f.rejected > 0 {
		ev.Note = count(f.rejected, "write") + " rejected by the store, as fencing should"
	}
	if f.unsaid > 0 {
		ev.Note = strings.TrimPrefix(ev.Note+"; "+count(f.unsaid, "write")+" of which no record says whether the store accepted it", "; ")
	}
	f.found.into(&ev)
	ev.Missing = f.missing()
	return ev
}

// fencing judges tokens.
type fencing struct {
	in         *Input
	x          *exchanges
	grants     []*grant // in the order of their first records
	byKey      map[grantFact]*grant
	holders    map[string]bool // who acquires or renews, with a token or without, or tries to
	writes     []fencedWrite
	rejected   int
	unsaid     int
	unreadable []parse.EventID
	open       []parse.EventID // writes whose fate would matter
	loose      []parse.EventID // accepted writes that only their writers log
	found      collector
}

type grantFact struct{ resource, holder, token string }

// grant is one grant of a resource, with all its records.
type grant struct {
	resource, holder string
	token            int64
	records          []parse.EventID
	issued           []parse.EventID // its first record on each strand of an issuer; none where no issuer logs it
	asked            []parse.EventID // where it was requested, as far as that is logged
	table            bool            // someone but the holder tells of it
	named            bool            // the holder is known by name only, not as a node of the log
	fall             *fall           // the higher token that an issuer granted before; nil where none did
}

func (f *fencing) read(e parse.Event) {
	if e.Kind() != parse.Write {
		f.holders[cmp.Or(e.Text(parse.FHolder), e.NodeName())] = true
	}
	if _, ok := e.Payload(parse.FToken); !ok || e.Kind() == parse.LeaseRenew {
		return
	}
	token, ok := e.Int(parse.FToken)
	switch {
	case !ok:
		f.unreadable = append(f.unreadable, e.ID())
	case e.Kind() == parse.Write:
		f.readWrite(e, token)
	default:
		f.readGrant(e, token)
	}
}

func (f *fencing) readGrant(e parse.Event, token int64) {
	if ok, said := e.OK(); said && !ok {
		return
	}
	holder := e.Text(parse.FHolder)
	at := e.NodeName()
	resource, _ := f.x.text(e, parse.FResource)
	key := grantFact{resource, cmp.Or(holder, at), tokenOf(e)}
	g := f.byKey[key]
	if g == nil {
		n, known := f.in.Run.Node(key.holder)
		g = &grant{resource: key.resource, holder: key.holder, token: token,
			named: !known || f.in.Run.Nodes()[n].Events == 0}
		f.grants, f.byKey[key] = append(f.grants, g), g
	}
	g.records = append(g.records, e.ID())
	g.table = g.table || e.Role() == parse.Sends || holder != "" && holder != at
	if a, ok := f.x.asked(e.ID()); ok && (len(g.asked) == 0 || g.asked[len(g.asked)-1] != a) {
		g.asked = append(g.asked, a)
	}
}

// judgeGrants judges the tokens of grants, resource by resource.
func (f *fencing) judgeGrants() {
	byResource := slices.Clone(f.grants)
	slices.SortStableFunc(byResource, func(a, b *grant) int { return cmp.Compare(a.resource, b.resource) })
	keepers := f.keepers()
	for len(byResource) > 0 {
		n := slices.IndexFunc(byResource, func(g *grant) bool { return g.resource != byResource[0].resource })
		if n < 0 {
			n = len(byResource)
		}
		f.shared(byResource[:n])
		f.findIssued(byResource[:n], keepers)
		f.issueOrder(byResource[:n])
		f.acrossRequests(byResource[:n])
		byResource = byResource[n:]
	}
}

// shared finds grants with one token.
func (f *fencing) shared(same []*grant) {
	first := map[int64][2]*grant{} // one known from a server's table under a name of its own, one from elsewhere
	for _, g := range same {
		side := 0
		if g.table && g.named {
			side = 1
		}
		known := first[g.token]
		for k, o := range known {
			// A server may call a node of the log by another name.
			if o != nil && (k == side || o.table && g.table) {
				f.found.add(f.sharing(o, g))
				break
			}
		}
		if known[side] == nil {
			known[side] = g
			first[g.token] = known
		}
	}
}

func (f *fencing) sharing(o, g *grant) Finding {
	a, b := o.records[0], g.records[0]
	return secondFinding(f.in, Definite, [2]string{"grant", "other grant"}, a, b, subject(g.resource), func(w *Words, first, _ parse.EventID) string {
		if first != a {
			o, g = g, o
		}
		return fmt.Sprintf("%s to %s at %s and also to %s at %s: two grants share one token",
			o.what(), holderName(o.holder), w.Name(o.records[0]), holderName(g.holder), w.Name(g.records[0]))
	})
}

func (g *grant) what() string {
	return fmt.Sprintf("token %d of %s was granted", g.token, subject(g.resource))
}
