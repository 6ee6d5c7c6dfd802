package witness

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"
)

// readVector reads a vector clock: an object, such an object or "A:1,B:2" in a
// text, or an array.
func (e *event) readVector(raw json.RawMessage) error {
	text := strings.TrimSpace(scalar(raw))
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &object) == nil {
		e.vector = map[string]uint64{}
		for node, n := range object {
			if err := e.entry(node, n); err != nil {
				return err
			}
		}
		return nil
	}
	if strings.HasPrefix(text, "[") {
		return json.Unmarshal([]byte(text), &e.array)
	}
	e.vector = map[string]uint64{}
	for _, part := range strings.Split(text, ",") {
		at := strings.LastIndex(part, ":")
		if at < 0 {
			return fmt.Errorf("%q is no vector clock", text)
		}
		if err := e.entry(strings.TrimSpace(part[:at]), json.RawMessage(strings.TrimSpace(part[at+1:]))); err != nil {
			return err
		}
	}
	return nil
}

func (e *event) entry(node string, raw json.RawMessage) error {
	n, ok := integer(raw)
	if !ok || n.Sign() < 0 || !n.IsInt64() {
		return fmt.Errorf("the entry %s of %s is no count", raw, node)
	}
	if n.Sign() > 0 {
		e.vector[node] = n.Uint64()
	}
	return nil
}

// readTime reads a wall time: a number, or a text with one or in RFC 3339.
func readTime(raw json.RawMessage, s *Settings) (*big.Int, error) {
	if r, ok := rational(raw); ok {
		unit, err := s.unit(r, 0)
		return nanos(r, unit), err
	}
	text := strings.Replace(scalar(raw), " ", "T", 1)
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil && s.TZ == "UTC" {
		t, err = time.Parse(time.RFC3339Nano, text+"Z")
	}
	if err != nil {
		return nil, err
	}
	ns := new(big.Int).Mul(big.NewInt(t.Unix()), big.NewInt(1e9))
	return ns.Add(ns, big.NewInt(int64(t.Nanosecond()))), nil
}

// The notations of hybrid clocks in texts, with the nanoseconds of their unit.
var hlcTexts = []struct {
	pattern *regexp.Regexp
	unit    int64
}{
	{regexp.MustCompile(`^(\d+)\.(\d+)$`), 1e6},
	{regexp.MustCompile(`^\{ physical: (\d+)(?: logical: (\d+))? \}$`), 1e3},
	{regexp.MustCompile(`^Timestamp\((\d+), *(\d+)\)$`), 1e9},
	{regexp.MustCompile(`^\((\d+), *(\d+)\)$`), 1e6},
}

var (
	cockroach = regexp.MustCompile(`^(\d+)(?:\.(\d+))?,(\d+)$`)
	packed    = regexp.MustCompile(`^\d+$`)
	timeOfDay = regexp.MustCompile(`^(\d\d):(\d\d):(\d\d):(\d+)$`)
)

func readHLC(raw json.RawMessage, s *Settings) (*stamp, error) {
	text := strings.TrimSpace(scalar(raw))
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &object) == nil {
		return hlcObject(object, s)
	}
	for _, t := range hlcTexts {
		if m := t.pattern.FindStringSubmatch(text); m != nil {
			return hlcStamp(m[1], m[2], t.unit), nil
		}
	}
	if m := cockroach.FindStringSubmatch(text); m != nil {
		st := hlcStamp(m[1], m[3], 1e9)
		fraction, _ := new(big.Int).SetString("0"+m[2], 10)
		st.pt.Add(st.pt, fraction)
		st.unit = big.NewInt(1)
		return st, nil
	}
	if packed.MatchString(text) {
		n, _ := new(big.Int).SetString(text, 10)
		c := new(big.Int).And(n, big.NewInt(1<<18-1))
		return hlcStamp(n.Rsh(n, 18).String(), c.String(), 1e6), nil
	}
	if m := timeOfDay.FindStringSubmatch(text); m != nil {
		d, err := time.ParseDuration(m[1] + "h" + m[2] + "m" + m[3] + "s")
		st := hlcStamp("0", m[4], 1e9)
		st.pt = big.NewInt(int64(d))
		return st, err
	}
	return nil, fmt.Errorf("%q is no HLC", text)
}

func hlcObject(object map[string]json.RawMessage, s *Settings) (*stamp, error) {
	pt, c := "", "0"
	for _, key := range []string{"pt", "l", "physical"} {
		if raw, ok := object[key]; ok {
			pt = scalar(raw)
		}
	}
	for _, key := range []string{"c", "logical"} {
		if raw, ok := object[key]; ok {
			c = scalar(raw)
		}
	}
	r, ok := new(big.Rat).SetString(pt)
	if !ok {
		return nil, fmt.Errorf("the HLC has no physical part")
	}
	unit, err := s.unit(r, 1e6)
	return hlcStamp(pt, c, unit), err
}

func hlcStamp(pt, c string, unit int64) *stamp {
	p, _ := new(big.Int).SetString(pt, 10)
	l, _ := new(big.Int).SetString("0"+c, 10)
	return &stamp{pt: p.Mul(p, big.NewInt(unit)), c: l, unit: big.NewInt(unit)}
}

// readTrueTime reads {"earliest","latest"} or [earliest, latest].
func readTrueTime(raw json.RawMessage, s *Settings) (*interval, error) {
	var object struct{ Earliest, Latest json.RawMessage }
	var pair []json.RawMessage
	if json.Unmarshal(raw, &pair) == nil && len(pair) == 2 {
		object.Earliest, object.Latest = pair[0], pair[1]
	} else if err := json.Unmarshal(raw, &object); err != nil {
		return nil, err
	}
	i := &interval{unit: big.NewInt(1)}
	for _, side := range []struct {
		raw json.RawMessage
		to  **big.Int
	}{{object.Earliest, &i.earliest}, {object.Latest, &i.latest}} {
		if r, ok := rational(side.raw); ok {
			unit, err := s.unit(r, 1e6)
			if err != nil {
				return nil, err
			}
			*side.to, i.unit = nanos(r, unit), big.NewInt(unit)
			continue
		}
		t, err := readTime(side.raw, s)
		if err != nil {
			return nil, err
		}
		*side.to = t
	}
	return i, nil
}
