package simulate

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Pair is one field of an entry, in the order in which it is logged. Value is
// anything encoding/json can write.
type Pair struct {
	Key   string
	Value any
}

// Entry is one event as a node logs it.
type Entry struct {
	Kind, Label string
	MsgID       int // 0 is none
	InReplyTo   int
	From        string
	To          []string
	Wall        int64 // nanoseconds since 1970; 0 is none
	Incarnation int   // 0 is none
	Clocks      []Pair
	Fields      []Pair
}

// Recorder writes what nodes log.
type Recorder interface {
	Record(node string, e Entry) error
	Close() error
}

// Create makes a file of that name in the recording; cmd/tracecausal gives it
// a directory.
type Create func(name string) (io.WriteCloser, error)

// files keeps one open file per node.
type files struct {
	create Create
	suffix string
	header string // first line of each file; "" is none
	open   map[string]*file
	order  []*file
}

type file struct {
	w *bufio.Writer
	c io.Closer
}

func newFiles(create Create, suffix, header string) files {
	return files{create: create, suffix: suffix, header: header, open: map[string]*file{}}
}

// file returns the writer of a node's file.
func (f *files) file(node string) (*bufio.Writer, error) {
	if o, ok := f.open[node]; ok {
		return o.w, nil
	}
	c, err := f.create(node + f.suffix)
	if err != nil {
		return nil, err
	}
	o := &file{w: bufio.NewWriterSize(c, 64<<10), c: c}
	f.open[node] = o
	f.order = append(f.order, o)
	if f.header != "" {
		_, err = fmt.Fprintln(o.w, f.header)
	}
	return o.w, err
}

// Close writes what is buffered and closes every file.
func (f *files) Close() error {
	var all []error
	for _, o := range f.order {
		all = append(all, o.w.Flush(), o.c.Close())
	}
	return errors.Join(all...)
}

// JSONLines records JSON lines in tracecausal's own vocabulary, one file per
// node.
type JSONLines struct {
	files
	buf []byte
}

// NewJSONLines returns a recorder whose files open with a header object that
// holds the given pairs; none is written where there are none.
func NewJSONLines(create Create, header ...Pair) *JSONLines {
	text := ""
	if len(header) > 0 {
		text = string(appendObject(nil, append([]Pair{{"tracecausal", 1}}, header...)))
	}
	return &JSONLines{files: newFiles(create, ".jsonl", text)}
}

// Record writes one line.
func (r *JSONLines) Record(node string, e Entry) error {
	w, err := r.file(node)
	if err != nil {
		return err
	}
	pairs := []Pair{{"node", node}}
	add := func(has bool, key string, v any) {
		if has {
			pairs = append(pairs, Pair{key, v})
		}
	}
	add(e.Label != "", "event", e.Label)
	add(e.Kind != "", "kind", e.Kind)
	add(e.From != "", "from", e.From)
	if len(e.To) == 1 {
		add(true, "to", e.To[0])
	} else {
		add(len(e.To) > 1, "to", e.To)
	}
	add(e.MsgID != 0, "msg_id", e.MsgID)
	add(e.InReplyTo != 0, "in_reply_to", e.InReplyTo)
	add(e.Incarnation != 0, "incarnation", e.Incarnation)
	pairs = append(append(pairs, e.Fields...), e.Clocks...)
	add(e.Wall != 0, "time", e.Wall/1e6)
	r.buf = append(appendObject(r.buf[:0], pairs), '\n')
	_, err = w.Write(r.buf)
	return err
}

// object is a JSON object whose keys keep their order.
type object []Pair

// MarshalJSON writes the pairs in their order.
func (o object) MarshalJSON() ([]byte, error) { return appendObject(nil, o), nil }

// appendObject writes pairs as one JSON object in their order. It panics on a
// value that JSON cannot express: that is a mistake in a system.
func appendObject(buf []byte, pairs []Pair) []byte {
	buf = append(buf, '{')
	for i, p := range pairs {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(appendValue(buf, p.Key), ':')
		buf = appendValue(buf, p.Value)
	}
	return append(buf, '}')
}

// appendValue writes one value. What most fields hold is written without
// encoding/json, which takes most of the time of a long run else.
func appendValue(buf []byte, v any) []byte {
	switch v := v.(type) {
	case int:
		return strconv.AppendInt(buf, int64(v), 10)
	case int64:
		return strconv.AppendInt(buf, v, 10)
	case bool:
		return strconv.AppendBool(buf, v)
	case object:
		return appendObject(buf, v)
	case string:
		if isPlain(v) {
			return append(append(append(buf, '"'), v...), '"')
		}
	}
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("simulate: a value cannot be written: %v", err))
	}
	return append(buf, data...)
}

// isPlain reports that a text stands in JSON as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return false
		}
	}
	return true
}
