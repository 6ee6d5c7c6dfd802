package render

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tracecausal/tracecausal/parse"
)

// How much of an event's log text a summary shows.
const (
	maxSummaryFields = 6
	maxSummaryValue  = 40 // runes
	maxSummaryLabel  = 60 // runes
)

// number returns "1,204".
func number(n int) string { return parse.Number(n) }

// count returns "1 event", "3 events" or "1,204 events".
func count(n int, noun string) string { return parse.Plural(n, noun) }

// clip cuts s to at most n runes, the last of them "…" where anything was cut.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	i := 0
	for range n - 1 {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i] + "…"
}

// title returns what a picture calls an event: its label, or its kind and what
// it carries where the log gives no label.
func title(e parse.Event) string {
	if l := e.Label(); l != "" {
		return l
	}
	return summary(e)
}

// summary says in one line what an event is: its kind, message, receivers,
// payload and label, as far as it has them.
func summary(e parse.Event) string {
	if e.Kind() == parse.Internal && e.Role() == parse.NoRole && e.Label() != "" {
		return e.Label()
	}
	words := append([]string{e.Kind().String()}, messageWords(e)...)
	words = append(words, payloadWords(e)...)
	if l := e.Label(); l != "" && l != e.Kind().String() {
		words = append(words, `"`+clip(l, maxSummaryLabel)+`"`)
	}
	return strings.Join(words, " ")
}

// messageWords says which message an event is an end of: "m7 to B C".
func messageWords(e parse.Event) []string {
	var words []string
	run := e.Run()
	if id := e.MsgID(); id != 0 {
		words = append(words, clip(run.MsgName(id), maxSummaryValue))
	}
	if from, ok := e.From(); ok && e.Role() != parse.Sends {
		words = append(words, "from "+run.Nodes()[from].Name)
	}
	switch to, all := e.To(); {
	case all:
		words = append(words, "to all")
	case len(to) > 3:
		words = append(words, fmt.Sprintf("to %d nodes", len(to)))
	case len(to) > 0 && e.Role() == parse.Sends:
		names := make([]string, len(to))
		for i, n := range to {
			names[i] = run.Nodes()[n].Name
		}
		words = append(words, "to "+strings.Join(names, " "))
	}
	return words
}

// payloadWords lists the payload of an event as name=value, in the order of
// the vocabulary.
func payloadWords(e parse.Event) []string {
	var words []string
	for _, f := range parse.Fields() {
		v, ok := e.Payload(f)
		if !ok {
			continue
		}
		if len(words) == maxSummaryFields {
			return append(words, "…")
		}
		text := v.Text()
		if ns, ok := e.ExpiresAt(); ok && f == parse.FExpiresAt {
			text = time.Unix(0, ns).UTC().Format(time.RFC3339Nano)
		}
		words = append(words, f.String()+"="+clip(text, maxSummaryValue))
	}
	if ok, present := e.OK(); present && !ok {
		words = append(words, "ok=false")
	}
	return words
}
