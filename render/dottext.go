package render

import (
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// dotText is a quoted string that Graphviz shows as it is.
type dotText string

// quoteDOT makes a label of log text: what cannot be seen becomes a visible
// escape and what is too long is cut.
func quoteDOT(s string) dotText { return `"` + escapeDOT(visible(s)) + `"` }

// escapeDOT encodes the three characters to which Graphviz gives meaning in a
// quoted label: the quotation mark, the backslash (\N is the node's name, \l
// ends a line) and the ampersand (&lt; is decoded before it is drawn).
func escapeDOT(s string) dotText {
	return dotText(strings.NewReplacer(`"`, `\"`, `\`, `\\`, "&", "&amp;").Replace(parse.Escape(s)))
}
