package checks

import (
	"fmt"

	"github.com/tracecausal/tracecausal/parse"
)

var idDuplicate = Check{
	ID:    "id/duplicate",
	Title: "No identifier is generated twice",
	Doc: Doc{
		Definition: "Two distinct facts of kind id never carry one identifier. Identifiers are equal if they have the same JSON type and text: \"1\" is not 1. " +
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

// collectDuplicates takes O(events) time, and memory for one string for each
// identifier.
func collectDuplicates(in *Input) Evidence {
	var ev Evidence
	kinds := kindsOf(parse.ID)
	events := ofKinds(in.Run, kinds)
	if len(events) == 0 {
		return ev
	}
	d := &duplicates{in: in, x: exchangesOf(in.Graph, kinds, events),
		first: make(map[string]parse.EventID, len(events)), more: map[string]map[factKey]bool{}}
	var nameless []parse.EventID
	for _, e := range events {
		v, ok := in.Run.Event(e).Payload(parse.FID)
		if !ok {
			nameless = append(nameless, e)
			continue
		}
		d.add(e, v)
	}
	ev.Examined = count(d.facts, "identifier")
	d.found.into(&ev)
	if d.repeats > 0 {
		ev.Note = count(d.repeats, "record") + " told of an identifier that another record of the same answer had told of"
	}
	if nameless != nil {
		ev.Missing = []string{fmt.Sprintf("%s without the field id: %s", count(len(nameless), "id event"), some(in.Run, nameless))}
	}
	return ev
}

// duplicates looks for identifiers that several facts carry.
type duplicates struct {
	in      *Input
	x       *exchanges
	first   map[string]parse.EventID
	more    map[string]map[factKey]bool // of identifiers with several records
	facts   int
	repeats int
	found   collector
}

func (d *duplicates) add(e parse.EventID, v parse.Value) {
	key := valueKey(v)
	first, again := d.first[key]
	if !again {
		d.first[key] = e
		d.facts++
		return
	}
	was, is := d.x.factOf(first), d.x.factOf(e)
	known := d.more[key]
	if known == nil {
		known = map[factKey]bool{was.key: true}
		d.more[key] = known
	}
	if known[is.key] && is.sure {
		d.repeats++
		return
	}
	known[is.key] = true
	d.facts++
	certainty := Definite
	if d.x.mayEqual(was, is) {
		certainty = Possible
	}
	d.found.add(d.finding(certainty, v, first, e))
}

// valueKey is equal for equal identifiers: by JSON type and text.
func valueKey(v parse.Value) string {
	if v.IsString() {
		return `"` + v.Text()
	}
	return v.Raw()
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
