package parse

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
)

// fewKeys is up to how many keys of an object each new one is compared with
// all before it. Objects with more are sorted when they end.
const fewKeys = 32

// keyRef is a key of an open object.
type keyRef struct {
	at   int    // index of its quotation mark in the line
	text []byte // decoded content
}

// signature packs the first bytes of the key b[:n] into a word, so that most
// comparisons of keys are one of words. Equal signatures of keys of at least
// eight bytes say nothing; those of shorter ones are as textKey packs them.
func signature(b []byte, n int) uint64 {
	if n >= 8 {
		return binary.LittleEndian.Uint64(b)
	}
	if len(b) >= 8 {
		return shortKey(binary.LittleEndian.Uint64(b), n)
	}
	key, _ := textKey(b[:n])
	return key
}

// addKey notes the key line[start:end] (with its quotation marks) of the
// innermost object.
func (v *validator) addKey(line []byte, start, end int, escaped bool) *lineError {
	k := keyRef{at: start, text: line[start+1 : end-1]}
	from := line[start+1:]
	if escaped {
		begin := len(v.text)
		v.text = appendUnquoted(v.text, line[start:end])
		k.text = v.text[begin:]
		from = k.text
	}
	sig := signature(from, len(k.text))
	first := v.open[len(v.open)-1].keys
	if others := v.signatures[first:]; len(others) < fewKeys {
		for i, other := range others {
			if other == sig && bytes.Equal(v.keys[first+i].text, k.text) {
				return duplicateKey(v.keys[first+i], k)
			}
		}
	}
	v.keys, v.signatures = append(v.keys, k), append(v.signatures, sig)
	return nil
}

// checkManyKeys finds duplicates in an object that has just ended and has too
// many keys for addKey to have compared them all. Of several duplicates it
// reports the one whose second place comes first.
func (v *validator) checkManyKeys(o openValue) *lineError {
	if o.isArray || len(v.keys)-o.keys <= fewKeys {
		return nil
	}
	keys := v.keys[o.keys:]
	slices.SortFunc(keys, func(a, b keyRef) int {
		return cmp.Or(bytes.Compare(a.text, b.text), cmp.Compare(a.at, b.at))
	})
	var err *lineError
	for i := 1; i < len(keys); i++ {
		if bytes.Equal(keys[i-1].text, keys[i].text) && (err == nil || keys[i].at+1 < err.col) {
			err = duplicateKey(keys[i-1], keys[i])
		}
	}
	return err
}

func duplicateKey(first, second keyRef) *lineError {
	return badLine(ClassParse, second.at+1, "duplicate key %s, first at column %d: which value counts is not known",
		Quote(string(second.text)), first.at+1)
}
