package parse

// textTree knows the lines of a log by the texts that stand between their values,
// for lines are written by a few statements. Those that begin alike share steps.
// M is what the value behind a text means, or that the line ends there.
//
// A reader goes from a step to the first of the next ones whose text stands where
// the line goes on: where there are expectedBytes left, it asks like and then goesOn,
// near the end search. It does so in its own loop, for a call takes longer than a
// step, and is told by trial when to leave the tree alone.
type textTree[M comparable] struct {
	start textStep[M] // before the first text
	size  int         // steps
	lines int         // that were learned
	trial
}

// textStep is a text and what comes after it.
type textStep[M comparable] struct {
	text  expectedText
	means M
	next  *textStep[M] // the first of those that come after it
	other *textStep[M] // the next of those that come after the same step
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
func (t *textTree[M]) learns() bool {
	if !t.tried || t.lines == maxTreeLines {
		return false
	}
	t.lines++
	return true
}

// add returns the step with that text and meaning after a step, and makes it
// where there is none. It returns nil where the tree or the text is too large, and
// where the text is known with another meaning.
func (t *textTree[M]) add(after *textStep[M], text []byte, means M) *textStep[M] {
	if len(text) > maxTreeText {
		return nil
	}
	s := &textStep[M]{means: means}
	s.text.setText(text)
	last, choices := &after.next, 0
	for ; *last != nil; last = &(*last).other {
		if n := *last; n.text.equal(&s.text) {
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

// like returns the first step from s on whose text begins with two words, as far as
// it has them.
func (s *textStep[M]) like(first, second uint64) *textStep[M] {
	for s != nil && !s.text.begins(first, second) {
		s = s.other
	}
	return s
}

// search returns the first of the steps after s whose text stands at text[i], nil
// where none does.
func (s *textStep[M]) search(text []byte, i int) *textStep[M] {
	for n := s.next; n != nil; n = n.other {
		if n.text.at(text, i) {
			return n
		}
	}
	return nil
}
