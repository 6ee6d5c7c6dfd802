package parse

import "bytes"

// terms are the texts that the lines of a log say over and over: names of nodes,
// labels. A reader finds what a line says among them by one look at its bytes, and
// what is known of a term need not be found again: the last clock of the node, the
// number that the batch at hand gave it.
//
// They belong to the reader and outlive the batches, so a number comes with the
// filling of a batch in which it holds. Numbers are of what the role means to the batch
// (batch_terms.go), which a run would change: events of runs with a name use none
// for their nodes.
//
// Each role has terms of its own, and a line says one of each at most. So one that
// gives way to another is on no record any more, as long as a record does not
// outlive its line. Those of labels that are a part of a shape are in no table and
// give way to none.
type terms [numTermRoles]termTable

// termTable is a hash table in which each term has one place, and the last one that
// was said there has it. It grows where many give way to others.
type termTable struct {
	slots []term // 1<<bits; none before the first
	bits  int
	lost  int // that gave way since the table grew
}

// term is a text that was said in a role.
type term struct {
	key   uint64     // as textKey; 0 where there is none, or the term is in no table
	text  []byte     // the term's own, overwritten when it gives way to another
	clock *lastClock // of the node of that name; nil where nobody asked
	fill  *batchFill // of the batch that gave it its number
	id    uint32     // its number there: of a strand without a run, a label, a name, a set of receivers
}

// termRole is a role that terms have.
type termRole uint8

const (
	termNode termRole = iota
	termLabel
	termFrom
	termTo

	numTermRoles

	minTermBits = 5
	maxTermBits = 10

	// maxTermText bounds the memory of terms: longer texts are none.
	maxTermText = 256
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

// at returns where a term of that key is, if it is one; nil before the first.
func (t *termTable) at(key uint64) *term {
	if i := spread(key, t.bits); i < uint64(len(t.slots)) {
		return &t.slots[i]
	}
	return nil
}

// keyed returns the term of a key that tells its text exactly (see textKey), nil
// where none is known.
func (t *termTable) keyed(key uint64) *term {
	if i := spread(key, t.bits); i < uint64(len(t.slots)) && t.slots[i].key == key {
		return &t.slots[i]
	}
	return nil
}

// known returns the term of a short text, nil where the text is another.
func (t *termTable) known(text []byte) *term {
	if len(text) >= wordBytes || cap(text) < wordBytes {
		return nil
	}
	return t.keyed(shortKey(word(text[:wordBytes], 0), len(text)))
}

// of returns the term of a text, nil where it is too long to be one.
func (t *termTable) of(text []byte) *term {
	if of := t.known(text); of != nil || len(text) > maxTermText {
		return of
	}
	key, exact := textKey(text)
	if len(t.slots) == 0 || t.lost > len(t.slots) && t.bits < maxTermBits {
		t.grow()
	}
	of := t.at(key)
	if of.key != key || !exact && !bytes.Equal(of.text, text) {
		if of.key != 0 {
			t.lost++
		}
		*of = term{key: key, text: append(of.text[:0], text...)}
	}
	return of
}

func (t *termTable) grow() {
	old := t.slots
	t.bits = max(minTermBits, min(t.bits+2, maxTermBits))
	t.slots, t.lost = make([]term, 1<<t.bits), 0
	for _, of := range old {
		if of.key != 0 {
			*t.at(of.key) = of
		}
	}
}
