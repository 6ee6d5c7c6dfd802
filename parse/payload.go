package parse

import (
	"encoding/binary"
	"sort"
)

// payloadColumn holds the payload fields of the few events that have any.
type payloadColumn struct {
	events  []EventID // rising
	offsets []uint64
	data    []byte // for each event: count, then field, length, JSON text
}

func (p *payloadColumn) add(id EventID, encoded []byte) {
	p.events = append(p.events, id)
	p.offsets = append(p.offsets, uint64(len(p.data)))
	p.data = append(p.data, encoded...)
}

func (p *payloadColumn) get(id EventID, f Field) (Value, bool) {
	i := sort.Search(len(p.events), func(i int) bool { return p.events[i] >= id })
	if i == len(p.events) || p.events[i] != id {
		return Value{}, false
	}
	var found Value
	ok := false
	eachPayload(p.data[p.offsets[i]:], func(g Field, raw []byte) {
		if g == f && !ok {
			found, ok = RawValue(string(raw)), true
		}
	})
	return found, ok
}

func appendPayload(data []byte, values []NamedValue) []byte {
	data = binary.AppendUvarint(data, uint64(len(values)))
	for _, v := range values {
		data = append(data, byte(v.Field))
		data = binary.AppendUvarint(data, uint64(len(v.Raw)))
		data = append(data, v.Raw...)
	}
	return data
}

// eachPayload decodes one event's payload and returns how many bytes it took.
func eachPayload(data []byte, f func(Field, []byte)) int {
	n, at := binary.Uvarint(data)
	for ; n > 0; n-- {
		field := Field(data[at])
		size, w := binary.Uvarint(data[at+1:])
		at += 1 + w
		f(field, data[at:at+int(size)])
		at += int(size)
	}
	return at
}
