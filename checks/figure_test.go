package checks

import (
	"math/big"
	"strings"
	"testing"
)

func TestReadFigure(t *testing.T) {
	long := strings.Repeat("1", maxFigureText)
	for text, want := range map[string]string{
		"5": "5", "-1.5": "-1.5", " 7 ": "7", "1e3": "1000", "1E+2": "100", "25e-2": "0.25", "1e-9": "0.000000001",
		"1e64": "1" + strings.Repeat("0", 64), "1e-64": "0", long: long,
	} {
		f, ok := readFigure(text)
		if !ok || f.String() != want {
			t.Errorf("readFigure(%q) = %v, %v; want %s", text, f, ok, want)
		}
	}
	for _, text := range []string{"", "-", "five", "true", `"5"`, "[5]", "0x10", "1/3", "Infinity", "1e65", "1e-65", "1e99999999999", long + "1"} {
		if f, ok := readFigure(text); ok {
			t.Errorf("readFigure(%q) = %v, and is no number", text, f)
		}
	}
}

// TestCompareFigures: what a recorded figure may differ from the one that
// follows from others, by how either was written.
func TestCompareFigures(t *testing.T) {
	for _, c := range []struct {
		recorded, computed string // "" is a figure that nobody logged
		want               fit
		why                string
	}{
		{"5", "5", fits, "they are equal"},
		{"5", "6", fits, "one unit of the last place"},
		{"5", "7", misfit, "each stands for less than one more or less"},
		{"5", "4.8", mayFit, "5 may be 5.000, or 4.8 rounded"},
		{"5", "3.8", misfit, "nobody rounds 3.8 to 5"},
		{"4.9", "4.81", fits, "cut to one place"},
		{"4.81", "4.9", fits, "computed from figures of one place"},
		{"4.81", "4.83", mayFit, "two units, less what doubles lose"},
		{"4.81", "4.84", misfit, "three units of the last place"},
		{"0.1", "0", fits, "computed from whole figures"},
		{"0.5", "", misfit, "0 that nobody logged was not rounded"},
		{"1", "", fits, "1 may stand for less than 1"},
		{"2", "", misfit, "2 is more than one unit from nothing"},
		{"9007199254740993", "9007199254740994", fits, "one unit of the last place"},
		{"9007199254740993", "9007199254740996", misfit, "whole numbers are computed exactly"},
		{"0.30000000000000004", "0.3", fits, "what arithmetic in doubles loses"},
		{"0.3", "0.30000000000000004", fits, "and the other way round"},
	} {
		computed := nothing()
		if c.computed != "" {
			computed, _ = readFigure(c.computed)
		}
		recorded, _ := readFigure(c.recorded)
		if got := compareFigures(recorded, computed); got != c.want {
			t.Errorf("recorded %s, computed %q: %d, want %d: %s", c.recorded, c.computed, got, c.want, c.why)
		}
	}
}

func TestCompareBound(t *testing.T) {
	for _, c := range []struct {
		figure, bound string
		want          fit
	}{
		{"3", "3", fits}, {"2", "3", fits}, {"4", "3", mayFit}, {"5", "3", misfit},
		{"3.1", "3", mayFit}, {"4.1", "3", misfit}, {"3.01", "3.00", mayFit}, {"3.02", "3.00", misfit},
	} {
		figure, _ := readFigure(c.figure)
		bound, _ := readFigure(c.bound)
		if got := compareBound(figure, bound); got != c.want {
			t.Errorf("%s against a bound of %s: %d, want %d", c.figure, c.bound, got, c.want)
		}
	}
}

// TestFiner: the smaller of two units, where figures have any.
func TestFiner(t *testing.T) {
	small, large := big.NewRat(1, 100), big.NewRat(1, 10)
	for _, c := range [][3]*big.Rat{{small, large, small}, {large, small, small}, {nil, large, large}, {small, nil, small}, {nil, nil, nil}} {
		if got := finer(c[0], c[1]); got != c[2] {
			t.Errorf("the finer of %v and %v is %v", c[0], c[1], got)
		}
	}
}
