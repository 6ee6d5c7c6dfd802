package genlog

import (
	"math/rand/v2"
	"strconv"
)

// vectorLine is the canonical line: node, kind, label, ends, named clock.
func vectorLine(b []byte, s *system, e *event) []byte {
	b = appendHead(b, s, e)
	b = append(b, `,"vc":`...)
	b = appendNamed(b, s, e)
	return append(b, "}\n"...)
}

// idLine is the same without a clock.
func idLine(b []byte, s *system, e *event) []byte {
	return append(appendHead(b, s, e), "}\n"...)
}

// hlcLine is the same with a hybrid logical clock.
func hlcLine(b []byte, s *system, e *event) []byte {
	b = appendHead(b, s, e)
	b = append(b, `,"hlc":{"pt":`...)
	b = strconv.AppendInt(b, e.hlc.physical, 10)
	b = append(b, `,"c":`...)
	b = strconv.AppendInt(b, e.hlc.counter, 10)
	return append(b, "}}\n"...)
}

// arrayHeader names the nodes of array clocks.
func arrayHeader(b []byte, s *system) []byte {
	b = append(b, `{"tracecausal":1,"nodes":`...)
	for i := range s.nodes {
		b = append(b, "[,"[min(i, 1)])
		b = appendText(b, s.nodes[i].name)
	}
	return append(b, "]}\n"...)
}

// arrayLine is the canonical line with the clock as an array.
func arrayLine(b []byte, s *system, e *event) []byte {
	b = appendHead(b, s, e)
	b = append(b, `,"vc":`...)
	for i, v := range e.clock {
		b = append(b, "[,"[min(i, 1)])
		b = strconv.AppendUint(b, uint64(v), 10)
	}
	return append(b, "]}\n"...)
}

// uniqueLine is a node that generates an identifier. Every step of the mixing
// can be undone (it is that of SplitMix64), so no two events share one.
func uniqueLine(b []byte, s *system, e *event) []byte {
	b = append(b, `{"node":`...)
	b = appendText(b, s.nodes[e.node].name)
	b = append(b, `,"kind":"id","id":"`...)
	x := mix(uint64(e.nth))
	for shift := 60; shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[x>>shift&15])
	}
	return append(b, "\"}\n"...)
}

func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// maelstromLine is a message: a send is a request, a receive the reply to it.
func maelstromLine(b []byte, s *system, e *event) []byte {
	n := &s.nodes[e.node]
	id := e.id
	switch e.role {
	case step:
		return b
	case receive:
		n.sent++
		id = n.sent
	}
	b = append(b, `{"src":`...)
	b = appendText(b, n.name)
	b = append(b, `,"dest":`...)
	b = appendText(b, s.nodes[e.peer].name)
	if e.role == send {
		b = append(b, `,"body":{"type":"read","key":`...)
		b = strconv.AppendInt(b, int64(e.nth%1000), 10)
	} else {
		b = append(b, `,"body":{"type":"read_ok","value":`...)
		b = strconv.AppendInt(b, int64(e.nth), 10)
		b = append(b, `,"in_reply_to":`...)
		b = strconv.AppendInt(b, int64(e.id), 10)
	}
	b = append(b, `,"msg_id":`...)
	b = strconv.AppendInt(b, int64(id), 10)
	return append(b, "}}\n"...)
}

// appendHead opens the canonical line, up to the clock.
func appendHead(b []byte, s *system, e *event) []byte {
	b = append(b, `{"node":`...)
	b = appendText(b, s.nodes[e.node].name)
	switch e.role {
	case step:
		return append(b, `,"event":"step"`...)
	case send:
		b = append(b, `,"kind":"send","event":"request","to":`...)
	case receive:
		b = append(b, `,"kind":"receive","event":"request arrived","from":`...)
	}
	b = appendText(b, s.nodes[e.peer].name)
	b = append(b, `,"msg_id":`...)
	return strconv.AppendInt(b, int64(e.id), 10)
}

// appendNamed writes the clock with the names of its nodes; zeros are left out.
func appendNamed(b []byte, s *system, e *event) []byte {
	b = append(b, '{')
	for i, v := range e.clock {
		if v > 0 {
			b = appendText(b, s.nodes[e.first+i].name)
			b = append(b, ':')
			b = strconv.AppendUint(b, uint64(v), 10)
			b = append(b, ',')
		}
	}
	b[len(b)-1] = '}' // every clock counts its own event, so there is a comma
	return b
}

// anyOrderLine is the canonical line with its keys in an order that changes
// from line to line, and a blank after every colon and comma.
func anyOrderLine(b []byte, s *system, e *event) []byte {
	keys := [...]string{"node", "event", "vc", "kind", "peer", "msg_id"}
	n := len(keys)
	if e.role == step {
		n = 3
	}
	order := rand.NewPCG(3, uint64(e.nth)) // not that of the run, which stays the same
	for i := n - 1; i > 0; i-- {
		j := int(order.Uint64() % uint64(i+1))
		keys[i], keys[j] = keys[j], keys[i]
	}
	b = append(b, '{')
	for i, key := range keys[:n] {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = appendField(b, s, e, key)
	}
	return append(b, "}\n"...)
}

// appendField writes one field of the canonical line, with blanks.
func appendField(b []byte, s *system, e *event, key string) []byte {
	switch key {
	case "node":
		return appendText(append(b, `"node": `...), s.nodes[e.node].name)
	case "event":
		return append(append(b, `"event": `...), [...]string{`"step"`, `"request"`, `"request arrived"`}[e.role]...)
	case "kind":
		return append(append(b, `"kind": `...), [...]string{`"internal"`, `"send"`, `"receive"`}[e.role]...)
	case "peer":
		return appendText(append(b, [...]string{``, `"to": `, `"from": `}[e.role]...), s.nodes[e.peer].name)
	case "msg_id":
		return strconv.AppendInt(append(b, `"msg_id": `...), int64(e.id), 10)
	}
	b = append(b, `"vc": {`...)
	for i := range e.clock {
		at := (i + e.nth) % len(e.clock)
		if v := e.clock[at]; v > 0 {
			b = appendText(b, s.nodes[e.first+at].name)
			b = append(b, ": "...)
			b = strconv.AppendUint(b, uint64(v), 10)
			b = append(b, ", "...)
		}
	}
	return append(b[:len(b)-2], '}')
}

// appendText writes a JSON string that needs no escapes.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
