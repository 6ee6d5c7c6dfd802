package witness

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// end says which end of a message an event is.
type end byte

const (
	noEnd    end = 0
	sends    end = 's'
	receives end = 'r'
	delivers end = 'd'
)

// event is what one line says of one node.
type event struct {
	file string
	line int
	seat int // place in the input, which decides where nothing else does

	run, node, kind, label string
	lifeName               string // what the line calls the node's life
	seq                    *big.Int
	end                    end
	from                   string
	to                     []string
	toAll                  bool
	id, reply              string
	wire                   string // id of the message on the network
	pair                   int    // both ends of a message on one line share it; 0 is none

	vector  map[string]uint64 // nil without a clock
	array   []uint64          // a clock whose indices are no names yet
	hlc     *stamp
	lamport *big.Int
	wall    *big.Int // nanoseconds since 1970
	tt      *interval
	failed  bool // ok:false

	fields map[string]json.RawMessage

	life, position, strand int // of the node, from 1
	index                  int // in log.events
}

// stamp is a hybrid logical clock: pt in nanoseconds, logged in that unit.
type stamp struct{ pt, c, unit *big.Int }

func (s *stamp) compare(t *stamp) int {
	if d := s.pt.Cmp(t.pt); d != 0 {
		return d
	}
	return s.c.Cmp(t.c)
}

// interval is a TrueTime interval in nanoseconds.
type interval struct{ earliest, latest, unit *big.Int }

// name is how reports call the event.
func (e *event) name() string {
	if e.life > 1 {
		return fmt.Sprintf("%s@%d:%d", e.node, e.life, e.position)
	}
	return fmt.Sprintf("%s:%d", e.node, e.position)
}

// has reports that the line holds the field, and not null.
func (e *event) has(field string) bool {
	raw, ok := e.fields[field]
	return ok && string(raw) != "null"
}

// text returns a text or number of the line as text, "" where it has none.
func (e *event) text(field string) string { return scalar(e.fields[field]) }

// number returns a number of the line, also one in quotation marks.
func (e *event) number(field string) (*big.Rat, bool) { return rational(e.fields[field]) }

// yes and no report that the field is true, or false.
func (e *event) yes(field string) bool { return e.text(field) == "true" }
func (e *event) no(field string) bool  { return e.text(field) == "false" }

// is reports that the event is of one of some kinds.
func (e *event) is(kinds ...string) bool { return slices.Contains(kinds, e.kind) }

// own returns the node's own entry of the event's vector clock.
func (e *event) own() uint64 { return e.vector[e.node] }

// sender is who sent the message of a send: a line may be logged for another.
func (e *event) sender() string {
	if e.from != "" {
		return e.from
	}
	return e.node
}

// mayReach reports that a send can be for node n.
func (e *event) mayReach(n string) bool {
	return e.toAll || len(e.to) == 0 || slices.Contains(e.to, n)
}

// key is what messages are told apart by: the network's id counts before the
// application's.
func (e *event) key() string {
	if e.wire != "" {
		return "wire " + e.wire
	}
	return e.id
}

// scalar returns a JSON text or any other scalar as text.
func scalar(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if string(raw) == "null" {
		return ""
	}
	return string(raw)
}

// rational returns a number, also one in quotation marks.
func rational(raw json.RawMessage) (*big.Rat, bool) {
	text := scalar(raw)
	if text == "" || strings.ContainsAny(text, "/_xXpP ") {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// integer returns a whole number in plain digits.
func integer(raw json.RawMessage) (*big.Int, bool) {
	text := scalar(raw)
	if text == "" || strings.ContainsAny(text, "_") {
		return nil, false
	}
	return new(big.Int).SetString(text, 10)
}
