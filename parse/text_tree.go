package parse

import "slices"

// textTree knows the lines of a log by the texts that stand between their values,
// for lines are written by a few statements. Those that begin alike share steps.
//
// A reader goes from a step to the first of the next ones whose text stands where
// the line goes on (begins and goesOn). It does so in its own loop, for a call takes
// longer than a step, and is told by trial when to leave the tree alone.
type textTree struct {
	start textStep // before the first text
	size  int      // steps
	lines int      // that were learned
	trial
}

// textStep is a text and what comes after it.
type textStep struct {
	words, masks [2]uint64 // of the first bytes of the text, and which bytes of them it has
	size         int       // of the text
	rest         []uint64  // the words behind the first two, from the last one on, which ends with the text
	means        valueMeaning
	several      bool      // the clock that was read here last differed from the last one of its node in several counts
	next         *textStep // the first of those that come after it
	other        *textStep // the next of those that come after the same step
}

// Bounds on what a log of ever new lines can cost.
const (
	maxTreeSteps   = 1024
	maxTreeChoices = 32
	maxTreeLines   = 4096
	maxTreeText    = 1024 // bytes of a step
)

// learns counts one more line that is to be learned. It returns false where that
// is too many, or nobody looks for such lines at the moment.
func (t *textTree) learns() bool {
	if !t.tried || t.lines == maxTreeLines {
		return false
	}
	t.lines++
	return true
}

// add returns the step with that text and meaning after a step, and makes it
// where there is none. It returns nil where the tree or the text is too large, and
// where the text is known with another meaning.
func (t *textTree) add(after *textStep, text []byte, means valueMeaning) *textStep {
	if len(text) > maxTreeText {
		return nil
	}
	s := stepOf(text)
	s.means = means
	last, choices := &after.next, 0
	for ; *last != nil; last = &(*last).other {
		if n := *last; n.size == s.size && n.words == s.words && slices.Equal(n.rest, s.rest) {
			if n.means != means {
				return nil
			}
			return n
		}
		choices++
	}
	if choices == maxTreeChoices || t.size == maxTreeSteps {
		return nil
	}
	t.size++
	*last = s
	return s
}

// stepOf returns a step of a text.
func stepOf(text []byte) *textStep {
	s := &textStep{size: len(text)}
	packWords(text, s.words[:], s.masks[:])
	for end := len(text); end > len(s.words)*wordBytes; end -= wordBytes {
		s.rest = append(s.rest, word(text, end-wordBytes))
	}
	return s
}

// begins reports whether two words begin with the text, as far as they hold it.
func (s *textStep) begins(first, second uint64) bool {
	return (first^s.words[0])&s.masks[0]|(second^s.words[1])&s.masks[1] == 0
}

// goesOn reports whether the text at text[i], whose first words are those of the
// step, is that of the step to its end.
func (s *textStep) goesOn(text []byte, i int) bool {
	if i += s.size; i > len(text) {
		return false
	}
	for _, w := range s.rest {
		if i -= wordBytes; word(text, i) != w {
			return false
		}
	}
	return true
}
