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
		Definition: "Grants of a resource carry strictly rising tokens: in the order of the one who issues them, and where one grant happens before the request for another. " +
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
	f := &fencing{in: in, byKey: map[grantFact]*grant{}}
	events := ofKinds(in.Run, kindsOf(parse.LeaseAcquire, parse.Write))
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
	writes     []fencedWrite
	rejected   int
	unsaid     int
	unreadable []parse.EventID
	open       []parse.EventID // writes whose fate would matter
	unordered  []parse.EventID // accepted writes that only their writers log
	found      collector
}

type grantFact struct{ resource, holder, token string }

// grant is one grant of a resource, with all its records.
type grant struct {
	resource, holder string
	token            int64
	records          []parse.EventID
	issued           parse.EventID // its record at the issuer, NoEvent where that is not logged
	asked            parse.EventID // where it was requested, NoEvent where that is not logged
	named            bool          // the holder is known by name only, not as a node of the log
	told             bool
}

func (f *fencing) read(e parse.Event) {
	if _, ok := e.Payload(parse.FToken); !ok {
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
		g = &grant{resource: key.resource, holder: key.holder, token: token, issued: parse.NoEvent, asked: parse.NoEvent,
			named: !known || f.in.Run.Nodes()[n].Events == 0}
		f.grants, f.byKey[key] = append(f.grants, g), g
	}
	g.records = append(g.records, e.ID())
	if g.issued == parse.NoEvent && (e.Role() == parse.Sends || holder != "" && holder != at) {
		g.issued = e.ID()
	}
	if a, ok := f.x.asked(e.ID()); ok && g.asked == parse.NoEvent {
		g.asked = a
	}
}

// judgeGrants judges the tokens of grants, resource by resource.
func (f *fencing) judgeGrants() {
	byResource := slices.Clone(f.grants)
	slices.SortStableFunc(byResource, func(a, b *grant) int { return cmp.Compare(a.resource, b.resource) })
	for len(byResource) > 0 {
		n := slices.IndexFunc(byResource, func(g *grant) bool { return g.resource != byResource[0].resource })
		if n < 0 {
			n = len(byResource)
		}
		f.shared(byResource[:n])
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
		if g.issued != parse.NoEvent && g.named {
			side = 1
		}
		known := first[g.token]
		for k, o := range known {
			// A server may call a node of the log by another name.
			if o != nil && (k == side || o.issued != parse.NoEvent && g.issued != parse.NoEvent) {
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

// issueOrder compares the tokens that one strand issued.
func (f *fencing) issueOrder(same []*grant) {
	issued := slices.DeleteFunc(slices.Clone(same), func(g *grant) bool { return g.issued == parse.NoEvent })
	slices.SortStableFunc(issued, func(a, b *grant) int { return cmp.Compare(a.issued, b.issued) })
	most := map[parse.StrandID]*grant{}
	for _, g := range issued {
		s := f.in.Run.StrandOf(g.issued)
		o := most[s]
		if o != nil && o.token > g.token {
			g.told = true
			f.fell(Definite, o, g, o.issued, g.issued, "")
			continue
		}
		most[s] = g
	}
}

// acrossRequests compares each token with the greatest that was granted before
// it was asked for. Where the request is not logged, the grant may have been on
// its way already.
func (f *fencing) acrossRequests(same []*grant) {
	var at []parse.EventID
	var of []*grant
	for _, g := range same {
		for _, e := range g.records {
			at, of = append(at, e), append(of, g)
		}
	}
	p := newPrior(f.in.Graph, at, func(i, j int) int { return cmp.Compare(of[i].token, of[j].token) })
	for _, g := range same {
		from, certainty, why := g.asked, Definite, ""
		if from == parse.NoEvent {
			from, certainty = g.records[0], Possible
			why = "; its request is not logged and may have come before (log its send with msg_id)"
		}
		best := -1
		p.each(from, func(i int) {
			if of[i] != g && (best < 0 || of[i].token > of[best].token) {
				best = i
			}
		})
		if !g.told && best >= 0 && of[best].token > g.token {
			f.fell(certainty, of[best], g, at[best], from, why)
		}
	}
}

// fell is a grant whose token is less than that of one before it. The latter is
// before to: a record of the grant, or its request.
func (f *fencing) fell(certainty Certainty, o, g *grant, from, to parse.EventID, why string) {
	record := g.records[0]
	if to == g.issued {
		record = to
	}
	finding := Finding{Certainty: certainty, Subject: subject(g.resource),
		Events: []Witness{{"grant", from}, {"later grant", record}}, Claims: []Claim{{from, to}}}
	if to != record {
		finding.Events = []Witness{{"grant", from}, {"later request", to}, {"its grant", record}}
	}
	finding.Tell = func(w *Words) string {
		return fmt.Sprintf("%s to %s at %s, and later only token %d to %s at %s: %s%s",
			o.what(), holderName(o.holder), w.Name(from), g.token, holderName(g.holder), w.Name(record), w.Before(from, to), why)
	}
	f.found.add(finding)
}
