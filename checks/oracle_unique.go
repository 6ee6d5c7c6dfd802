package checks

import (
	"fmt"
	"hash/maphash"

	"github.com/tracecausal/tracecausal/parse"
)

var oracleUnique = Check{
	ID:    "oracle/unique",
	Title: "No timestamp is issued twice",
	Doc: Doc{
		Definition: "No (pt, c), or ts, is issued twice, by one oracle or by two. A reply sent again for the same request is one timestamp.",
		Needs:      "Events of kind timestamp with pt and c, or ts; in_reply_to and to where replies may be sent again.",
		Example: `{"node":"n1","kind":"timestamp","pt":1000,"c":0,"oracle":"primary"}
{"node":"n2","kind":"timestamp","pt":1000,"c":0,"oracle":"backup"}
`,
		Source: "The time-oracle exercise of Build Distributed Systems (The Timekeeper); D. Peng & F. Dabek, Large-scale Incremental Processing (Percolator), 2010",
		Blind:  "A timestamp that was issued and never logged.",
	},
	Collect: collectUnique,
}

func collectUnique(in *Input) Evidence {
	t := keep(in, newTimeline)
	ev := Evidence{Examined: t.examined(), Missing: t.missing(), Note: t.note()}
	seed, all := maphash.MakeSeed(), newRepeats(len(t.issues))
	for i := range t.issues {
		all.add(maphash.Comparable(seed, t.issues[i].value), uint32(i))
	}
	var found collector
	for group := range all.groups(func(a, b uint32) bool { return t.issues[a].value == t.issues[b].value }) {
		for _, i := range group[1:] {
			found.add(t.twice(&t.issues[group[0]], &t.issues[i]))
		}
	}
	found.into(&ev)
	return ev
}

// perhapsOne reports that two records of one value may be of one timestamp.
func (t *timeline) perhapsOne(a, b *issue) bool {
	return a.value == b.value && t.x.mayEqual(t.x.factOf(a.record), t.x.factOf(b.record))
}

// twice is one timestamp issued by a and by b.
func (t *timeline) twice(a, b *issue) Finding {
	certainty := Definite
	if t.perhapsOne(a, b) {
		certainty = Possible
	}
	return secondFinding(t.in, certainty, [2]string{"issue", "issue again"}, a.record, b.record, "timestamp "+a.value.String(), func(w *Words, first, again parse.EventID) string {
		if first != a.record {
			a, b = b, a
		}
		return fmt.Sprintf("%s issued %s at %s and %s issued it again at %s",
			oracleName(a.oracle), a.value, w.Name(a.record), oracleName(b.oracle), w.Name(b.record))
	})
}
