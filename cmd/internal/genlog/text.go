package genlog

import (
	"strconv"
	"time"
)

// shivizLine is a line with host and clock, then one with the label.
func shivizLine(b []byte, s *system, e *event) []byte {
	b = append(b, s.nodes[e.node].name...)
	b = append(b, ' ')
	b = appendNamed(b, s, e)
	b = append(b, '\n')
	b = appendLabel(b, s, e)
	return append(b, '\n')
}

// textPattern takes a line of textLine apart.
const textPattern = `^(?<time>\S+) (?<node>\S+) \[(?<vc>[^\]]*)\] (?<event>.*)$`

// textConfig is the mapping of such lines.
const textConfig = `formats:
  - name: text
    files: "*.log"
    text: '` + textPattern + `'
    kinds:
      - match: '^request to=(?<to>\S+) id=(?<msg_id>\d+)$'
        kind: send
      - match: '^request from=(?<from>\S+) id=(?<msg_id>\d+)$'
        kind: receive
`

// textLine is a line of a program's log: time, node, clock, label.
func textLine(b []byte, s *system, e *event) []byte {
	b = time.UnixMilli(e.physical()).UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z")
	b = append(b, ' ')
	b = append(b, s.nodes[e.node].name...)
	b = append(b, " ["...)
	for i, v := range e.clock {
		if v > 0 {
			b = append(b, s.nodes[e.first+i].name...)
			b = append(b, ':')
			b = strconv.AppendUint(b, uint64(v), 10)
			b = append(b, ',')
		}
	}
	b = append(b[:len(b)-1], "] "...) // every clock counts its own event, so there is a comma
	b = appendLabel(b, s, e)
	return append(b, '\n')
}

// appendLabel writes what happened in words.
func appendLabel(b []byte, s *system, e *event) []byte {
	switch e.role {
	case step:
		return append(b, "step"...)
	case send:
		b = append(b, "request to="...)
	case receive:
		b = append(b, "request from="...)
	}
	b = append(b, s.nodes[e.peer].name...)
	b = append(b, " id="...)
	return strconv.AppendInt(b, int64(e.id), 10)
}
