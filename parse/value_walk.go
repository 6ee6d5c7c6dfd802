package parse

import (
	"cmp"
	"errors"
	"slices"
)

// Member is one key of a JSON object with its value.
type Member struct {
	Key   string
	Value Value
}

// Count is an entry of a vector clock that a payload field holds. Its name is
// text: it need not be that of a node.
type Count struct {
	Name string
	N    uint64
}

// Members returns the keys of a JSON object in their order, and false for
// anything else.
func (v Value) Members() ([]Member, bool) {
	raw := rawJSON(v.raw)
	if !raw.isObject() {
		return nil, false
	}
	var all []Member
	err := walkObject(raw, func(key []byte, value rawJSON) *lineError {
		all = append(all, Member{string(key), RawValue(string(value))})
		return nil
	})
	return all, err == nil
}

// Member returns the value of an object's key, and false where the value is no
// object or has no such key.
func (v Value) Member(key string) (Value, bool) {
	members, _ := v.Members()
	for _, m := range members {
		if m.Key == key {
			return m.Value, true
		}
	}
	return Value{}, false
}

// Elements returns the elements of a JSON array, and false for anything else.
func (v Value) Elements() ([]Value, bool) {
	raw := rawJSON(v.raw)
	if !raw.isArray() {
		return nil, false
	}
	var all []Value
	err := walkArray(raw, func(value rawJSON) *lineError {
		all = append(all, RawValue(string(value)))
		return nil
	})
	return all, err == nil
}

// Counts reads a vector clock with named entries: an object of counters, text
// such as "A:1,B:2", or an object escaped inside a string. Entries come by
// rising name, without zeros. The error says, in words fit for a terminal, what
// was found instead; an array is one, because nothing names its entries.
func (v Value) Counts() ([]Count, error) {
	var c vectorStamp
	if err := readVector(&c, rawJSON(v.raw)); err != nil {
		return nil, errors.New(err.msg)
	}
	if c.counts != nil || rawJSON(v.raw).isArray() {
		return nil, errors.New("an array names no entries, expected an object of counters")
	}
	counts := make([]Count, 0, len(c.entries))
	for _, e := range c.entries {
		counts = append(counts, Count{string(e.Name), e.N})
	}
	slices.SortFunc(counts, func(a, b Count) int { return cmp.Compare(a.Name, b.Name) })
	for i := 1; i < len(counts); i++ {
		if counts[i-1].Name == counts[i].Name {
			return nil, errors.New("node " + Quote(counts[i].Name) + " stands twice in the vector clock")
		}
	}
	return slices.DeleteFunc(counts, func(c Count) bool { return c.N == 0 }), nil
}
