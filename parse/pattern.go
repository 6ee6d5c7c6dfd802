package parse

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// Limits of a pattern, because matching takes time in proportion to the
// product of text and program: a counted repetition copies what it repeats.
const (
	maxPatternBytes = 4 << 10
	maxRepeats      = 200
	maxPatternError = 200 // bytes
)

// pattern is a regular expression of a configuration, a flag or a log's head.
// It is safe for concurrent use.
type pattern struct {
	*regexp.Regexp        // what decides
	plan           *plan  // answers in its place, the same but faster; nil where it has none
	chain          *chain // of the plan; nil where it has none
	needs          string // a text that every match holds; "" where none is known
	places         int    // how many a match has
}

// find returns the places of the leftmost match and its groups, as
// [regexp.Regexp.FindSubmatchIndex] does, nil where there is none. Most
// often they lie in scratch, which grows.
func (p *pattern) find(text []byte, scratch *[]int) []int {
	if cap(*scratch) < p.places {
		*scratch = make([]int, p.places)
	}
	at := (*scratch)[:p.places]
	if !p.chain.reads(text) {
		return p.search(text, at)
	}
	if !p.chain.match(text, at) {
		return nil
	}
	return at
}

// search is find for a text that the chain does not read.
func (p *pattern) search(text []byte, at []int) []int {
	if p.plan != nil {
		switch p.plan.match(text, at) {
		case present:
			return at
		case absent:
			return nil
		}
	}
	if !contains(text, p.needs) {
		return nil
	}
	return p.FindSubmatchIndex(text)
}

// compilePattern compiles a pattern. The error says what is wrong, without a
// place.
func compilePattern(text string) (*pattern, string) {
	re, tree, problem := compileTree(text)
	if problem != "" {
		return nil, problem
	}
	p := &pattern{Regexp: re, needs: requiredText(tree), places: 2 * (re.NumSubexp() + 1)}
	if p.plan = newPlan(tree, p.needs); p.plan != nil {
		p.chain = chainOf(p.plan)
	}
	return p, ""
}

// compileRegexp is compilePattern without what makes matching fast.
func compileRegexp(text string) (*regexp.Regexp, string) {
	re, _, problem := compileTree(text)
	return re, problem
}

// compileTree compiles a regular expression, and returns its syntax, too. It
// refuses what would be slow, what matches nothing in particular, and a group
// name that stands twice, which the regexp package takes without a word.
func compileTree(pattern string) (re *regexp.Regexp, tree *syntax.Regexp, problem string) {
	if len(pattern) > maxPatternBytes {
		return nil, nil, "the pattern is too long"
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, nil, patternError(err)
	}
	if n := repeats(tree); n > maxRepeats {
		return nil, nil, "the pattern repeats too often: counted repetitions such as {1,1000} may multiply to 200 at most"
	}
	if re, err = regexp.Compile(pattern); err != nil {
		return nil, nil, patternError(err)
	}
	if name := doubleGroup(re.SubexpNames()); name != "" {
		return nil, nil, "group " + Quote(name) + " stands twice"
	}
	if re.MatchString("") {
		return nil, nil, "the pattern matches the empty text, and so everything; say what must be there"
	}
	return re, tree, ""
}

// patternError words an error of the regexp package, which quotes the whole
// pattern.
func patternError(err error) string {
	msg := cutMessage(strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	return msg + " (the syntax is RE2, as Go has it: no look-around, no back-references)"
}

// cutMessage makes a message of another package fit to print.
func cutMessage(msg string) string {
	if i := strings.IndexByte(msg, '\n'); i >= 0 {
		msg = msg[:i]
	}
	if len(msg) > maxPatternError {
		msg = strings.ToValidUTF8(msg[:maxPatternError], "") + "…"
	}
	return Escape(msg)
}

// repeats returns how many copies of its innermost part the pattern asks for:
// the greatest product of nested counted repetitions. The regexp parser bounds
// its depth.
func repeats(re *syntax.Regexp) int {
	most := 1
	for _, sub := range re.Sub {
		most = max(most, repeats(sub))
	}
	if re.Op == syntax.OpRepeat {
		most *= max(re.Min, re.Max, 1)
	}
	return most
}

func doubleGroup(names []string) string {
	for i, name := range names {
		if name != "" && slices.Contains(names[:i], name) {
			return name
		}
	}
	return ""
}
