package parse

import (
	"bytes"
	"encoding/binary"
	"unsafe"
)

// A payload stands as its values, one behind the other: the field, with lastValue at
// the last of them, the length and the bytes.
const lastValue = 0x80

// appendPayload appends a payload of one value or more.
func appendPayload(data []byte, values []NamedValue) []byte {
	field := 0
	for i := range values {
		v := &values[i]
		field = len(data)
		if n := len(v.Raw); n < 0x80 {
			data = append(data, byte(v.Field), byte(n))
		} else {
			data = binary.AppendUvarint(append(data, byte(v.Field)), uint64(n))
		}
		data = append(data, v.Raw...)
	}
	data[field] |= lastValue
	return data
}

// payloadValue decodes the value at which data begins. rest is what stands behind
// it: nil where it is the last of its payload.
func payloadValue(data []byte) (f Field, raw, rest []byte) {
	size, w := uint64(data[1]), 1 // as Uvarint has it, of the short values that most are
	if size >= 0x80 {
		size, w = binary.Uvarint(data[1:])
	}
	end := 1 + w + int(size)
	if raw = data[1+w : end]; data[0]&lastValue == 0 {
		rest = data[end:]
	}
	return Field(data[0] &^ lastValue), raw, rest
}

// payloadField returns the value of a field in the payload at which data begins, which
// nothing changes any more: the value shares its bytes.
func payloadField(data []byte, f Field) (Value, bool) {
	for len(data) > 0 {
		field, raw, rest := payloadValue(data)
		if field == f {
			return RawValue(unsafe.String(unsafe.SliceData(raw), len(raw))), true
		}
		data = rest
	}
	return Value{}, false
}

// samePayload reports whether two payloads, or none, are equal to the byte.
func samePayload(x, y []byte) bool {
	for len(x) > 0 && len(y) > 0 {
		fx, rawX, restX := payloadValue(x)
		fy, rawY, restY := payloadValue(y)
		if fx != fy || !bytes.Equal(rawX, rawY) {
			return false
		}
		x, y = restX, restY
	}
	return len(x) == len(y)
}

// payloads are those of all events, as the batches had them: both ends of a message
// may have one payload between them.
type payloads struct {
	pages [][]byte
}

// payloadBits is the size of a page: pages that follow one another overlap where a
// payload begins in one and ends in the next.
const payloadBits = 16

// add keeps a copy of the payloads of a batch. What stands at an index there has the
// place of the first more that index.
func (p *payloads) add(data []byte) (first uint64) {
	first = uint64(len(p.pages)) << payloadBits
	for data = bytes.Clone(data); len(data) > 0; data = data[min(1<<payloadBits, len(data)):] {
		p.pages = append(p.pages, data)
	}
	return first
}

// at returns what begins with the payload at a place, nil for place 0.
func (p *payloads) at(place uint64) []byte {
	if place == 0 {
		return nil
	}
	return p.pages[place>>payloadBits][place%(1<<payloadBits):]
}
