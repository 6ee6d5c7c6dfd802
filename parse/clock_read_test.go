package parse

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// hlcForm is a notation of hybrid logical clocks: how it writes a stamp, and
// what it can hold.
type hlcForm struct {
	name  string
	unit  time.Duration
	maxPT int64 // in units
	maxC  int64
	write func(pt, c int64) string // as JSON
}

func hlcForms() []hlcForm {
	forms := []hlcForm{
		{"pt.c", time.Millisecond, math.MaxInt64 / 1_000_000, math.MaxInt64,
			func(pt, c int64) string { return fmt.Sprintf(`"%d.%d"`, pt, c) }},
		{"CockroachDB", time.Nanosecond, math.MaxInt64 - 2_000_000_000, math.MaxInt32,
			func(pt, c int64) string { return fmt.Sprintf(`"%d.%09d,%d"`, pt/1e9, pt%1e9, c) }},
		{"YugabyteDB", time.Microsecond, 1<<52 - 1, 1<<12 - 1,
			func(pt, c int64) string { return fmt.Sprintf(`"{ physical: %d logical: %d }"`, pt, c) }},
		{"MongoDB", time.Second, math.MaxUint32, math.MaxUint32,
			func(pt, c int64) string { return fmt.Sprintf(`"Timestamp(%d, %d)"`, pt, c) }},
		{"TiKV", time.Millisecond, 1<<43 - 1, 1<<18 - 1,
			func(pt, c int64) string { return fmt.Sprintf(`"(%d, %d)"`, pt, c) }},
		{"time of day", time.Second, 86399, math.MaxInt64,
			func(pt, c int64) string {
				return fmt.Sprintf(`"%02d:%02d:%02d:%03d"`, pt/3600, pt/60%60, pt%60, c)
			}},
	}
	for _, keys := range [][2]string{{"pt", "c"}, {"l", "c"}, {"physical", "logical"}} {
		object := func(pt, c int64) string { return fmt.Sprintf(`{%q:%d,%q:%d}`, keys[0], pt, keys[1], c) }
		forms = append(forms, hlcForm{keys[0], time.Microsecond, math.MaxInt64 / 1000, math.MaxInt64, object},
			hlcForm{keys[0] + " in a string", time.Microsecond, math.MaxInt64 / 1000, math.MaxInt64, func(pt, c int64) string {
				return strconv.Quote(object(pt, c))
			}})
	}
	return forms
}

// TestHLCRoundTrip writes stamps in every notation and reads them back to the
// nanosecond. Objects are in microseconds, as declared.
func TestHLCRoundTrip(t *testing.T) {
	for _, f := range hlcForms() {
		t.Run(f.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				pt := rapid.Int64Range(0, f.maxPT).Draw(t, "pt")
				c := rapid.Int64Range(0, f.maxC).Draw(t, "c")
				text := f.write(pt, c)
				got, unit, err := timeReader{unit: time.Microsecond}.readHLC(rawJSON(text))
				if err != nil {
					t.Fatalf("%s: %v", text, err)
				}
				if want := (HLC{PT: pt * int64(f.unit), C: uint64(c)}); got != want || unit != int64(f.unit) {
					t.Fatalf("%s is %+v in units of %d, want %+v in %d", text, got, unit, want, f.unit)
				}
			})
		})
	}
}

// TestHLCOrder reads two stamps of one notation: their order is that of their
// parts, so nothing is rounded, padded or wrapped.
func TestHLCOrder(t *testing.T) {
	for _, f := range hlcForms() {
		t.Run(f.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				pt := rapid.Int64Range(0, f.maxPT-1).Draw(t, "pt")
				c := rapid.Int64Range(0, f.maxC-1).Draw(t, "c")
				read := func(pt, c int64) HLC {
					h, _, err := timeReader{unit: time.Microsecond}.readHLC(rawJSON(f.write(pt, c)))
					if err != nil {
						t.Fatal(err)
					}
					return h
				}
				least := read(pt, c)
				if least.Compare(read(pt, c+1)) >= 0 || read(pt, f.maxC).Compare(read(pt+1, 0)) >= 0 {
					t.Fatalf("%s is not in order with what follows", f.write(pt, c))
				}
			})
		})
	}
}

// TestPackedTSO packs and reads stamps of the years in which a packed one is
// told from a plain number.
func TestPackedTSO(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Int64Range(magnitudeFirst*1000, magnitudeEnd*1000-1).Draw(t, "ms")
		logical := rapid.Int64Range(0, 1<<18-1).Draw(t, "logical")
		got, unit, err := timeReader{}.readHLC(rawJSON(fmt.Sprintf(`"%d"`, ms<<18|logical)))
		want := HLC{PT: ms * int64(time.Millisecond), C: uint64(logical)}
		if err != nil || got != want || unit != int64(time.Millisecond) {
			t.Fatalf("%d, %d: %+v, unit %d, %v", ms, logical, got, unit, err)
		}
	})
}

// TestTimeUnits writes a time in each unit, whole and with a fraction, and
// reads it back by its magnitude and by a declaration.
func TestTimeUnits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ns := rapid.Int64Range(magnitudeFirst*1_000_000_000, magnitudeEnd*1_000_000_000-1).Draw(t, "ns")
		for _, unit := range []time.Duration{time.Second, time.Millisecond, time.Microsecond, time.Nanosecond} {
			whole, rest := ns/int64(unit), ns%int64(unit)
			text := strconv.FormatInt(whole, 10)
			if unit > 1 {
				text += fmt.Sprintf(".%0*d", len(strconv.Itoa(int(unit)))-1, rest)
			}
			for _, reader := range []timeReader{{}, {unit: unit}} {
				if got, err := reader.read(rawJSON(text)); err != nil || got != ns {
					t.Fatalf("%s with unit %v: %d, %v, want %d", text, reader.unit, got, err, ns)
				}
			}
		}
	})
}

// TestRFC3339AgreesWithPackageTime compares texts near a valid one with what
// package time makes of them, which takes +24:00 and +01:60 for offsets too.
func TestRFC3339AgreesWithPackageTime(t *testing.T) {
	offset := regexp.MustCompile(`(Z|([01][0-9]|2[0-3]):[0-5][0-9])$`)
	good, bad := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		ns := rapid.Int64().Draw(t, "ns")
		zone := time.FixedZone("", rapid.IntRange(-23*60, 23*60).Draw(t, "offset")*60)
		text := []byte(time.Unix(0, ns).In(zone).Format(time.RFC3339Nano))
		if i := rapid.IntRange(0, 4*len(text)).Draw(t, "change"); i < len(text) {
			text[i] = rapid.SampledFrom([]byte("0123456789-:TZ+.")).Draw(t, "to")
		}
		theirs, theirErr := time.Parse(time.RFC3339Nano, string(text))
		sec := theirs.Unix()
		ok := theirErr == nil && sec > -9_223_372_036 && sec < 9_223_372_036 && offset.Match(text)
		ours, err := timeReader{}.text(text)
		if (err == nil) != ok || ok && ours != theirs.UnixNano() {
			t.Fatalf("%s: %d, %v; package time: %v, %v", text, ours, err, theirs, theirErr)
		}
		if ok {
			good++
		} else {
			bad++
		}
	})
	if good == 0 || bad == 0 {
		t.Errorf("%d good and %d bad texts, want both", good, bad)
	}
}

// TestZoneAgreesWithSearch looks for the instants at which the clocks of a
// zone showed a time of day, the slow way: at every quarter of an hour of three
// days around it.
func TestZoneAgreesWithSearch(t *testing.T) {
	var zones []*time.Location
	for _, name := range []string{"America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		near := rapid.SampledFrom([]string{"2024-03-10", "2024-11-03", "2024-04-07", "2024-10-06", "2011-12-30", "2024-06-01"}).Draw(t, "date")
		start, err := time.Parse(time.DateOnly, near)
		if err != nil {
			t.Fatal(err)
		}
		utc := start.Add(time.Duration(rapid.IntRange(0, 24*4).Draw(t, "quarter")) * 15 * time.Minute)
		const layout = "2006-01-02 15:04:05"
		text := utc.Format(layout)
		var want []int64
		for at := utc.Add(-36 * time.Hour); at.Before(utc.Add(36 * time.Hour)); at = at.Add(15 * time.Minute) {
			if at.In(zone).Format(layout) == text {
				want = append(want, at.UnixNano())
			}
		}
		got, bad := timeReader{zone: zone}.text([]byte(text))
		if (bad == nil) != (len(want) == 1) || bad == nil && got != want[0] {
			t.Fatalf("%s in %v: %d, %v, want %d", text, zone, got, bad, want)
		}
	})
}

// drawEntries draws a clock whose names are all different.
func drawEntries(t *rapid.T, name *rapid.Generator[string]) []NamedEntry {
	names := rapid.SliceOfNDistinct(name, 1, 6, rapid.ID).Draw(t, "names")
	var entries []NamedEntry
	for _, n := range names {
		entries = append(entries, NamedEntry{Name: []byte(n), N: uint64(rapid.Int64Range(0, math.MaxInt64).Draw(t, "n"))})
	}
	return entries
}

// TestVectorRoundTrip writes a clock in every notation and reads it back.
func TestVectorRoundTrip(t *testing.T) {
	name := rapid.StringMatching(`[a-zA-Z0-9.:_/é"\\-]{0,6}[a-z]`)
	rapid.Check(t, func(t *rapid.T) {
		entries := drawEntries(t, name)
		var members, pairs, counts []string
		for _, e := range entries {
			members = append(members, string(appendQuoted(nil, e.Name))+":"+formatUint(e.N))
			pairs = append(pairs, fmt.Sprintf("%s:%d", e.Name, e.N))
			counts = append(counts, formatUint(e.N))
		}
		object, array := "{"+strings.Join(members, ",")+"}", "["+strings.Join(counts, ", ")+"]"
		quoted := func(s string) string { return string(appendQuoted(nil, []byte(s))) }
		for _, text := range []string{object, quoted(object), quoted(strings.Join(pairs, ",")), array, quoted(array)} {
			var c vectorStamp
			if err := readVector(&c, rawJSON(text)); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			want := entries
			if c.counts != nil {
				want = nil
				for i, n := range c.counts {
					if n != entries[i].N {
						t.Fatalf("%s: entry %d is %d", text, i, n)
					}
				}
			}
			if diff := cmp.Diff(want, c.entries); diff != "" {
				t.Fatalf("%s: %s", text, diff)
			}
		}
	})
}

func TestCountsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9]{1,21}|-?[0-9]{1,3}(\.[0-9])?(e[0-9])?`).Draw(t, "text")
		want, err := strconv.ParseUint(text, 10, 63)
		got, ok := parseCount([]byte(text))
		if ok != (err == nil) || ok && got != want {
			t.Fatalf("%q: %d, %v, want %d, %v", text, got, ok, want, err)
		}
	})
}

func formatUint(n uint64) string { return strconv.FormatUint(n, 10) }
