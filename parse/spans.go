package parse

import (
	"bytes"
	"fmt"
)

// spansOf names the kind of export of spans that a head begins as, "" where it
// begins as none. Ids of traces alone say nothing, as events of a log may carry
// them, too.
func spansOf(head []byte) string {
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
	return fmt.Sprintf("an export of spans (%s), which is not read: spans do not say in which order their process did things. "+
		"Log each send, receive and step as a line of its own, with node, kind and msg_id; 'tracecausal help events' lists the fields", system)
}
