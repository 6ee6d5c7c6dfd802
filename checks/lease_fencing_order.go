package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// word is how much the records of a node say of the order in which a resource
// was granted.
type word int

const (
	hearsay  word = iota // of the holder, or of one who asked
	table                // it lists what others hold: a lock server, or who watches one
	keeps                // and how that ends
	answered             // it grants by answering requests
)

// keepers returns the nodes that log how the leases of others end.
func (f *fencing) keepers() map[parse.NodeID]bool {
	nodes := map[parse.NodeID]bool{}
	if len(f.grants) == 0 {
		return nodes
	}
	for id := range f.in.Run.OfKind(parse.LeaseRelease, parse.LeaseExpire) {
		e := f.in.Run.Event(id)
		if h := e.Text(parse.FHolder); h != "" && h != e.NodeName() {
			nodes[e.Node()] = true
		}
	}
	return nodes
}

func (f *fencing) wordOf(e parse.Event, keepers map[parse.NodeID]bool) word {
	asker, answerer := parties(e)
	holder := e.Text(parse.FHolder)
	switch {
	case answerer != e.Node():
		return hearsay // the asker's own note of the answer
	case e.Role() == parse.Sends, e.InReplyTo() != 0 && asker != parse.NoNode:
		return answered
	case holder == "" || holder == e.NodeName():
		return hearsay
	case keepers[e.Node()]:
		return keeps
	}
	return table
}

// findIssued finds where the grants of a resource were issued: at the nodes
// whose word on it counts most. Where these are several, which of them issued a
// grant that both tell of is open.
func (f *fencing) findIssued(same []*grant, keepers map[parse.NodeID]bool) {
	words, most := map[parse.NodeID]word{}, table
	each := func(do func(g *grant, e parse.Event, w word)) {
		for _, g := range same {
			for _, id := range g.records {
				e := f.in.Run.Event(id)
				do(g, e, f.wordOf(e, keepers))
			}
		}
	}
	each(func(_ *grant, e parse.Event, w word) {
		words[e.Node()] = max(words[e.Node()], w)
		most = max(most, w)
	})
	each(func(g *grant, e parse.Event, w word) {
		if w == hearsay || words[e.Node()] < most {
			return
		}
		if n := len(g.issued); n == 0 || f.in.Run.StrandOf(g.issued[n-1]) != e.Strand() {
			g.issued = append(g.issued, e.ID())
		}
	})
}

// fall is a grant whose token is less than that of one before it. The latter is
// before to: a record of the grant, or its request.
type fall struct {
	certainty Certainty
	over      *grant
	from, to  parse.EventID
	why       string
}

// issueOrder compares the tokens that one strand issued. Each grant keeps the
// fall that is most certain.
func (f *fencing) issueOrder(same []*grant) {
	type issued struct {
		*grant
		at parse.EventID
	}
	var list []issued
	for _, g := range same {
		for _, e := range g.issued {
			list = append(list, issued{g, e})
		}
	}
	slices.SortStableFunc(list, func(a, b issued) int { return cmp.Compare(a.at, b.at) })
	most := map[parse.StrandID]issued{}
	for _, g := range list {
		s := f.in.Run.StrandOf(g.at)
		o, any := most[s]
		if !any || o.token <= g.token {
			most[s] = g
			continue
		}
		found := &fall{Definite, o.grant, o.at, g.at, ""}
		if !f.agreed(o.grant, g.grant) {
			found.certainty, found.why = Possible, "; another node tells of these grants in another way, and nothing says which of them issued them"
		}
		if g.fall == nil || g.fall.certainty > found.certainty {
			g.fall = found
		}
	}
}

// agreed reports that all issuers who tell of one of two grants tell of both,
// of o first.
func (f *fencing) agreed(o, g *grant) bool {
	return slices.EqualFunc(o.issued, g.issued, func(a, b parse.EventID) bool {
		return a < b && f.in.Run.StrandOf(a) == f.in.Run.StrandOf(b)
	})
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
		if g.fall == nil || g.fall.certainty != Definite {
			if found := f.overtaken(g, p, of); found != nil && (g.fall == nil || found.certainty == Definite) {
				g.fall = found
			}
		}
		if g.fall != nil {
			f.fell(g)
		}
	}
}

// overtaken looks for a greater token before all that came before the grant was
// issued: any of its requests may be the one that it answered first, and any of
// its records the first.
func (f *fencing) overtaken(g *grant, p *prior, of []*grant) (found *fall) {
	since, certainty, why := g.asked, Definite, ""
	if len(since) == 0 {
		since, certainty = g.records, Possible
		why = "; its request is not logged and may have come before (log its send with msg_id)"
		if len(g.issued) > 0 {
			since = g.issued
		}
	}
	for _, e := range since {
		best := -1
		p.each(e, func(i int) {
			if of[i] != g && (best < 0 || of[i].token > of[best].token) {
				best = i
			}
		})
		if best < 0 || of[best].token <= g.token {
			return nil
		}
		if found == nil {
			found = &fall{certainty, of[best], p.at[best], e, why}
		}
	}
	return found
}

// fell tells of the fall of a grant.
func (f *fencing) fell(g *grant) {
	o, from, to, why := g.fall.over, g.fall.from, g.fall.to, g.fall.why
	record := g.records[0]
	if slices.Contains(g.issued, to) {
		record = to
	}
	finding := Finding{Certainty: g.fall.certainty, Subject: subject(g.resource),
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
