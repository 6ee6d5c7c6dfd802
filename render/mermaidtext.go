package render

import (
	"fmt"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// mermaidText is text that Mermaid shows as it is and cannot obey, wherever in
// a diagram it stands between quotation marks or after a colon.
type mermaidText string

// labelMermaid makes a label of log text: what cannot be seen becomes a visible
// escape and what is too long is cut.
func labelMermaid(s string) mermaidText { return encodeMermaid(visible(s)) }

// encodeMermaid makes an entity #NN; of every ASCII character that might mean
// something to Mermaid, to Markdown or to HTML. Beyond ASCII only the two are
// encoded by which Mermaid marks entities internally, U+FB02 and U+00B6.
func encodeMermaid(s string) mermaidText {
	var b strings.Builder
	for _, r := range parse.Escape(s) {
		if isMermaidPlain(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return mermaidText(b.String())
}

func isMermaidPlain(r rune) bool {
	switch {
	case r >= 0x80:
		return r != '\ufb02' && r != '\u00b6'
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	}
	return strings.ContainsRune(" .,/_=+*-", r)
}
