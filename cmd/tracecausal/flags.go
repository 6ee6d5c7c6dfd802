package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/tracecausal/tracecausal/parse"
)

// The flag values below check what they are given while the command line is
// read: a misspelt value must stop the program, never be ignored.

// choice is a flag that takes one of a few words.
type choice struct {
	value string
	words []string
	set   bool // given at all
}

func newChoice(value string, words ...string) choice { return choice{value: value, words: words} }

// String implements pflag.Value.
func (c *choice) String() string { return c.value }

// Type implements pflag.Value.
func (c *choice) Type() string { return strings.Join(c.words, "|") }

// Set implements pflag.Value.
func (c *choice) Set(s string) error {
	if !slices.Contains(c.words, s) {
		return fmt.Errorf("want one of %s", strings.Join(c.words, ", "))
	}
	c.value, c.set = s, true
	return nil
}

// list is a flag that takes names separated by commas and may be repeated.
type list struct {
	values []string
	set    bool // given at all, be it empty
}

// String implements pflag.Value.
func (l *list) String() string { return strings.Join(l.values, ",") }

// Type implements pflag.Value.
func (l *list) Type() string { return "LIST" }

// Set implements pflag.Value.
func (l *list) Set(s string) error {
	l.set = true
	for _, v := range strings.Split(s, ",") {
		if v = strings.TrimSpace(v); v == "" {
			return fmt.Errorf("a name in the list is empty")
		}
		l.values = append(l.values, v)
	}
	return nil
}

// byteSize is a flag that takes a size such as 4096, 64KiB or 1MiB.
type byteSize int

// String implements pflag.Value.
func (b *byteSize) String() string { return strings.ReplaceAll(formatSize(int(*b)), " ", "") }

// Type implements pflag.Value.
func (b *byteSize) Type() string { return "SIZE" }

// Set implements pflag.Value.
func (b *byteSize) Set(s string) error {
	digits := strings.TrimRight(s, "KMGiBb")
	units := map[string]int{"": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
	unit, ok := units[s[len(digits):]]
	n, err := strconv.Atoi(digits)
	if err != nil || !ok || n <= 0 || n > maxByteSize/unit {
		return fmt.Errorf("want a size from 1 to 1GiB, such as 65536, 64KiB or 1MiB")
	}
	*b = byteSize(n * unit)
	return nil
}

const maxByteSize = 1 << 30

// formatSize writes n so that byteSize reads it back.
func formatSize(n int) string {
	for _, u := range []struct {
		size int
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n > 0 && n%u.size == 0 {
			return strconv.Itoa(n/u.size) + u.name
		}
	}
	return strconv.Itoa(n)
}

// bound is a flag that takes a duration of zero or more; nil where not given.
type bound struct{ value *time.Duration }

// String implements pflag.Value.
func (b *bound) String() string {
	if b.value == nil {
		return ""
	}
	return b.value.String()
}

// Type implements pflag.Value.
func (b *bound) Type() string { return "DURATION" }

// Set implements pflag.Value.
func (b *bound) Set(s string) error {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return fmt.Errorf("want a duration of zero or more with its unit, such as 250ms")
	}
	b.value = &d
	return nil
}

// decimal is a flag that takes a decimal number; nil where not given.
type decimal struct{ value *parse.Value }

// String implements pflag.Value.
func (d *decimal) String() string {
	if d.value == nil {
		return ""
	}
	return d.value.Text()
}

// Type implements pflag.Value.
func (d *decimal) Type() string { return "NUMBER" }

// Set implements pflag.Value.
func (d *decimal) Set(s string) error {
	v := parse.RawValue(strconv.Quote(s))
	if _, ok := v.Decimal(); !ok {
		return fmt.Errorf("want a number such as 110 or 99.50")
	}
	d.value = &v
	return nil
}

// count is a flag that takes an integer of at least min, and of at most max where there is one.
type count struct {
	value, min int
	max        int // 0: none
}

// String implements pflag.Value.
func (c *count) String() string { return strconv.Itoa(c.value) }

// Type implements pflag.Value.
func (c *count) Type() string { return "N" }

// Set implements pflag.Value.
func (c *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	switch {
	case c.max > 0 && (err != nil || n < c.min || n > c.max):
		return fmt.Errorf("want a whole number from %d to %d", c.min, c.max)
	case err != nil || n < c.min:
		return fmt.Errorf("want a whole number of at least %d", c.min)
	}
	c.value = n
	return nil
}

// zone is a flag that takes a time zone by name or by offset.
type zone struct {
	name     string
	location *time.Location
}

// String implements pflag.Value.
func (z *zone) String() string { return z.name }

// Type implements pflag.Value.
func (z *zone) Type() string { return "ZONE" }

// Set implements pflag.Value. Abbreviations such as CST are refused: they name
// several zones.
func (z *zone) Set(s string) error {
	if t, err := time.Parse("-07:00", s); err == nil {
		z.name, z.location = s, t.Location()
		return nil
	}
	loc, err := time.LoadLocation(s)
	if err != nil || s == "" || !strings.Contains(s, "/") && s != "UTC" && s != "Local" {
		return fmt.Errorf("want a zone such as UTC, Europe/Berlin, Local or +02:00")
	}
	z.name, z.location = s, loc
	return nil
}

// flagError rewords an error of the flag library so that no raw argument
// reaches the terminal.
func flagError(err error) error {
	return usageErrorf("%s; see --help", parse.Escape(err.Error()))
}

// addVar registers a flag of one of the types above.
func addVar(fs *pflag.FlagSet, v pflag.Value, name, short, usage string) {
	fs.VarP(v, name, short, usage)
}
