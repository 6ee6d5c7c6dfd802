package checks

import (
	"math/big"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// amountOf returns a payload field that is an amount.
func amountOf(e parse.Event, f parse.Field) (*big.Rat, bool) {
	v, ok := e.Payload(f)
	if !ok {
		return nil, false
	}
	return v.Decimal()
}

// amountText writes an amount as a decimal.
func amountText(r *big.Rat) string {
	const places = 128 // an exact decimal of parse.Value has no more
	if r.IsInt() {
		return r.Num().String()
	}
	return strings.TrimRight(r.FloatString(places), "0")
}
