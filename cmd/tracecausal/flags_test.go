package main

import (
	"testing"

	"github.com/spf13/pflag"
)

// TestFlagValues: every flag that is not understood is refused, none is
// rounded or ignored.
func TestFlagValues(t *testing.T) {
	for _, c := range []struct {
		value pflag.Value
		good  map[string]string // as given: as read
		bad   []string
	}{
		{value: new(byteSize), good: map[string]string{"1": "1", "65536": "64KiB", "1MiB": "1MiB", "3KiB": "3KiB", "1GiB": "1GiB", "70000": "70000", "5B": "5"},
			bad: []string{"", "0", "-1", "1.5MiB", "1MB", "2GiB", "MiB", "1 MiB", "1M", "99999999999999999999"}},
		{value: new(bound), good: map[string]string{"250ms": "250ms", "0s": "0s", "1m": "1m0s"}, bad: []string{"", "5", "-1s", "fast"}},
		{value: &count{min: 0}, good: map[string]string{"0": "0", "7": "7"}, bad: []string{"-1", "x", "1.0", ""}},
		{value: new(optionalBool), good: map[string]string{"true": "true", "false": "false"}, bad: []string{"", "yes", "0"}},
		{value: &choice{words: []string{"a", "b"}}, good: map[string]string{"a": "a"}, bad: []string{"", "c", "A"}},
		{value: new(zone), good: map[string]string{"UTC": "UTC", "+02:00": "+02:00", "-11:30": "-11:30"}, bad: []string{"", "CST", "EST", "Mars/Olympus", "2"}},
		{value: new(list), good: map[string]string{"a": "a"}, bad: []string{"", "a,", ",", "a,,b"}},
	} {
		for text, want := range c.good {
			if err := c.value.Set(text); err != nil || c.value.String() != want {
				t.Errorf("%T %q: read as %q (%v), want %q", c.value, text, c.value.String(), err, want)
			}
		}
		for _, text := range c.bad {
			if err := c.value.Set(text); err == nil {
				t.Errorf("%T accepts %q as %q", c.value, text, c.value.String())
			}
		}
	}
}

// TestListRepeats: a list grows with every use of its flag.
func TestListRepeats(t *testing.T) {
	var l list
	l.Set("a, b")
	l.Set("c")
	if got := l.String(); got != "a,b,c" {
		t.Errorf("got %q, want a,b,c", got)
	}
}
