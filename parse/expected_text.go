package parse

import "bytes"

// expectedText is text that is likely to come, such as what stands between two
// values of a line. The first four words of it are compared as words.
type expectedText struct {
	text         []byte
	words, masks [expectedBytes / wordBytes]uint64
}

const expectedBytes = 4 * wordBytes

// setText makes e any text.
func (e *expectedText) setText(text []byte) {
	e.text = append(e.text[:0], text...)
	e.pack()
}

// pack makes words of the text.
func (e *expectedText) pack() {
	var head, mask [expectedBytes]byte
	n := copy(head[:], e.text)
	for i := range n {
		mask[i] = 0xff
	}
	for i := range e.words {
		e.words[i], e.masks[i] = word(head[:], i*wordBytes), word(mask[:], i*wordBytes)
	}
}

// begins reports whether the first words of a text are those of e.
func (e *expectedText) begins(first, second uint64) bool {
	return (first^e.words[0])&e.masks[0]|(second^e.words[1])&e.masks[1] == 0
}

// fills reports whether the first words of a text are those of e.
func (e *expectedText) fills(text []byte) bool {
	head := (*[expectedBytes]byte)(text)[:]
	return e.begins(word(head, 0), word(head, wordBytes)) &&
		(word(head, 2*wordBytes)^e.words[2])&e.masks[2]|(word(head, 3*wordBytes)^e.words[3])&e.masks[3] == 0
}

// ignore takes any bytes for those from one place to before another.
func (e *expectedText) ignore(from, to int) {
	for i := from; i < to; i++ {
		e.masks[i/wordBytes] &^= 0xff << (8 * (i % wordBytes))
	}
}

// size returns the length of the text.
func (e *expectedText) size() int { return len(e.text) }

// at reports whether the text stands at text[i].
func (e *expectedText) at(text []byte, i int) bool {
	return bytes.HasPrefix(text[min(i, len(text)):], e.text)
}

func (e *expectedText) equal(f *expectedText) bool {
	return bytes.Equal(e.text, f.text)
}

// goesOn reports whether the text at text[i], whose first words are those of e, is e
// to its end. There are expectedBytes at least.
func (e *expectedText) goesOn(text []byte, i int) bool {
	return (word(text, i+2*wordBytes)^e.words[2])&e.masks[2]|(word(text, i+3*wordBytes)^e.words[3])&e.masks[3] == 0 &&
		(len(e.text) <= expectedBytes || bytes.HasPrefix(text[i+expectedBytes:], e.text[expectedBytes:]))
}
