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

// sentenceMermaid encodes a sentence of the picture's own. The colon of "left
// out:" stays as it is, so that the words can be searched for.
func sentenceMermaid(s string) mermaidText {
	if rest, ok := strings.CutPrefix(s, leftOutWords); ok {
		return leftOutWords + encodeMermaid(rest)
	}
	return encodeMermaid(s)
}

// encodeMermaid makes an entity #NN; of every ASCII character that might mean
// something to Mermaid, to Markdown or to HTML.
//
// HAZARD: Mermaid holds entities as "ﬂ°°NN¶ß" while it works and turns whatever
// looks like that into markup in the end, for flowcharts after it has decoded
// the entities, so that no encoding protects these signs. The pairs that it
// looks for become visible escapes.
func encodeMermaid(s string) mermaidText {
	var b strings.Builder
	for _, r := range strings.NewReplacer("ﬂ°", `\ufb02°`, "¶ß", `\u00b6ß`).Replace(parse.Escape(s)) {
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
	case r >= 0x80, 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return true
	}
	return strings.ContainsRune(" .,/_=+*-", r)
}
