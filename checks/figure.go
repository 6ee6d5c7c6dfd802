package checks

import (
	"encoding/json"
	"math/big"
	"strings"
)

// figure is a number of a log, or one computed from several, as an exact
// fraction that knows how coarsely it was written.
//
// A figure that was logged may have been rounded or cut at its last written
// place, so the value it stands for lies less than one unit of that place away.
type figure struct {
	v     *big.Rat
	slack *big.Rat // what was meant is less than this away
	fine  *big.Rat // unit of the finest last place among what it was computed from
	size  *big.Rat // sum of their magnitudes
}

// Limits on what is read as a number, so that a hostile one costs nothing.
const (
	maxFigureText = 64
	maxFigureExp  = 64
)

// readFigure reads a JSON number, bare or as text. Longer ones, and exponents
// beyond 64, are refused.
func readFigure(text string) (figure, bool) {
	text = strings.TrimSpace(text)
	if len(text) > maxFigureText || !json.Valid([]byte(text)) || !strings.ContainsAny(text[:1], "-0123456789") {
		return figure{}, false
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	exp, ok := new(big.Int), true
	if exponent != "" {
		exp, ok = exp.SetString(strings.TrimPrefix(exponent, "+"), 10)
	}
	if !ok || exp.CmpAbs(big.NewInt(maxFigureExp)) > 0 {
		return figure{}, false
	}
	v, ok := new(big.Rat).SetString(text)
	_, decimals, _ := strings.Cut(mantissa, ".")
	unit := power(min(0, int(exp.Int64())-len(decimals)))
	if !ok {
		return figure{}, false
	}
	return figure{v, unit, unit, new(big.Rat).Abs(v)}, true
}

// power returns 10^n.
func power(n int) *big.Rat {
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil)
	if n < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), p)
	}
	return new(big.Rat).SetInt(p)
}

// nothing returns 0, which nobody logged and nobody rounded.
func nothing() figure { return figure{v: new(big.Rat), slack: new(big.Rat), size: new(big.Rat)} }

func (f figure) plus(g figure) figure {
	return figure{sum(f.v, g.v), sum(f.slack, g.slack), finer(f.fine, g.fine), sum(f.size, g.size)}
}

func (f figure) minus(g figure) figure {
	return f.plus(figure{new(big.Rat).Neg(g.v), g.slack, g.fine, g.size})
}

// over returns f / n.
func (f figure) over(n int) figure {
	by := big.NewRat(1, int64(n))
	return figure{product(f.v, by), product(f.slack, by), f.fine, product(f.size, by)}
}

func sum(a, b *big.Rat) *big.Rat     { return new(big.Rat).Add(a, b) }
func product(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func (f figure) abs() figure { return figure{new(big.Rat).Abs(f.v), f.slack, f.fine, f.size} }

// finer returns the smaller unit; nil is that of no figure.
func finer(a, b *big.Rat) *big.Rat {
	if a == nil || b != nil && b.Cmp(a) < 0 {
		return b
	}
	return a
}

// mean returns the mean of at least one figure.
func mean(list []figure) figure {
	total := list[0]
	for _, f := range list[1:] {
		total = total.plus(f)
	}
	return total.over(len(list))
}

// fit says whether a figure is what it should be.
type fit uint8

const (
	fits   fit = iota
	mayFit     // only if what was logged was rounded
	misfit     // however it was rounded
)

// compareFigures compares what is recorded with what follows from other
// figures. One unit of the last place is no difference, and neither is what
// arithmetic in doubles may lose.
func compareFigures(recorded, computed figure) fit {
	d := recorded.minus(computed).abs()
	one, slack := lastPlace(recorded, computed), d.slack
	if d.fine.Cmp(wholeUnit) < 0 {
		lost := product(d.size, doubleLoss)
		one, slack = sum(one, lost), sum(slack, lost)
	}
	switch {
	case d.v.Cmp(one) <= 0:
		return fits
	case d.v.Cmp(slack) < 0:
		return mayFit
	}
	return misfit
}

// lastPlace returns the unit in which a record of a computed figure may be off:
// of its own last place, or of what it was computed from where that is coarser
// (doubles print more digits than they know) or where the record is a whole
// number (5 may be 5.000 or a rounded 4.8).
func lastPlace(recorded, computed figure) *big.Rat {
	if computed.fine != nil && (recorded.fine.Cmp(wholeUnit) >= 0 || computed.fine.Cmp(recorded.fine) > 0) {
		return computed.fine
	}
	return recorded.fine
}

var wholeUnit = big.NewRat(1, 1)

// doubleLoss is more than a few operations on doubles lose of a number.
var doubleLoss = big.NewRat(1, 1<<50)

// compareBound says whether a figure is at most a bound.
func compareBound(f, bound figure) fit {
	over := f.minus(bound)
	switch {
	case over.v.Sign() <= 0:
		return fits
	case over.v.Cmp(over.slack) < 0:
		return mayFit
	}
	return misfit
}

// String writes the figure with at most nine decimals.
func (f figure) String() string {
	text := f.v.FloatString(9)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
