package parse

import (
	"encoding/binary"
	"slices"
	"unsafe"
)

// textPages keeps copies of texts, one after the other, each after its length.
// They lie in pages without pointers, which no collection of garbage looks at.
// The zero value is ready.
type textPages struct {
	pages [][]byte
	page  int // the one that is being filled
}

const (
	firstTextPage = 1 << 10 // bytes; each page is twice as large as the one before,
	lastTextPage  = 1 << textPageBits
	textPageBits  = 18 // up to this; no text begins further in a page
)

// reset forgets all texts. What text returned before becomes invalid.
func (p *textPages) reset() {
	p.pages = slices.DeleteFunc(p.pages, func(p []byte) bool { return cap(p) > lastTextPage })
	for i, page := range p.pages {
		p.pages[i] = page[:0]
	}
	p.page = 0
}

// add keeps a copy of a text and returns its place: places rise, and hardly
// more than the bytes of all texts.
func (p *textPages) add(s []byte) (place uint64) {
	page := p.room(len(s) + binary.MaxVarintLen64)
	place = uint64(p.page)<<textPageBits | uint64(len(*page))
	if n := len(s); n < 0x80 {
		*page = append(append(*page, byte(n)), s...)
	} else {
		*page = append(binary.AppendUvarint(*page, uint64(n)), s...)
	}
	return place
}

// addNumbers keeps two numbers in the place of a text, and returns that.
func (p *textPages) addNumbers(a, b uint64) (place uint64) {
	page := p.room(2 * binary.MaxVarintLen64)
	place = uint64(p.page)<<textPageBits | uint64(len(*page))
	*page = binary.AppendUvarint(binary.AppendUvarint(*page, a), b)
	return place
}

// numbers returns the numbers at a place.
func (p *textPages) numbers(place uint64) (a, b uint64) {
	from := p.pages[place>>textPageBits][place&(lastTextPage-1):]
	a, n := binary.Uvarint(from)
	b, _ = binary.Uvarint(from[n:])
	return a, b
}

// room returns a page with room for n bytes.
func (p *textPages) room(n int) *[]byte {
	for {
		if p.page == len(p.pages) {
			size := min(firstTextPage<<min(p.page, 16), lastTextPage)
			p.pages = append(p.pages, make([]byte, 0, max(n, size)))
		}
		if page := &p.pages[p.page]; cap(*page)-len(*page) >= n {
			return page
		}
		p.page++
	}
}

// bytes returns the text at a place, which must not be changed.
func (p *textPages) bytes(place uint64) []byte {
	from := p.pages[place>>textPageBits][place&(lastTextPage-1):]
	if n := from[0]; n < 0x80 {
		return from[1 : 1+int(n)]
	}
	n, size := binary.Uvarint(from)
	return from[size : size+int(n)]
}

// text returns the text at a place.
func (p *textPages) text(place uint64) string {
	s := p.bytes(place)
	return unsafe.String(unsafe.SliceData(s), len(s)) // nothing changes it before all are forgotten
}
