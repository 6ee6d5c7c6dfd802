package parse

import (
	"bytes"
	"math"
	"time"
)

// stamp is a hybrid logical clock stamp as logged: pt in units of unit.
type stamp struct {
	pt, c uint64
	unit  time.Duration
}

// Fields of fixed width: a counter beyond them was never written by the system
// whose notation it is, so it is an overflow or a misreading.
const (
	tsoBits       = 18    // TiKV: ms<<18 | logical
	yugabyteBits  = 12    // YugabyteDB: microseconds<<12 | logical
	cockroachBits = 31    // CockroachDB: logical is an int32
	mongoBits     = 32    // MongoDB: seconds and increment are uint32
	dayInSeconds  = 86400 // of a stamp that begins with a time of day
)

// readHLC reads a hybrid logical clock stamp and the nanoseconds of one unit
// of its physical part as logged. Nothing passes through a float.
//
//	{"pt":1000,"c":0}  {"l":…,"c":…}  {"physical":…,"logical":…}
//	                                   unit as declared, else by magnitude, else milliseconds
//	"1000.0"                           pt.c, milliseconds
//	"1708423336.989804834,0"           CockroachDB: seconds.nanoseconds,logical; 1.1 is 1 s and 1 ns
//	"{ physical: 1696696747484887 logical: 1 }"  YugabyteDB: microseconds; logical absent is 0
//	"Timestamp(1605583310, 7)"         MongoDB: seconds, increment
//	"(1688357947449, 169)"             TiKV: milliseconds, logical
//	"442552460364087305"               TiKV, packed: milliseconds<<18 | logical
//	"12:00:00:001"                     h:m:s:c, seconds since midnight
//
// A bare JSON number is never a stamp: 1000.10 and 1000.1 are one number and
// two stamps. The packed integer is taken as text only, and only where its
// milliseconds fall into the years 2001 to 2100, which no count of seconds,
// milliseconds, microseconds or, after 2004, nanoseconds does.
func (t timeReader) readHLC(raw rawJSON) (HLC, int64, *lineError) {
	switch {
	case raw.isObject():
		return t.hlcObject(raw)
	case raw.isString():
		return t.hlcText(raw.text())
	case raw.isNumber():
		return HLC{}, 0, badLine(ClassClock, 0, `%s: a bare number is no HLC, because pt.c as a number would lose zeros: log "pt.c" as text or {"pt":…,"c":…}`, raw.describe())
	}
	return HLC{}, 0, badLine(ClassClock, 0, `%s is no HLC, expected {"pt":…,"c":…} or text`, raw.describe())
}

// hlcText reads a stamp from text, JSON in text included.
func (t timeReader) hlcText(text []byte) (HLC, int64, *lineError) {
	text = bytes.TrimSpace(text)
	for _, read := range []func([]byte) (stamp, bool){
		readPointStamp, readCockroachStamp, readYugabyteStamp, readMongoStamp, readTSOStamp, readPackedStamp, readDayStamp,
	} {
		if s, ok := read(text); ok {
			return s.hlc(text)
		}
	}
	if len(text) > 0 && text[0] == '{' && validJSON(text) == nil {
		h, unit, err := t.hlcObject(rawJSON(text))
		return h, unit, inString(err)
	}
	return HLC{}, 0, badLine(ClassClock, 0, `%s is no HLC in a known notation, or a part of it does not fit its field; expected "pt.c", "seconds.nanoseconds,logical" or another documented one`, Quote(string(text)))
}

// hlc converts s to nanoseconds.
func (s stamp) hlc(text []byte) (HLC, int64, *lineError) {
	ns, ok := scale(s.pt, uint64(s.unit))
	if !ok {
		return HLC{}, 0, badLine(ClassClock, 0, "the physical part of the HLC %s in units of %v is beyond the year 2262", Quote(string(text)), s.unit)
	}
	return HLC{PT: ns, C: s.c}, int64(s.unit), nil
}

func (t timeReader) hlcObject(raw rawJSON) (HLC, int64, *lineError) {
	var s stamp
	var physical, logical []byte
	err := walkMembers(raw, func(key []byte, value rawJSON) (err *lineError) {
		part, name := &s.pt, &physical
		switch string(key) {
		case "pt", "l", "physical":
		case "c", "logical":
			part, name = &s.c, &logical
		default:
			return nil
		}
		if *name != nil {
			return badLine(ClassClock, 0, "the HLC has both %s and %s", Quote(string(*name)), Quote(string(key)))
		}
		*name = key
		*part, err = readCount(value)
		return err
	})
	switch {
	case err != nil:
		return HLC{}, 0, err
	case physical == nil || logical == nil && string(physical) != "physical":
		return HLC{}, 0, badLine(ClassClock, 0, `the HLC %s lacks a part, expected {"pt":…,"c":…}, {"l":…,"c":…} or {"physical":…,"logical":…}`, Quote(string(raw)))
	}
	return t.inUnit(s, raw)
}

// inUnit converts a stamp whose unit the log tells.
func (t timeReader) inUnit(s stamp, raw rawJSON) (HLC, int64, *lineError) {
	s.unit = t.hlcUnit(s.pt)
	return s.hlc(raw)
}

func (t timeReader) hlcUnit(pt uint64) time.Duration {
	if t.unit != 0 {
		return t.unit
	}
	if u := unitByMagnitude(pt); u != 0 {
		return u
	}
	return time.Millisecond
}

// twoCounts reads two counters around a separator.
func twoCounts(text []byte, separator string) (a, b uint64, ok bool) {
	left, right, ok := bytes.Cut(text, []byte(separator))
	if !ok {
		return 0, 0, false
	}
	a, okA := parseCount(left)
	b, okB := parseCount(right)
	return a, b, okA && okB
}

func readPointStamp(text []byte) (stamp, bool) {
	pt, c, ok := twoCounts(text, ".")
	return stamp{pt, c, time.Millisecond}, ok
}

// readCockroachStamp reads the notation of CockroachDB's hlc.Timestamp: the
// fraction is an integer of nanoseconds, and the zero time has none.
func readCockroachStamp(text []byte) (stamp, bool) {
	physical, logical, ok := bytes.Cut(text, []byte{','})
	if !ok {
		return stamp{}, false
	}
	const second = uint64(time.Second)
	sec, ns, okP := twoCounts(physical, ".")
	okP = okP && ns < second && sec < math.MaxInt64/second || string(physical) == "0"
	c, okC := parseCount(logical)
	return stamp{sec*second + ns, c, time.Nanosecond}, okP && okC && c < 1<<cockroachBits
}

func readYugabyteStamp(text []byte) (stamp, bool) {
	words := bytes.Fields(text)
	ok := len(words) == 4 || len(words) == 6 && string(words[3]) == "logical:"
	if !ok || string(words[0]) != "{" || string(words[1]) != "physical:" || string(words[len(words)-1]) != "}" {
		return stamp{}, false
	}
	s := stamp{unit: time.Microsecond}
	s.pt, ok = parseCount(words[2])
	if ok && len(words) == 6 {
		s.c, ok = parseCount(words[4])
	}
	return s, ok && s.c < 1<<yugabyteBits
}

func readMongoStamp(text []byte) (stamp, bool) {
	inner, isMongo := bytes.CutPrefix(text, []byte("Timestamp"))
	pt, c, ok := readPair(inner)
	return stamp{pt, c, time.Second}, ok && isMongo && pt < 1<<mongoBits && c < 1<<mongoBits
}

func readTSOStamp(text []byte) (stamp, bool) {
	pt, c, ok := readPair(text)
	return stamp{pt, c, time.Millisecond}, ok && c < 1<<tsoBits
}

// readPair reads "(a, b)".
func readPair(text []byte) (a, b uint64, ok bool) {
	if len(text) < 2 || text[0] != '(' || text[len(text)-1] != ')' {
		return 0, 0, false
	}
	left, right, _ := bytes.Cut(text[1:len(text)-1], []byte{','}) // without a comma, right is no counter
	a, okA := parseCount(bytes.TrimSpace(left))
	b, okB := parseCount(bytes.TrimSpace(right))
	return a, b, okA && okB
}

func readPackedStamp(text []byte) (stamp, bool) {
	n, ok := parseCount(text)
	s := stamp{n >> tsoBits, n & (1<<tsoBits - 1), time.Millisecond}
	return s, ok && unitByMagnitude(s.pt) == time.Millisecond
}

// readDayStamp reads hh:mm:ss:c, a time of day and a counter.
func readDayStamp(text []byte) (stamp, bool) {
	const shape = "00:00:00:"
	if len(text) <= len(shape) || text[2] != ':' || text[5] != ':' || text[8] != ':' {
		return stamp{}, false
	}
	h, okH := parseCount(text[0:2])
	m, okM := parseCount(text[3:5])
	s, okS := parseCount(text[6:8])
	c, okC := parseCount(text[9:])
	return stamp{h*3600 + m*60 + s, c, time.Second}, okH && okM && okS && okC && h < 24 && m < 60 && s < 60
}
