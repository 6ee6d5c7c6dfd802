package parse

import (
	"math/big"
	"strconv"
	"strings"
)

// Value is the value of a payload field as it was logged: a piece of valid
// JSON, kept as text so that nothing passes through a float.
type Value struct {
	raw string
}

// RawValue wraps a piece of valid JSON.
func RawValue(json string) Value { return Value{raw: json} }

// Raw returns the JSON text. Text of equal JSON strings may differ by escapes;
// compare [Value.Text] instead.
func (v Value) Raw() string { return v.raw }

// IsString reports whether the value is a JSON string.
func (v Value) IsString() bool { return strings.HasPrefix(v.raw, `"`) }

// Text returns a string's content, and the JSON text of anything else: the
// number 7 and the string "7" have the same Text.
func (v Value) Text() string {
	if !v.IsString() {
		return v.raw
	}
	return unquote(v.raw)
}

// Int returns an integer, written as a JSON number or as text of one. It never
// rounds: 1.0, 1e3 and values beyond int64 are not integers here.
func (v Value) Int() (int64, bool) {
	n, err := strconv.ParseInt(v.Text(), 10, 64)
	return n, err == nil
}

// Float returns a JSON number as the nearest float64.
func (v Value) Float() (float64, bool) {
	n, err := strconv.ParseFloat(v.raw, 64)
	return n, err == nil
}

// maxDecimal bounds the text of an exact number, and its exponent: 1e999999999
// would be a number of a gigabyte.
const maxDecimal = 64

// Decimal returns a decimal number exactly, whether it stands as a JSON number
// or as text. It refuses text of more than 64 characters and exponents beyond
// 64: no amount or reading has them.
func (v Value) Decimal() (*big.Rat, bool) {
	text := v.Text()
	if len(text) > maxDecimal || strings.Trim(text, "0123456789+-.eE") != "" {
		return nil, false
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if n, err := strconv.Atoi(text[i+1:]); err != nil || n > maxDecimal || n < -maxDecimal {
			return nil, false
		}
	}
	return new(big.Rat).SetString(text)
}

// Bool returns a JSON boolean.
func (v Value) Bool() (value, ok bool) {
	return v.raw == "true", v.raw == "true" || v.raw == "false"
}
