package parse

import (
	"bytes"
	"iter"
)

// headLines yields the lines of a file's head without their line ends. The
// last one may be cut where the head ends.
func headLines(head []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for len(head) > 0 {
			line, rest, _ := bytes.Cut(head, []byte{'\n'})
			if !yield(bytes.TrimSuffix(line, []byte{'\r'})) {
				return
			}
			head = rest
		}
	}
}

// wholeLines returns the lines of a file's head that are not blank, without
// one that the head cuts: no more than n, and no more than fit the head.
func wholeLines(head []byte, n int) [][]byte {
	if end := bytes.LastIndexByte(head, '\n'); end >= 0 {
		head = head[:end+1]
	}
	var all [][]byte
	for line := range headLines(head) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if all = append(all, line); len(all) == n {
			break
		}
	}
	return all
}
