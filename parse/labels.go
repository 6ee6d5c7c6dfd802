package parse

// Nothing asks whether two events have the same label, only how it reads, and in
// many logs of text half of the labels come once. So labels are not interned
// as names are: a label that was seen lately is kept once, and of one that comes
// again after many others there may be a second copy. That needs no hash table
// that grows with the log.

// batchLabels are the labels of a batch, numbered from 1 in the order in which
// they come.
type batchLabels struct {
	texts textPages
	list  []batchLabel // the first is the empty label
	known [1 << batchLabelBits]uint32
}

type batchLabel struct {
	place uint64
	hash  uint64
}

// labels are the labels of a run. A label is the place where it stands.
type labels struct {
	texts textPages
	known []uint64 // by hash: the rest of the hash, and the label
}

const (
	batchLabelBits = 11
	labelBits      = 16
	maxLabelBits   = 40 // of a label: 2^40 bytes of text
)

func (l *batchLabels) reset() {
	l.texts.reset()
	l.list = append(l.list[:0], batchLabel{place: l.texts.add(nil)})
	clear(l.known[:])
}

// add returns the number of a label, 0 for an empty one.
func (l *batchLabels) add(text []byte) uint32 {
	if len(text) == 0 {
		return 0
	}
	hash := hashOf(text)
	known := &l.known[hash>>(64-batchLabelBits)]
	if at := &l.list[*known]; at.hash == hash && string(l.texts.bytes(at.place)) == string(text) {
		return *known
	}
	*known = uint32(len(l.list))
	l.list = append(l.list, batchLabel{l.texts.add(text), hash})
	return *known
}

func newLabels() *labels {
	l := &labels{known: make([]uint64, 1<<labelBits)}
	l.texts.add(nil) // label 0
	return l
}

// addAll adds the labels of a batch, and appends what each is here.
func (l *labels) addAll(to []uint64, from *batchLabels) []uint64 {
	to = append(to, 0)
	for _, at := range from.list[1:] {
		to = append(to, l.add(from.texts.bytes(at.place), at.hash))
	}
	return to
}

// add returns a label. What is known of a hash lies in one word: as much of the
// hash as there is room for tells texts apart that share a slot.
func (l *labels) add(text []byte, hash uint64) uint64 {
	known, rest := &l.known[hash>>(64-labelBits)], hash<<labelBits>>maxLabelBits<<maxLabelBits
	label := *known &^ (1<<64 - 1<<maxLabelBits)
	if label != 0 && *known == rest|label && string(l.texts.bytes(label)) == string(text) {
		return label
	}
	label = l.texts.add(text)
	*known = rest | label
	return label
}

// text returns how a label reads.
func (l *labels) text(label uint64) string { return l.texts.text(label) }

// seal frees what only adding needs.
func (l *labels) seal() { l.known = nil }

// hashOf returns a hash of a text that is not empty: texts that differ in a word
// have others, mostly. Whoever makes it a bad one gains only that his labels take
// more memory.
func hashOf(text []byte) uint64 {
	hash, _ := textKey(text) // of the first and the last word
	for i := wordBytes; i < len(text)-wordBytes; i += wordBytes {
		hash = (hash ^ word(text, i)) * hashFactor
		hash ^= hash >> 32
	}
	return hash * hashFactor
}
