package parse

import (
	"slices"
	"strings"
	"testing"
)

// TestRotationOrder: names put files in order where they differ in one number or
// one date only, and each says how old its file is.
func TestRotationOrder(t *testing.T) {
	for _, tt := range []struct{ paths, want string }{
		{"a.log a.log.1 a.log.10 a.log.2", "a.log.10 a.log.2 a.log.1 a.log"},
		{"a.log.1.gz a.log a.log.2.zst", "a.log.2.zst a.log.1.gz a.log"},
		{"a.log b.log.1", ""},
		{"a.log a.log.1 b.log.2", ""},
		{"a.log b.log.1 a.log.2", ""},
		{"a.log.1 a.log.1.gz", ""}, // of one age
		{"a.log.3 a.log.1 a.log.1.gz", ""},
		{"a-2024-01-10.log a-2024-01-09.log", "a-2024-01-09.log a-2024-01-10.log"},
		{"a-20240110T0203.log a-20240110T0102.log", "a-20240110T0102.log a-20240110T0203.log"},
		{"a-20240110.log a-2024-01-09.log", "a-2024-01-09.log a-20240110.log"},
		{"a-2024-01-02.log a-2024.01.01.log", "a-2024.01.01.log a-2024-01-02.log"},
		{"a-2024-01-10.log a-2024-01-09T1200.log", ""}, // at what time of the day, the one does not say
		{"w-20020001.log w-20010001.log", ""},          // no month is 00
		{"w-20240230.log w-20240229.log", ""},
		{"w-20241301.log w-20240101.log", ""},
		{"w-98760101.log w-98760102.log", ""},
		{"a-1704010112.log a-1704010212.log", ""}, // a longer number
		{"a-20240110-9901.log a-20240109-9901.log", "a-20240109-9901.log a-20240110-9901.log"},
		{"a-20240110-9901.log a-20240110-9902.log", ""},
		{"w20010001-2024-01-10.log w20010001-2024-01-09.log", "w20010001-2024-01-09.log w20010001-2024-01-10.log"},
		{"a-2024-01-09.log a.log", ""},
		{"a-2024-01-09.log b-2024-01-10.log", ""},
		{"b-2024-01-09.log a-2024-01-10.log a-2024-01-11.log", ""},
		{"x/2024-01-10.log x/2024-01-09.log", "x/2024-01-09.log x/2024-01-10.log"},
		{"2024-01-10/a.log 2024-01-09/a.log", ""}, // a folder's name is not the file's
		{"x.log y.log", ""},
		{"a.log.999999999 a.log", ""}, // no number of a rotation
	} {
		paths := strings.Fields(tt.paths)
		order, ok := rotationOrder(paths)
		var got []string
		for _, i := range order {
			got = append(got, paths[i])
		}
		if ok != (tt.want != "") || !slices.Equal(got, strings.Fields(tt.want)) {
			t.Errorf("%s: got %v, %v, expected %q", tt.paths, got, ok, tt.want)
		}
	}
}
