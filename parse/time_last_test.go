package parse

import (
	"testing"
	"time"
)

// TestLastTime: a time that is read from what the one before left is the time
// that it says, and one that only looks alike is left to the strict path.
func TestLastTime(t *testing.T) {
	const base = "2024-01-31T12:00:00"
	texts := []string{"1700000000", "1700000000000000000.5", "5", ""}
	for _, fraction := range []string{"", ".", ",", ".5", ",25", ".123456789", ".1234567890", ".1234567891", ".5x", ".:", "./5", ".0"} {
		for _, offset := range []string{"Z", "z", "", "+01:00", "+0100", "-01", "x", "Zulu"} {
			texts = append(texts, base+fraction+offset)
		}
	}
	for i := range base {
		for _, c := range []byte("1x") {
			other := []byte(base + ".5Z")
			other[i] = c
			texts = append(texts, string(other), string(other[:len(base)])) // some are no times
		}
	}
	for _, zone := range []*time.Location{nil, time.UTC} {
		times := timeReader{zone: zone, unit: time.Second}
		for _, before := range texts {
			var l lastTime
			if ns, err := times.text([]byte(before)); err == nil {
				l.note([]byte(before), ns)
			}
			for _, text := range texts {
				want, err := times.text([]byte(text))
				for _, room := range []int{len(text), len(text) + expectedBytes} {
					ns, ok := l.read(append(make([]byte, 0, room), text...))
					if ok && (err != nil || ns != want) {
						t.Fatalf("%q after %q: got %d, expected %d, %v", text, before, ns, want, err)
					}
				}
			}
		}
	}
}

// TestLastTimeTakesTheSameSecond: the quick way is not passed by.
func TestLastTimeTakesTheSameSecond(t *testing.T) {
	times := timeReader{zone: time.UTC}
	for _, pair := range [][2]string{
		{"2024-01-31T12:00:00Z", "2024-01-31T12:00:00.5Z"},
		{"2024-01-31T12:00:00.123456789Z", "2024-01-31T12:00:00Z"},
		{"2024-01-31 12:00:00,1+01:00", "2024-01-31 12:00:00,999+01:00"},
		{"2024-01-31T12:00:00", "2024-01-31T12:00:00.0"},
		{"2024-01-31T12:00:00.0", "2024-01-31T12:00:00"},
	} {
		ns, err := times.text([]byte(pair[0]))
		if err != nil {
			t.Fatal(err)
		}
		var l lastTime
		l.note([]byte(pair[0]), ns)
		if _, ok := l.read([]byte(pair[1])); !ok {
			t.Errorf("%q is not read after %q", pair[1], pair[0])
		}
	}
}

// TestTimesAtTheLimits: what just fits 64 bits, and what is at zero.
func TestTimesAtTheLimits(t *testing.T) {
	for _, tt := range []struct {
		text string
		unit time.Duration
		want int64
		ok   bool
	}{
		{"0", time.Millisecond, 0, true},
		{"-0.5", time.Second, -5e8, true},
		{"9223372036854775807", time.Nanosecond, 9223372036854775807, true},
		{"9223372036854775808", time.Nanosecond, 0, false},
		{"9223372036854775.807", time.Microsecond, 9223372036854775807, true},
		{"9223372036854775.808", time.Microsecond, 0, false},
	} {
		ns, err := ParseTime(tt.text, Options{TimeUnit: tt.unit})
		if (err == nil) != tt.ok || ns != tt.want {
			t.Errorf("%s in %v: %d, %v", tt.text, tt.unit, ns, err)
		}
	}
	if _, _, _, ok := splitDecimal(nil); ok {
		t.Error("nothing is a number")
	}
}
