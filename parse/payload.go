package parse

import (
	"encoding/binary"
	"unsafe"
)

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

// firstPayload returns the payload of the event at which data begins, as it is
// encoded.
func firstPayload(data []byte) []byte { return data[:eachPayload(data, func(Field, []byte) {})] }

// payloadField returns the value of a field in one event's payload, which
// nothing changes any more: the value shares its bytes.
func payloadField(data []byte, f Field) (Value, bool) {
	n, at := binary.Uvarint(data)
	for ; n > 0; n-- {
		field := Field(data[at])
		size, w := binary.Uvarint(data[at+1:])
		at += 1 + w
		if raw := data[at : at+int(size)]; field == f {
			return RawValue(unsafe.String(unsafe.SliceData(raw), len(raw))), true
		}
		at += int(size)
	}
	return Value{}, false
}
