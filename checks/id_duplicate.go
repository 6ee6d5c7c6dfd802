package checks

import (
	"fmt"
	"hash/maphash"

	"github.com/tracecausal/tracecausal/parse"
)

var idDuplicate = Check{
	ID:    "id/duplicate",
	Title: "No identifier is generated twice",
	Doc: Doc{
		Definition: "Two distinct facts of kind id never carry one identifier. Identifiers are equal if they are one JSON value, however it is written: [1,2] is [1, 2], \"1\" is not 1. " +
			"Records of one answer are one fact: a reply sent again for the same request, and its line at the receiver.",
		Needs: "Events of kind id with the field id. Requests and replies (msg_id, in_reply_to, to) where answers may be sent again.",
		Example: `{"node":"n1","kind":"id","id":"1700000000000-0"}
{"node":"n2","kind":"id","id":"1700000000000-0"}
`,
		Source: "The unique-id exercise of Build Distributed Systems (The Identifier); the same property in Maelstrom's unique-ids workload",
		Blind:  "An identifier that was generated and never logged. A receiver that logs an identifier as its own, without the message that brought it.",
	},
	Collect: collectDuplicates,
}

// collectDuplicates takes O(events) time, and 8 bytes for each identifier while
// it looks for equal ones.
func collectDuplicates(in *Input) Evidence {
	var ev Evidence
	records := in.Run.CountKind(parse.ID)
	if records == 0 {
		return ev
	}
	d := &duplicates{in: in}
	named := d.find(records)
	for _, group := range d.groups() {
		d.judge(group)
	}
	ev.Examined = count(named-d.same, "identifier")
	d.found.into(&ev)
	if d.same > 0 {
		ev.Note = count(d.same, "record") + " told of an identifier that another record of the same answer had told of"
	}
	if named < records {
		ev.Missing = []string{fmt.Sprintf("%s without the field id: %s", count(records-named, "id event"), some(in.Run, d.nameless()))}
	}
	return ev
}

// duplicates looks for identifiers that several facts carry.
type duplicates struct {
	in    *Input
	x     *exchanges
	sizes []int           // of the groups of records with one identifier
	equal []parse.EventID // the groups, one after the other
	same  int             // records of a fact that another record told of
	found collector
}

// find groups the records that carry the same identifier, and returns how many
// carry any.
func (d *duplicates) find(records int) (named int) {
	run, seed := d.in.Run, maphash.MakeSeed()
	key := func(e parse.EventID) (key string, ok bool) {
		v, ok := run.Event(e).Payload(parse.FID)
		return valueKey(v), ok
	}
	all := newRepeats(records)
	for e := range run.OfKind(parse.ID) {
		if key, ok := key(e); ok {
			all.add(maphash.String(seed, key), uint32(e))
			named++
		}
	}
	for group := range all.groups(func(a, b uint32) bool {
		one, _ := key(parse.EventID(a))
		other, _ := key(parse.EventID(b))
		return one == other
	}) {
		d.sizes = append(d.sizes, len(group))
		for _, e := range group {
			d.equal = append(d.equal, parse.EventID(e))
		}
	}
	return named
}

// groups returns the groups of equal identifiers. What their records took part
// in is known from here on.
func (d *duplicates) groups() (list [][]parse.EventID) {
	d.x = exchangesOf(d.in.Graph, d.equal)
	rest := d.equal
	for _, n := range d.sizes {
		list = append(list, rest[:n:n])
		rest = rest[n:]
	}
	return list
}

// judge looks for the facts among records of one identifier.
func (d *duplicates) judge(group []parse.EventID) {
	was := d.x.factOf(group[0])
	known := map[factKey]bool{was.key: true}
	for _, e := range group[1:] {
		is := d.x.factOf(e)
		if known[is.key] && is.sure {
			d.same++
			continue
		}
		known[is.key] = true
		certainty := Definite
		if d.x.mayEqual(was, is) {
			certainty = Possible
		}
		v, _ := d.in.Run.Event(e).Payload(parse.FID)
		d.found.add(d.finding(certainty, v, group[0], e))
	}
}

// nameless returns the records without an identifier.
func (d *duplicates) nameless() (list []parse.EventID) {
	for e := range d.in.Run.OfKind(parse.ID) {
		if _, ok := d.in.Run.Event(e).Payload(parse.FID); !ok {
			list = append(list, e)
		}
	}
	return list
}

func (d *duplicates) finding(certainty Certainty, v parse.Value, first, e parse.EventID) Finding {
	return secondFinding(d.in, certainty, [2]string{"first", "again"}, first, e, "id "+showValue(v), func(w *Words, first, again parse.EventID) string {
		return fmt.Sprintf("the id %s was generated at %s and again at %s", showValue(v), w.Name(first), w.Name(again))
	})
}

// showValue is a value as a message quotes it.
func showValue(v parse.Value) string {
	if v.IsString() {
		return parse.Quote(v.Text())
	}
	return parse.Escape(v.Raw())
}
