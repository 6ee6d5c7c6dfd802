package parse

import (
	"bytes"
	"fmt"
	"slices"
)

// spansOf names the kind of export of spans that a head begins as, "" where it
// begins as none, or where it has a key for the node of an event: a log of events,
// too, may carry spans and ids of traces.
func spansOf(head []byte) string {
	system := spansBeginning(head)
	if system != "" && namesNode(head) {
		return ""
	}
	return system
}

// namesNode reports whether a key of JSON in a head is one for the node of an event.
func namesNode(head []byte) bool {
	text := bytes.Map(withoutBlanks, head)
	return slices.ContainsFunc(spellings[roleNode], func(key string) bool {
		_, value, found := bytes.Cut(text, []byte(`"`+key+`":`))
		return found && !bytes.HasPrefix(value, []byte("{")) // as the process of a span is
	})
}

// spansBeginning is spansOf by how a head begins.
func spansBeginning(head []byte) string {
	start := bytes.Map(withoutBlanks, head[:min(len(head), 256)])
	begins := func(with string) bool { return bytes.HasPrefix(start, []byte(with)) }
	holds := func(key string) bool { return bytes.Contains(head, []byte(key)) }
	switch {
	case begins(`{"resourceSpans":[`):
		return "OpenTelemetry"
	case begins(`{"data":[{"traceID":`), begins(`[{"traceID":`) && holds(`"spans"`):
		return "Jaeger"
	case (begins(`[{"traceId":`) || begins(`[[{"traceId":`)) && holds(`"localEndpoint"`):
		return "Zipkin"
	}
	return ""
}

// withoutBlanks drops what stands between the parts of pretty-printed JSON.
func withoutBlanks(r rune) rune {
	if r == ' ' || r == '\n' || r == '\r' || r == '\t' {
		return -1
	}
	return r
}

// spansNotRead says why an export of spans is refused, and what would be read.
func spansNotRead(system string) string {
	return fmt.Sprintf("an export of spans (%s), a format that this version does not read. "+
		"Log each send, receive and step as a line of its own, with node, kind and msg_id; 'tracecausal help events' lists the fields. "+
		"If these are events after all, say so with --format; to read the logs beside it, leave it out with --exclude", system)
}
