package parse

import (
	"bytes"
	"math"
	"time"
)

// civil is a date and a time of day as written, before a zone makes it an
// instant.
type civil struct {
	year, month, day, hour, minute, second int
	ns                                     int
}

// rfc3339 reads a date, "T" or a blank, a time of day with up to nine digits
// after a point or a comma, and an offset (RFC 3339, section 5.6; +hhmm
// and +hh are taken too). Letters may be lower case. Without an offset the zone
// of t decides, if there is one and if the time happened exactly once in it.
func (t timeReader) rfc3339(b []byte) (int64, *lineError) {
	c, rest, ok := readCivil(b)
	switch {
	case !ok:
		return 0, badLine(ClassField, 0, "the time %s cannot be read, expected RFC 3339 such as 2024-01-31T12:00:00.5Z, or a number", Quote(string(b)))
	case c.second == 60:
		return 0, badLine(ClassField, 0, "the time %s is a leap second, which has no number of its own: smear or clamp it where it is logged", Quote(string(b)))
	case !c.exists():
		return 0, badLine(ClassField, 0, "there is no such date or time of day as %s", Quote(string(b)))
	case len(rest) == 0:
		return t.inZone(c, b)
	}
	offset, ok := readOffset(rest)
	if !ok {
		return 0, badLine(ClassField, 0, "the time %s ends in %s, expected Z or an offset such as +01:00 (names of zones are ambiguous)", Quote(string(b)), Quote(string(rest)))
	}
	return nanoseconds(c.in(time.UTC).Add(-offset), b)
}

// nanoseconds returns t, which was read from b, since 1970, where 64 bits hold it.
func nanoseconds(t time.Time, b []byte) (int64, *lineError) {
	const most = int64(math.MaxInt64 / time.Second)
	if sec := t.Unix(); sec <= -most || sec >= most {
		return 0, badLine(ClassField, 0, "the time %s is outside the years 1678 to 2262", Quote(string(b)))
	}
	return t.UnixNano(), nil
}

// inZone makes an instant of a time without an offset.
func (t timeReader) inZone(c civil, b []byte) (int64, *lineError) {
	if t.zone == nil {
		return 0, badLine(ClassField, 0, "the time %s has no zone: name one with --tz, or tz in tracecausal.yaml", Quote(string(b)))
	}
	// A day before and after, both offsets around a change of the clocks hold.
	utc := c.in(time.UTC)
	var found []time.Time
	for _, day := range []int{-1, 1} {
		_, offset := utc.AddDate(0, 0, day).In(t.zone).Zone()
		at := utc.Add(-time.Duration(offset) * time.Second)
		if _, there := at.In(t.zone).Zone(); there == offset && (len(found) == 0 || !found[0].Equal(at)) {
			found = append(found, at)
		}
	}
	switch len(found) {
	case 0:
		return 0, badLine(ClassField, 0, "the time %s does not exist in %v: the clocks skipped it", Quote(string(b)), t.zone)
	case 1:
		return nanoseconds(found[0], b)
	}
	return 0, badLine(ClassField, 0, "the time %s happened twice in %v: log the offset", Quote(string(b)), t.zone)
}

func (c civil) in(zone *time.Location) time.Time {
	return time.Date(c.year, time.Month(c.month), c.day, c.hour, c.minute, c.second, c.ns, zone)
}

// exists reports whether the calendar has c: time.Date carries what it has not.
func (c civil) exists() bool {
	days := 31
	switch c.month {
	case 4, 6, 9, 11:
		days = 30
	case 2:
		if days = 28; c.year%4 == 0 && (c.year%100 != 0 || c.year%400 == 0) {
			days = 29
		}
	}
	return c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= days && c.hour < 24 && c.minute < 60 && c.second < 60
}

// readCivil reads the part of an RFC 3339 text before the offset.
func readCivil(b []byte) (c civil, rest []byte, ok bool) {
	const shape = "0000-00-00T00:00:00"
	if len(b) < len(shape) || b[4] != '-' || b[7] != '-' || b[10]|' ' != 't' && b[10] != ' ' || b[13] != ':' || b[16] != ':' {
		return c, nil, false
	}
	ok = true
	number := func(digits []byte) (n int) {
		for _, c := range digits {
			ok = ok && c >= '0' && c <= '9'
			n = n*10 + int(c-'0')
		}
		return n
	}
	c = civil{
		year: number(b[0:4]), month: number(b[5:7]), day: number(b[8:10]),
		hour: number(b[11:13]), minute: number(b[14:16]), second: number(b[17:19]),
	}
	if !ok {
		return civil{}, nil, false
	}
	c.ns, rest, ok = readFraction(b[len(shape):])
	return c, rest, ok
}

// readFraction reads the digits after a point or comma as nanoseconds.
func readFraction(b []byte) (ns int, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '.' && b[0] != ',' {
		return 0, b, true
	}
	end := skipDigits(b, 1)
	digits := b[1:end]
	if len(digits) == 0 {
		return 0, nil, false
	}
	for i, c := range digits {
		if i >= 9 && c != '0' {
			return 0, nil, false
		}
	}
	return int(fractionOf(digits, uint64(time.Second))), b[end:], true
}

// readOffset reads Z, +hh:mm, +hhmm or +hh.
func readOffset(b []byte) (time.Duration, bool) {
	if len(b) == 1 && (b[0] == 'Z' || b[0] == 'z') {
		return 0, true
	}
	if len(b) < 3 || b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	minuteDigits := bytes.TrimPrefix(b[3:], []byte{':'})
	hours, okH := parseCount(b[1:3])
	minutes, okM := parseCount(minuteDigits)
	if len(b) == 3 {
		minutes, okM = 0, true
	}
	if !okH || !okM || len(b) > 3 && len(minuteDigits) != 2 || hours > 23 || minutes > 59 {
		return 0, false
	}
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if b[0] == '-' {
		offset = -offset
	}
	return offset, true
}
