package parse

import (
	"slices"
	"time"
)

// headerKey marks a file's header: an object that states what the recorder
// knows of the whole file. Its value is the version of the contract.
const headerKey = "tracecausal"

// fileHeader is what the header of one file declared.
type fileHeader struct {
	Header
	nodes    []string          // names of array clocks, by index
	timeUnit time.Duration     // of numeric times; 0 where not declared
	aliases  map[string]string // other name → node
}

// promises are what a system may promise. What each means is for package
// checks to say. "none" promises nothing.
var promises = []string{"fifo", "causal", "total", "total=lamport", "exactly-once", "reliable", "monotone-wall", "none"}

// Promises returns the names of all that a system may promise, and "none".
func Promises() []string { return slices.Clone(promises) }

// isHeader reports whether a validated line is an object with the header's key.
func isHeader(line rawJSON) bool {
	found := false
	if line.isObject() {
		_ = walkObject(line, func(key []byte, _ rawJSON) *lineError {
			found = found || string(key) == headerKey
			return nil // so the walk has no error to lose
		})
	}
	return found
}

// readHeader reads a validated line that is a header. Unlike an event it may
// hold no key that is not known: a misspelt promise would silently not count.
func readHeader(line rawJSON) (*fileHeader, *lineError) {
	h := &fileHeader{}
	err := walkObject(line, func(key []byte, value rawJSON) *lineError {
		return inField(string(key), h.set(string(key), value))
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

func (h *fileHeader) set(key string, value rawJSON) (err *lineError) {
	switch key {
	case headerKey:
		if string(value) != "1" {
			return badLine(ClassField, 0, "%s as the version of the header, expected 1", value.describe())
		}
	case "nodes":
		h.nodes, err = readNames(value)
		if name, again := repeated(h.nodes); err == nil && again {
			err = badLine(ClassField, 0, "%s stands there twice: which entry of an array clock is its own?", Quote(name))
		}
	case "external":
		h.External, err = readNames(value)
	case "promise":
		h.Promise, err = readPromises(value)
	case "max_skew_ms":
		h.MaxSkew, err = readMillis(value)
	case "max_drift_ppm":
		h.MaxDrift, err = readDrift(value)
	case "total":
		h.Total, err = readTotal(value)
	case "ticks":
		h.Ticks, err = readTicks(value)
	case "time_unit":
		h.timeUnit, err = readUnit(value)
	case "aliases":
		h.aliases, err = readAliases(value)
	case "same_reading":
		if string(value) != "true" && string(value) != "false" {
			return badLine(ClassField, 0, "%s, expected true or false", value.describe())
		}
		h.SameReading = string(value) == "true"
	default:
		return badLine(ClassField, 0, "a header has no such key; known: %s, nodes, external, promise, max_skew_ms, max_drift_ppm, total, ticks, time_unit, aliases, same_reading", headerKey)
	}
	return err
}

// inField names the field in an error about its value.
func inField(name string, err *lineError) *lineError {
	if err != nil {
		err.msg = "field " + Quote(name) + ": " + err.msg
	}
	return err
}

// readNames reads an array of names, each a text or number that is not empty.
func readNames(value rawJSON) ([]string, *lineError) {
	if !value.isArray() {
		return nil, badLine(ClassField, 0, "%s, expected an array of names", value.describe())
	}
	names := []string{}
	err := walkArray(value, func(v rawJSON) *lineError {
		name, err := readName(v)
		if err == nil && len(name) == 0 {
			err = badLine(ClassField, 0, "an empty name")
		}
		names = append(names, string(name))
		return err
	})
	return names, err
}

// repeated returns the first name that is there before, false where there is
// none.
func repeated(names []string) (string, bool) {
	seen := make(map[string]bool, len(names))
	for _, name := range names {
		if seen[name] {
			return name, true
		}
		seen[name] = true
	}
	return "", false
}

// readPromises reads what a system promises: not nil, and empty for "none".
func readPromises(value rawJSON) ([]string, *lineError) {
	if !value.isArray() {
		return nil, badLine(ClassField, 0, "%s, expected an array", value.describe())
	}
	promised := []string{}
	err := walkArray(value, func(v rawJSON) *lineError {
		name := string(v.text())
		if !v.isString() || !slices.Contains(promises, name) {
			return badLine(ClassField, 0, "%s is no promise; known: %q", v.describe(), promises)
		}
		promised = append(promised, name)
		return nil
	})
	if err == nil && slices.Contains(promised, "none") {
		if len(promised) > 1 {
			return nil, badLine(ClassField, 0, `"none" stands beside other promises`)
		}
		promised = promised[:0]
	}
	return promised, err
}

func readMillis(value rawJSON) (*time.Duration, *lineError) {
	return readScaled(value, time.Millisecond, "milliseconds")
}

// readDrift reads parts per million as what a clock gains or loses in a second.
func readDrift(value rawJSON) (*time.Duration, *lineError) {
	return readScaled(value, time.Microsecond, "parts per million")
}

// readScaled reads a number of units that is not negative.
func readScaled(value rawJSON, unit time.Duration, noun string) (*time.Duration, *lineError) {
	negative, whole, fraction, ok := splitDecimal(value)
	ns, fits := scale(whole, uint64(unit))
	if !value.isNumber() || !ok || !fits || negative {
		return nil, badLine(ClassField, 0, "%s, expected %s as a number in plain digits", value.describe(), noun)
	}
	d := time.Duration(ns) + time.Duration(fractionOf(fraction, uint64(unit)))
	return &d, nil
}

func readTotal(value rawJSON) (*Value, *lineError) {
	v := RawValue(string(value))
	if _, ok := v.Decimal(); !ok || !value.isNumber() {
		return nil, badLine(ClassField, 0, "%s, expected a number", value.describe())
	}
	return &v, nil
}

func readTicks(value rawJSON) (Ticks, *lineError) {
	if ticks, ok := ParseTicks(string(value.text())); ok {
		return ticks, nil
	}
	return TicksUnknown, badLine(ClassField, 0, `%s, expected "all" or "sends"`, value.describe())
}

func readUnit(value rawJSON) (time.Duration, *lineError) {
	if unit, ok := ParseUnit(string(value.text())); ok {
		return unit, nil
	}
	return 0, badLine(ClassField, 0, `%s, expected "s", "ms", "us" or "ns"`, value.describe())
}

func readAliases(value rawJSON) (map[string]string, *lineError) {
	if !value.isObject() {
		return nil, badLine(ClassField, 0, "%s, expected an object of names", value.describe())
	}
	aliases := map[string]string{}
	err := walkObject(value, func(key []byte, v rawJSON) *lineError {
		name, err := readName(v)
		if err == nil && (len(name) == 0 || len(key) == 0) {
			err = badLine(ClassField, 0, "an empty name")
		}
		aliases[string(key)] = string(name)
		return err
	})
	return aliases, err
}
