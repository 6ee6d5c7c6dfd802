package checks

import (
	"math"
	"math/big"
	"testing"

	"github.com/tracecausal/tracecausal/parse"
)

// TestAddAndSubtract compares sums at and near the ends of the range with those
// of numbers that have none.
func TestAddAndSubtract(t *testing.T) {
	clamp := func(n *big.Int) int64 {
		switch {
		case n.IsInt64():
			return n.Int64()
		case n.Sign() < 0:
			return math.MinInt64
		}
		return math.MaxInt64
	}
	numbers := []int64{math.MinInt64, math.MinInt64 + 1, math.MinInt64 / 2, -2, -1, 0, 1, 2, math.MaxInt64/2 + 1, math.MaxInt64 - 1, math.MaxInt64}
	for _, a := range numbers {
		for _, b := range numbers {
			x, y := big.NewInt(a), big.NewInt(b)
			if want := clamp(new(big.Int).Add(x, y)); add(a, b) != want {
				t.Errorf("add(%d, %d) = %d, want %d", a, b, add(a, b), want)
			}
			if want := clamp(new(big.Int).Sub(x, y)); subtract(a, b) != want {
				t.Errorf("subtract(%d, %d) = %d, want %d", a, b, subtract(a, b), want)
			}
		}
	}
}

func TestNanoseconds(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "5": 5_000_000, "-5": -5_000_000, "0.5": 500_000, "-0.5": -500_000, "1.5e0": 1_500_000, "0.0000004": 0,
		"9223372036854": 9223372036854 * 1_000_000, "-9223372036854": -9223372036854 * 1_000_000,
		"9223372036855": math.MaxInt64, "-9223372036855": math.MinInt64, "9223372036854775807": math.MaxInt64,
		"1e40": math.MaxInt64, "-1e40": math.MinInt64, "9223372036854.775808": math.MaxInt64, "-9223372036854.775808": math.MinInt64,
	} {
		if ns, ok := nanoseconds(parse.RawValue(text)); !ok || ns != want {
			t.Errorf("%s ms are %d ns, %v; want %d", text, ns, ok, want)
		}
	}
	if ns, ok := nanoseconds(parse.RawValue(`"soon"`)); ok {
		t.Errorf("soon is in %d ns", ns)
	}
}
