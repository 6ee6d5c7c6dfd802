package parse

// expectedText is a text of at most expectedBytes that is likely to come, with any
// bytes in some places. It is compared as words.
type expectedText struct {
	size         int
	words, masks [expectedBytes / wordBytes]uint64
}

const expectedBytes = 4 * wordBytes

// setText makes e a text.
func (e *expectedText) setText(text []byte) {
	e.size = len(text)
	packWords(text, e.words[:], e.masks[:])
}

// packWords makes words of the first bytes of a text, and marks which bytes of the
// words those are.
func packWords(text []byte, words, masks []uint64) {
	for i := range words {
		words[i], masks[i] = 0, 0
		for k, c := range text[min(i*wordBytes, len(text)):min((i+1)*wordBytes, len(text))] {
			words[i] |= uint64(c) << (8 * k)
			masks[i] |= 0xff << (8 * k)
		}
	}
}

// fills reports whether the first words of a text are those of e.
func (e *expectedText) fills(text []byte) bool {
	head, w, m := (*[expectedBytes]byte)(text)[:], &e.words, &e.masks
	return (word(head, 0)^w[0])&m[0]|(word(head, 1*wordBytes)^w[1])&m[1]|
		(word(head, 2*wordBytes)^w[2])&m[2]|(word(head, 3*wordBytes)^w[3])&m[3] == 0
}

// ignore takes any bytes for those from one place to before another.
func (e *expectedText) ignore(from, to int) {
	for i := from; i < to; i++ {
		e.masks[i/wordBytes] &^= 0xff << (8 * (i % wordBytes))
	}
}
