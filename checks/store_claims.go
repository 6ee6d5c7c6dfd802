package checks

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// issued is a put with a dot.
type issued struct {
	n     uint64
	event parse.EventID
}

// issuer holds the dots that an actor issued: of one key, or of all where it
// counts over all keys.
type issuer struct {
	dots  []issued // by rising n
	owner parse.NodeID
	split bool // puts of several nodes carry its dots
}

// issuers finds who issues which dots. An actor that gives one dot to two keys
// counts for each key; one that never does, over several keys, counts over all.
type issuers struct {
	d      *dots
	perKey map[string]map[string]*issuer // actor → key
	all    map[string]*issuer
	byKey  map[string]bool // actors that count for each key
}

func (d *dots) issuers() *issuers {
	s := &issuers{d: d, perKey: map[string]map[string]*issuer{}, all: map[string]*issuer{}, byKey: map[string]bool{}}
	keyOf := map[dot]string{}
	for _, p := range ofKinds(d.in.Run, kindsOf(parse.Put)) { // failed ones too: a dot may be spent on them
		e := d.in.Run.Event(p)
		value, _ := e.Payload(parse.FDot)
		name, ok := readDot(value)
		if !ok {
			continue
		}
		key := e.Text(parse.FKey)
		if other, again := keyOf[name]; again && other != key {
			s.byKey[name.actor] = true
		}
		keyOf[name] = key
		if s.perKey[name.actor] == nil {
			s.perKey[name.actor], s.all[name.actor] = map[string]*issuer{}, &issuer{owner: parse.NoNode}
		}
		if s.perKey[name.actor][key] == nil {
			s.perKey[name.actor][key] = &issuer{owner: parse.NoNode}
		}
		s.perKey[name.actor][key].add(name, e)
		s.all[name.actor].add(name, e)
	}
	for _, i := range s.all {
		i.sort()
	}
	for _, keys := range s.perKey {
		for _, i := range keys {
			i.sort()
		}
	}
	return s
}

func (i *issuer) add(name dot, e parse.Event) {
	i.dots = append(i.dots, issued{name.n, e.ID()})
	i.split = i.split || i.owner != parse.NoNode && i.owner != e.Node()
	i.owner = e.Node()
}

func (i *issuer) sort() {
	slices.SortStableFunc(i.dots, func(a, b issued) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.event, b.event))
	})
}

// of returns what an actor issued for a key. An actor that issued nothing is
// its own owner where it keeps a log.
func (s *issuers) of(actor, key string) *issuer {
	all := s.all[actor]
	if all == nil {
		all = &issuer{owner: parse.NoNode}
		if n, ok := s.d.in.Run.Node(actor); ok && len(s.d.in.Run.StrandsOf(n)) > 0 {
			all.owner = n
		}
		return all
	}
	if !s.byKey[actor] {
		return all
	}
	if i := s.perKey[actor][key]; i != nil {
		return i
	}
	return &issuer{owner: all.owner, split: all.split}
}

// claim is an entry of a context.
type claim struct {
	event parse.EventID
	key   string
	dot   dot
}

// judgeClaims judges what contexts claim, one finding for each dot.
func (d *dots) judgeClaims() (contexts int) {
	d.unowned = map[string]parse.EventID{}
	list := d.issuers()
	worst := map[keyDot]Finding{}
	var order []keyDot
	for _, id := range ofKinds(d.in.Run, kindsOf(parse.Put, parse.Get, parse.Send)) {
		e := d.in.Run.Event(id)
		value, has := e.Payload(parse.FContext)
		counts, err := value.Counts()
		if !has || err != nil {
			if has && e.Kind() == parse.Get {
				d.unreadable = append(d.unreadable, id)
			}
			continue
		}
		contexts++
		key := e.Text(parse.FKey)
		for _, c := range counts {
			f, wrong := d.judgeClaim(claim{id, key, dot{c.Name, c.N}}, list.of(c.Name, key))
			at := keyDot{key, dot{c.Name, c.N}}
			if old, again := worst[at]; wrong && (!again || f.Certainty < old.Certainty) {
				if !again {
					order = append(order, at)
				}
				worst[at] = f
			}
		}
	}
	for _, at := range order {
		d.found.add(worst[at])
	}
	return contexts
}

func (d *dots) judgeClaim(c claim, by *issuer) (Finding, bool) {
	i, _ := slices.BinarySearchFunc(by.dots, c.dot.n, func(x issued, n uint64) int { return cmp.Compare(x.n, n) })
	if i < len(by.dots) {
		p := by.dots[i]
		switch {
		case p.n > c.dot.n:
			d.skipped = append(d.skipped, c.event)
		case p.event != c.event && d.in.Graph.Before(c.event, p.event) && !by.split:
			return d.early(c, p.event), true
		}
		return Finding{}, false
	}
	if by.owner == parse.NoNode || by.split {
		if _, known := d.unowned[c.dot.actor]; !known {
			d.unowned[c.dot.actor] = c.event
		}
		return Finding{}, false
	}
	return d.neverIssued(c, by), true
}

// early is a claim of a dot that is issued only later.
func (d *dots) early(c claim, issued parse.EventID) Finding {
	f := Finding{Subject: "dot " + showDot(c.dot), Events: []Witness{{"claim", c.event}, {"issue", issued}}, Claims: []Claim{{c.event, issued}}}
	f.Tell = func(w *Words) string {
		return fmt.Sprintf("the context at %s claims the dot %s of %s, which is issued only at %s: %s",
			w.Name(c.event), showDot(c.dot), keyName(c.key), w.Name(issued), w.Before(c.event, issued))
	}
	return f
}

// neverIssued is a claim beyond the last dot of its actor. It is definite where
// the log of its node goes on after the claim, or is known to be over.
func (d *dots) neverIssued(c claim, by *issuer) Finding {
	run := d.in.Run
	f := Finding{Certainty: Possible, Subject: "dot " + showDot(c.dot), Events: []Witness{{"claim", c.event}}}
	reached := "no dot of " + parse.Escape(c.dot.actor)
	if n := len(by.dots); n > 0 {
		last := by.dots[n-1]
		f.Events = append(f.Events, Witness{"last dot", last.event})
		reached = "none beyond " + showDot(last.dot(c.dot.actor)) + " at " + eventName(run, last.event)
	}
	why := "; only possible, because its log may end before it"
	if strands := run.StrandsOf(by.owner); len(strands) == 1 {
		st := run.Strands()[strands[0]]
		end := st.End() - 1
		over := run.Event(end).Kind() == parse.Stop || run.Event(end).Kind() == parse.Crash
		if over || run.Event(c.event).Node() == by.owner || d.in.Graph.Before(c.event, end) {
			f.Certainty, why = Definite, ""
		}
	}
	if d.holes() {
		f.Certainty, why = Possible, d.doubt()
	}
	f.Tell = func(w *Words) string {
		return fmt.Sprintf("the context at %s claims the dot %s of %s, but its node issued %s%s", w.Name(c.event), showDot(c.dot), keyName(c.key), reached, why)
	}
	return f
}

func (i issued) dot(actor string) dot { return dot{actor, i.n} }
