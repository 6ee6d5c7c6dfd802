package parse

import (
	"math"
	"math/bits"
	"time"
)

// timeReader reads the wall times of a log.
//
// A number is in the declared unit. Where none is declared, its magnitude
// tells: taken as seconds, milliseconds, microseconds or nanoseconds since
// 1970, at most one of the four falls into the years 2001 to 2100. Where none
// does, nothing is guessed. A declared unit always counts, so that a virtual
// clock that passes 10^9 ms is not taken for one in seconds.
type timeReader struct {
	unit time.Duration  // declared unit of numbers; 0 where nobody declares one
	zone *time.Location // of texts without an offset; nil refuses them
}

// The years in which a number's magnitude tells its unit, in seconds since 1970.
const (
	magnitudeFirst = 978307200  // 2001-01-01T00:00:00Z
	magnitudeEnd   = 4133980800 // 2101-01-01T00:00:00Z
)

// unitByMagnitude returns the only unit in which n since 1970 falls into the
// years 2001 to 2100, and 0 where there is none.
func unitByMagnitude(n uint64) time.Duration {
	for _, u := range []time.Duration{time.Second, time.Millisecond, time.Microsecond, time.Nanosecond} {
		perSecond := uint64(time.Second / u)
		if n >= magnitudeFirst*perSecond && n < magnitudeEnd*perSecond {
			return u
		}
	}
	return 0
}

// read returns a time in nanoseconds since 1970: an RFC 3339 text, or a whole
// or decimal number, bare or as text.
func (t timeReader) read(raw rawJSON) (int64, *lineError) {
	switch {
	case raw.isNumber():
		return t.number(raw)
	case raw.isString():
		return t.text(raw.text())
	}
	return 0, badLine(ClassField, 0, "%s, expected a time: RFC 3339 or a number", raw.describe())
}

// text reads a time that stands in a text log or in a JSON string.
func (t timeReader) text(b []byte) (int64, *lineError) {
	if end, err := scanNumberText(b); err == nil && end == len(b) {
		return t.number(b)
	}
	return t.rfc3339(b)
}

func scanNumberText(b []byte) (int, *lineError) {
	if !rawJSON(b).isNumber() {
		return 0, badLine(ClassField, 0, "no number")
	}
	return scanNumber(b, 0)
}

// number reads a number that JSON would take. Digits finer than a nanosecond
// are cut: they come from floating point, and no comparison here uses them.
func (t timeReader) number(b []byte) (int64, *lineError) {
	negative, whole, fraction, ok := splitDecimal(b)
	if !ok {
		return 0, badLine(ClassField, 0, "%s has an exponent or is too large, expected a time in plain digits", Quote(string(b)))
	}
	unit := t.unitFor(negative, whole)
	if unit == 0 {
		return 0, badLine(ClassField, 0, "the unit of the time %s cannot be told, because in none it falls into the years 2001 to 2100: "+
			"declare it with --time-unit or time_unit in the header", Quote(string(b)))
	}
	ns, ok := scale(whole, uint64(unit))
	ns += int64(fractionOf(fraction, uint64(unit)))
	if !ok || ns < 0 {
		return 0, badLine(ClassField, 0, "the time %s in units of %v is outside the years 1678 to 2262", Quote(string(b)), unit)
	}
	if negative {
		ns = -ns
	}
	return ns, nil
}

// unitFor returns the unit of a number, 0 where it cannot be told.
func (t timeReader) unitFor(negative bool, whole uint64) time.Duration {
	if t.unit == 0 && !negative {
		return unitByMagnitude(whole)
	}
	return t.unit
}

// unitOf returns the unit of a time that was read, 0 where it is no number.
func (t timeReader) unitOf(raw rawJSON) time.Duration {
	negative, whole, _, ok := splitDecimal(raw.text())
	if !ok {
		return 0
	}
	return t.unitFor(negative, whole)
}

// splitDecimal splits a JSON number without an exponent.
func splitDecimal(b []byte) (negative bool, whole uint64, fraction []byte, ok bool) {
	if len(b) > 0 && b[0] == '-' {
		negative, b = true, b[1:]
	}
	i := skipDigits(b, 0)
	whole, ok = parseCount(b[:i])
	if i < len(b) && b[i] == '.' {
		fraction = b[i+1:]
		ok = ok && skipDigits(fraction, 0) == len(fraction)
	} else {
		ok = ok && i == len(b)
	}
	return negative, whole, fraction, ok
}

// scale returns n units in nanoseconds, and whether they fit.
func scale(n, unit uint64) (int64, bool) {
	hi, lo := bits.Mul64(n, unit)
	return int64(lo), hi == 0 && lo <= math.MaxInt64
}

// fractionOf returns the decimal fraction 0.DIGITS of unit, a power of ten,
// rounded down.
func fractionOf(digits []byte, unit uint64) uint64 {
	var n uint64
	for _, c := range digits {
		unit /= 10
		n += uint64(c-'0') * unit
	}
	return n
}

// readTrueTime reads {"earliest":…,"latest":…} or [earliest, latest].
func (t timeReader) readTrueTime(raw rawJSON) (tt TrueTime, err *lineError) {
	var bounds [2]int64
	found := 0
	read := func(i int, value rawJSON) (err *lineError) {
		if bounds[i], err = t.read(value); err == nil {
			found |= 1 << i
			tt.Unit = max(tt.Unit, int64(t.unitOf(value)))
		}
		return err
	}
	elements := 0
	switch {
	case raw.isObject():
		err = walkMembers(raw, func(key []byte, value rawJSON) *lineError {
			switch string(key) {
			case "earliest":
				return read(0, value)
			case "latest":
				return read(1, value)
			}
			return nil
		})
	case raw.isArray():
		err = walkElements(raw, func(value rawJSON) *lineError {
			if elements++; elements > 2 {
				return nil
			}
			return read(elements-1, value)
		})
	}
	if err != nil {
		err.class = ClassClock
		return tt, err
	}
	if found != 3 || elements > 2 {
		return tt, badLine(ClassClock, 0, `%s, expected {"earliest":…,"latest":…} or [earliest, latest]`, raw.describe())
	}
	tt.Earliest, tt.Latest = bounds[0], bounds[1]
	return tt, nil
}
