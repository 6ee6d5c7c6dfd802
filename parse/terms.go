package parse

import "bytes"

// terms are the texts that the lines of a log say over and over: names of nodes,
// labels. A reader finds what a line says among them by one look at its bytes, and
// what is known of a term need not be found again: the last clock of the node, the
// number that the batch at hand gave it.
//
// Each role has terms of its own, and a line says one of each at most. So one that
// gives way to another is on no record any more.
type terms [numTermRoles][1 << termBits]term

// term is a text that was said in a role.
type term struct {
	key   uint64 // as textKey; 0 where there is none
	text  []byte
	clock *lastClock // of the node of that name; nil where nobody asked
	batch *batch     // that gave it its number
	fill  uint32     // of the batch
	id    uint32     // its number: of a strand without a run, a label, a name, a set of receivers
}

// termRole is a role that terms have.
type termRole uint8

const (
	termNode termRole = iota
	termLabel
	termFrom
	termTo

	numTermRoles

	termBits = 6
)

// termRoles tells of each role of a key which it is, and whether it is one.
var termRoles = [numRoles]struct {
	role termRole
	ok   bool
}{
	roleNode:  {termNode, true},
	roleLabel: {termLabel, true},
	roleFrom:  {termFrom, true},
	roleTo:    {termTo, true},
}

// at returns where a term of that key is, if it is one.
func (t *terms) at(role termRole, key uint64) *term {
	return &t[role%numTermRoles][spread(key, termBits)]
}

// of returns the term of a text.
func (t *terms) of(role termRole, text []byte) *term {
	key, exact := textKey(text)
	of := t.at(role, key)
	if of.key != key || !exact && !bytes.Equal(of.text, text) {
		*of = term{key: key, text: append(of.text[:0], text...)}
	}
	return of
}

// numberIn returns the number that a batch gave the term; ok is false where it
// gave none.
func (t *term) numberIn(b *batch) (id uint32, ok bool) {
	if t == nil || t.batch != b || t.fill != b.fill {
		return 0, false
	}
	return t.id, true
}

// number notes the number that a batch gave the term.
func (t *term) number(b *batch, id uint32) {
	if t != nil {
		t.batch, t.fill, t.id = b, b.fill, id
	}
}
