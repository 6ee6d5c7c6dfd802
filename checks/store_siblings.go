package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

var storeSiblings = Check{
	ID:    "store/siblings",
	Title: "A get returns exactly the concurrent values",
	Doc: Doc{
		Definition: "The values that a get returns are pairwise concurrent: none of them descends from another one, which is then obsolete and not returned. " +
			"A get returns, in itself or in what descends from it, every value that its replica surely holds: has merged, or has returned before with no put of its own since.",
		Needs: "get with key and values, each with its vc or dot, or puts of distinct values with context and dot; merge with key and from, and the messages that carry states. " +
			"For what is missing: gets, puts and merges logged by the replica.",
		Example: `{"node":"A","kind":"get","key":"cart","values":[{"value":"milk","vc":{"A":1}},{"value":"milk and eggs","vc":{"A":2}}]}
`,
		Source: "G. DeCandia et al., Dynamo: Amazon's Highly Available Key-value Store, 2007, section 4.4",
		Blind:  "Values without clocks that several puts wrote. Of a get with more than 1,000 values, the pairs beyond them. A merge of which nothing says what state it took.",
	},
	UsesOrder: true,
	Collect:   collectSiblings,
}

// maxSiblings bounds the values of one get that are compared with each other.
const maxSiblings = 1000

func collectSiblings(in *Input) Evidence {
	var ev Evidence
	s := readStore(in)
	if len(s.gets) == 0 {
		return ev
	}
	var found collector
	var open, many []parse.EventID
	values := 0
	for _, g := range s.gets {
		list := s.returned[g]
		values += len(list)
		if len(list) > maxSiblings {
			many = append(many, g)
			list = list[:maxSiblings]
		}
		if s.comparePairs(g, list, &found) {
			open = append(open, g)
		}
	}
	s.follow(func(m missed) {
		switch {
		case len(m.by) > 0 && (m.hold.passed || m.lower):
			// A put may have replaced it: that is for store/lost-update.
		case !m.sure:
			open = append(open, m.get)
		default:
			found.add(s.notReturned(m))
		}
	})
	ev.Examined = fmt.Sprintf("%s in %s of %s", count(values, "value"), count(len(s.gets), "get"), count(len(s.keys), "key"))
	ev.Missing = s.missing()
	if len(open) > 0 {
		ev.Missing = append(ev.Missing, fmt.Sprintf("gets whose values cannot be compared: %s; log vc or dot beside each value, and context on put", some(in.Run, open)))
	}
	if len(many) > 0 {
		ev.Missing = append(ev.Missing, fmt.Sprintf("only the first %s were compared with each other in: %s", count(maxSiblings, "value"), some(in.Run, many)))
	}
	found.into(&ev)
	return ev
}

// comparePairs judges the values of one get. It reports whether some pair
// cannot be compared. A value is in one finding at most as the obsolete one.
func (s *store) comparePairs(g parse.EventID, list []*version, found *collector) (open bool) {
	for i, old := range list {
		for j, v := range list {
			if i == j || old == nil || v == nil || old == v && v.nameless() {
				open = open || i != j
				continue
			}
			a := v.above(old)
			if old.dot.n > 0 && old.dot == v.dot && old != v || a == yes && j > i && old.above(v) == yes {
				continue // one dot for two values is for store/dots; the other half of an equal pair
			}
			open = open || a == untold && old.above(v) != yes
			if a == yes {
				found.add(s.obsolete(g, old, v))
				break
			}
		}
	}
	return open
}

// above reports whether w makes old obsolete. Where the clocks of both are
// known, they must say so too: a replica that compares clocks knows no better.
func (w *version) above(old *version) answer {
	if w.stamped && old.stamped && !w.vc.covers(old.vc) {
		return no
	}
	return w.descends(old)
}

// obsolete is a value that is returned together with one that descends from it.
func (s *store) obsolete(g parse.EventID, old, v *version) Finding {
	k := s.in.Run.Event(g)
	f := Finding{Subject: keyName(k.Text(parse.FKey)), Events: []Witness{{"get", g}}}
	for _, w := range []struct {
		role string
		put  parse.EventID
	}{{"obsolete put", old.put}, {"newer put", v.put}} {
		if w.put != parse.NoEvent {
			f.Events = append(f.Events, Witness{w.role, w.put})
		}
	}
	f.Tell = func(w *Words) string {
		if old.above(v) == yes {
			by := " by their clocks"
			if old == v && !v.hasVC {
				by = ""
			}
			return fmt.Sprintf("%s returns %s and %s for %s, which are one version%s", w.Name(g), old.shown, v.shown, f.Subject, by)
		}
		return fmt.Sprintf("%s returns %s for %s together with %s, which descends from it", w.Name(g), old.shown, f.Subject, v.shown)
	}
	return f
}

// notReturned is a version that a replica holds and does not return.
func (s *store) notReturned(m missed) Finding {
	f := s.gone(m)
	f.Tell = func(w *Words) string {
		what := fmt.Sprintf("what it returns at %s does not descend from it, though no put came between", w.Name(m.get))
		if len(m.by) == 0 {
			what = fmt.Sprintf("it returns nothing at %s, though nothing deleted it", w.Name(m.get))
		}
		return fmt.Sprintf("%s takes %s for %s in at %s, and %s; %s%s",
			w.Node(s.in.Run.Event(m.get).Node()), m.hold.shown, keyName(m.key), w.Name(m.hold.at), what, w.Before(m.hold.at, m.get), s.doubt())
	}
	return f
}
