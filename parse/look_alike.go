package parse

import (
	"strings"
	"unicode"
)

// latinBases holds the plain letters under the accented ones from U+00C0 to
// U+017F; a blank stands for a letter that has none.
const latinBases = "AAAAAA CEEEEIIII NOOOOO  UUUUY  aaaaaa ceeeeiiii nooooo  uuuuy y" +
	"AaAaAaCcCcCcCcDd  EeEeEeEeEeGgGgGgGgHh  IiIiIiIiI   JjKk LlLlLl    NnNnNn   OoOoOo  RrRrRrSsSsSsSsTtTt  UuUuUuUuUuUuWwYyYZzZzZz "

// warnLookAlikes warns of nodes of one run whose names differ only in case, in
// how an accent is composed, or in characters that cannot be seen: they may be
// meant to be one. One warning for each run names the first such pair.
func warnLookAlikes(runs []*Run) []Diagnostic {
	var warnings []Diagnostic
	for _, r := range runs {
		if a, b, ok := firstLookAlikes(r.Nodes()); ok {
			warnings = append(warnings, Diagnostic{Class: WarnConfusable,
				Msg: "the nodes " + Quote(a) + " and " + Quote(b) + " have names that look alike; they count as two (aliases in tracecausal.yaml join them)"})
		}
	}
	return warnings
}

// firstLookAlikes returns the first node whose name looks like that of another
// one, which comes before it unless that one looks like itself. Names are
// distinct, so at least one of the two does not.
func firstLookAlikes(nodes []Node) (a, b string, ok bool) {
	folded := map[string]int{}
	for i := range nodes {
		look := strings.Map(lookOf, nodes[i].Name)
		if look == nodes[i].Name {
			continue
		}
		if first, twice := folded[look]; twice {
			return nodes[first].Name, nodes[i].Name, true
		}
		folded[look] = i
	}
	for i := range nodes {
		if other, twice := folded[nodes[i].Name]; twice && other != i {
			return nodes[other].Name, nodes[i].Name, true
		}
	}
	return "", "", false
}

// lookOf folds a character with those that are easily taken for it; -1 drops
// one that shows nothing of its own.
func lookOf(r rune) rune {
	if unicode.In(r, unicode.Mn, unicode.Cf) {
		return -1
	}
	if i := r - 0xC0; i >= 0 && int(i) < len(latinBases) && latinBases[i] != ' ' {
		r = rune(latinBases[i])
	}
	return unicode.ToLower(r)
}
