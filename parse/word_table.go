package parse

// wordTable finds the words of a fixed vocabulary in text, without a copy: an
// open-addressed table by what signature packs of a word.
type wordTable struct {
	slots [wordSlots]wordSlot
}

type wordSlot struct {
	signature uint64
	text      string
	id        uint8 // 0 where the slot is free
}

// wordSlots is at least twice the number of words of any vocabulary.
const wordSlots = 1 << wordBits

const wordBits = 8

// add gives a word its id, from 1.
func (t *wordTable) add(text string, id uint8) {
	sig := signature([]byte(text), len(text))
	i := spread(sig, wordBits)
	for t.slots[i].id != 0 {
		i = (i + 1) % wordSlots
	}
	t.slots[i] = wordSlot{sig, text, id}
}

// find returns the id of a word, and 0 where the vocabulary lacks it.
func (t *wordTable) find(b []byte) uint8 {
	n := len(b)
	if n < 8 && cap(b) >= 8 {
		b = b[:8] // a signature of eight bytes is quicker
	}
	sig := signature(b, n)
	if n < 8 {
		return t.findShort(sig)
	}
	for i := spread(sig, wordBits); ; i = (i + 1) % wordSlots {
		s := &t.slots[i]
		if s.id == 0 || s.signature == sig && string(b) == s.text {
			return s.id
		}
	}
}

// findShort is find for a word of up to seven bytes, by its signature.
func (t *wordTable) findShort(signature uint64) uint8 {
	for i := spread(signature, wordBits); ; i = (i + 1) % wordSlots {
		s := &t.slots[i]
		if s.id == 0 || s.signature == signature {
			return s.id
		}
	}
}
