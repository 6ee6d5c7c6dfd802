package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

var storeLostUpdate = Check{
	ID:    "store/lost-update",
	Title: "No put discards a value that its writer had not seen",
	Doc: Doc{
		Definition: "A put may replace the values that its context descends from, and no others: these stay as siblings. " +
			"A value that a replica held is lost if a later get there returns something, and nothing that descends from the lost value. " +
			"What a put descends from is what its context says; of a value whose put is not logged, what its clock says.",
		Needs: "put with key, value and context (a vector clock; {} for a writer that had read nothing) and get with values, logged by the replica that serves them from what it holds; dot on the put, or vc or dot beside each value that is returned; merge with key and from. " +
			"A node is known to be a replica if it merges, or if clocks and dots name it, or if it keeps the only log.",
		Example: `{"node":"A","kind":"put","key":"cart","value":"milk","context":{},"dot":["A",1]}
{"node":"A","kind":"put","key":"cart","value":"eggs","context":{},"dot":["A",2]}
{"node":"A","kind":"get","key":"cart","values":["eggs"]}
`,
		Source: "G. DeCandia et al., Dynamo: Amazon's Highly Available Key-value Store, 2007, section 4.4",
		Blind:  "A value that no get asks for again. Deletions that are not logged as a put of null. Reads that a coordinator gathers from other replicas. What a replica forgot in a crash.",
	},
	UsesOrder: true,
	Collect:   collectLostUpdates,
}

func collectLostUpdates(in *Input) Evidence {
	var ev Evidence
	s := readStore(in)
	if len(s.puts) == 0 {
		return ev
	}
	var found collector
	var open []parse.EventID
	s.follow(func(m missed) {
		switch {
		case len(m.by) == 0 || !m.hold.passed && !m.merge && !m.lower:
			// Nothing replaced it: that is for store/siblings.
		case !m.sure:
			open = append(open, m.get)
		default:
			found.add(s.lostUpdate(m))
		}
	})
	ev.Examined = fmt.Sprintf("%s and %s of %s", count(len(s.puts), "put"), count(len(s.gets), "get"), count(len(s.keys), "key"))
	ev.Missing = s.missing()
	if len(s.gets) == 0 {
		ev.Missing = append(ev.Missing, "no get shows what became of what was put: log get with key and values")
	}
	if len(open) > 0 {
		ev.Missing = append(ev.Missing, fmt.Sprintf("gets that do not say whether what they return descends from what was there: %s; log context on put, and vc or dot beside each value", some(in.Run, open)))
	}
	found.into(&ev)
	return ev
}

// lostUpdate is a version that another one replaced.
func (s *store) lostUpdate(m missed) Finding {
	f := s.gone(m)
	winner := m.by[0]
	for _, w := range m.by {
		if w.put != parse.NoEvent && (winner.put == parse.NoEvent || w.put > winner.put) {
			winner = w
		}
	}
	if winner.put != parse.NoEvent && winner.put != m.hold.at {
		f.Events = append(f.Events, Witness{"put", winner.put})
	}
	f.Tell = func(w *Words) string {
		by := "by " + winner.shown
		if winner.put != parse.NoEvent {
			by += ", which was put at " + w.Name(winner.put)
		}
		if winner.hasContext && len(winner.context) == 0 {
			by += " by a writer that had read nothing"
		}
		return fmt.Sprintf("%s, under %s, is discarded %s: %s takes it in at %s, and what it returns at %s does not descend from it; %s%s",
			m.hold.shown, keyName(m.key), by, w.Node(s.in.Run.Event(m.get).Node()), w.Name(m.hold.at), w.Name(m.get), w.Before(m.hold.at, m.get), s.doubt())
	}
	return f
}

// gone is the part of a finding that all versions which are missed share.
func (s *store) gone(m missed) Finding {
	f := Finding{Subject: keyName(m.key), Events: []Witness{{"held", m.hold.at}, {"get", m.get}}, Claims: []Claim{{m.hold.at, m.get}}}
	if p := m.hold.put; p != parse.NoEvent && p != m.hold.at {
		f.Events = append([]Witness{{"lost put", p}}, f.Events...)
		if s.in.Graph.Before(p, m.hold.at) {
			f.Claims = append(f.Claims, Claim{p, m.hold.at})
		}
	}
	if s.holes() {
		f.Certainty = Possible
	}
	return f
}

func (s *store) doubt() string {
	if s.holes() {
		return "; only possible, because lines are missing from the log that may explain it"
	}
	return ""
}
