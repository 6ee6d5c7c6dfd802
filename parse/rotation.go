package parse

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// byFile splits a node's rows by file, and joins the files that their names
// put in order.
func (n *nodeRows) byFile(rows []rowRef) [][]rowRef {
	var sequences [][]rowRef
	begin := 0
	for i := 1; i <= len(rows); i++ {
		if i == len(rows) || n.file(rows[i]) != n.file(rows[begin]) {
			sequences = append(sequences, rows[begin:i])
			begin = i
		}
	}
	if len(sequences) == 1 {
		return sequences
	}
	var paths []string
	for _, s := range sequences {
		paths = append(paths, n.assembly.files.paths[n.file(s[0])])
	}
	order, ok := rotationOrder(paths)
	if !ok {
		return sequences
	}
	var joined []rowRef
	for _, i := range order {
		joined = append(joined, sequences[i]...)
	}
	return [][]rowRef{joined}
}

// rotationOrder returns the indices of paths from the oldest file to the
// newest, where their names say so: n.log.2, n.log.1, n.log, or names that
// differ in a date or a time only.
func rotationOrder(paths []string) ([]int, bool) {
	for _, key := range []func(string) (stem, age string){rotationNumber, dateInName} {
		order := make([]int, len(paths))
		ages := make([]string, len(paths))
		ok := true
		var first string
		for i, p := range paths {
			stem, age := key(strings.TrimSuffix(strings.TrimSuffix(p, ".gz"), ".zst"))
			if i == 0 {
				first = stem
			}
			order[i], ages[i] = i, age
			ok = ok && stem == first && age != ""
		}
		slices.SortFunc(order, func(x, y int) int { return cmp.Compare(ages[x], ages[y]) })
		for i := 1; i < len(order); i++ {
			ok = ok && ages[order[i-1]] != ages[order[i]] && len(ages[order[i-1]]) == len(ages[order[i]])
		}
		if ok {
			return order, true
		}
	}
	return nil, false
}

// rotationNumber splits "n.log.2"; a higher number is older, and the file
// without one is the newest.
func rotationNumber(path string) (stem, age string) {
	const newest = 1 << 30
	n := 0
	ext := filepath.Ext(path)
	if v, err := strconv.ParseUint(strings.TrimPrefix(ext, "."), 10, 29); err == nil {
		n, path = int(v), strings.TrimSuffix(path, ext)
	}
	return path, strconv.Itoa(newest + newest - 1 - n)
}

// datePattern is what may be a date, or date and time, in a file's name.
var datePattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?:[-_.T]?(\d{2})[-_.:]?(\d{2})(?:[-_.:]?(\d{2}))?)?`)
})

// dateInName splits the first date, or date and time, out of a file's name. The
// age is its digits alone, so that all of one length compare as what they mean.
func dateInName(path string) (stem, age string) {
	dir, name := filepath.Split(path)
	for from := 0; ; from++ {
		at := datePattern().FindStringSubmatchIndex(name[from:])
		if at == nil {
			return path, ""
		}
		digits := ""
		for g := 2; g < len(at) && at[g] >= 0; g += 2 {
			digits += name[from+at[g] : from+at[g+1]]
		}
		begin, whole, day := from+at[0], from+at[1], from+at[7]
		for _, end := range []int{whole, day} { // what follows the day may be no time
			age := digits
			if end == day {
				age = digits[:len("20060102")]
			}
			if isDate(age) && !hasDigit(name, begin-1) && !hasDigit(name, end) {
				return dir + name[:begin] + "\x00" + name[end:], age
			}
		}
		from = begin
	}
}

// isDate reports whether digits are a day, or a minute or second of one, and no
// other number, such as that of a thread.
func isDate(digits string) bool {
	t, err := time.Parse("20060102150405"[:len(digits)], digits)
	return err == nil && t.Year() >= 1970 && t.Year() <= 2100
}

// hasDigit reports whether a digit stands at index i, which may be outside.
func hasDigit(s string, i int) bool {
	return i >= 0 && i < len(s) && '0' <= s[i] && s[i] <= '9'
}
