package parse

import "bytes"

// runScan is how the end of a run is looked for.
type runScan uint8

const (
	scanBytes  runScan = iota // byte by byte
	scanStop                  // the set lacks one byte
	scanWords                 // it lacks none above U+0020: eight bytes at a time
	scanDigits                // it is the digits: likewise
)

// scanOf returns how the end of a run of at most so many bytes of a set is looked
// for, 0 for any number, and the byte that the set lacks.
func scanOf(set *byteSet, most int) (scan runScan, stop byte) {
	digits := byteSet{}
	digits.add('0', '9')
	above := *set
	above.add(0, ' ')
	all := byteSet{}
	all.add(0, 0xFF)
	switch stop := set.stop(); {
	case most > 0:
		return scanBytes, 0
	case stop >= 0:
		return scanStop, byte(stop)
	case above == all:
		return scanWords, 0
	case *set == digits:
		return scanDigits, 0
	}
	return scanBytes, 0
}

// runEnd returns where the longest run of a step's set ends.
func (s *planStep) runEnd(text []byte, at int) int {
	end := len(text)
	switch s.scan {
	case scanStop:
		if i := bytes.IndexByte(text[at:], s.stop); i >= 0 {
			return at + i
		}
		return end
	case scanWords:
		for at+wordBytes <= end {
			w := word(text, at)
			low := first(lowBytes(w))
			if at += low; low < wordBytes {
				if !s.set[text[at]] {
					return at
				}
				at++
			}
		}
	case scanDigits:
		for at+wordBytes <= end {
			n := first(nonDigits(word(text, at)))
			if at += n; n < wordBytes {
				return at
			}
		}
	default:
		if s.max > 0 {
			end = min(end, at+s.max)
		}
	}
	for at < end && s.set[text[at]] {
		at++
	}
	return at
}

// textEnd returns where a step's text ends that stands at a place, notPlain where
// it does not stand there.
func (s *planStep) textEnd(text []byte, at int) int {
	switch n := len(s.text); {
	case n == 0:
		return at
	case len(text)-at < n || text[at] != s.text[0] || n > 1 && string(text[at+1:at+n]) != s.text[1:]:
		return notPlain
	default:
		return at + n
	}
}
