package checks

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// valueKey is equal for equal JSON values, however they are written: blanks, the
// order of an object's keys, escapes and the spelling of a number (1, 1.0,
// 10e-1) do not count; "1" is not 1. It takes linear time but for sorting keys,
// and makes no new text for a scalar in its usual spelling.
func valueKey(v parse.Value) string {
	raw := v.Raw()
	if raw == "" || raw[0] != '{' && raw[0] != '[' {
		return scalarKey(raw)
	}
	r := keyReader{raw: raw}
	n := r.value()
	return string(n.append(nil))
}

// keyNode is a JSON value, read: a scalar, or what an array or an object holds.
type keyNode struct {
	name   string // its key, in an object
	scalar string // as scalarKey
	list   byte   // '[' or '{'; 0 for a scalar
	of     []keyNode
}

// append writes the tree as JSON without blanks.
func (n *keyNode) append(text []byte) []byte {
	if n.list == 0 {
		return append(text, n.scalar...)
	}
	text = append(text, n.list)
	for i := range n.of {
		if i > 0 {
			text = append(text, ',')
		}
		if n.list == '{' {
			text = append(append(text, n.of[i].name...), ':')
		}
		text = n.of[i].append(text)
	}
	return append(text, n.list+2) // ] and } stand two after [ and {
}

// keyReader goes along valid JSON.
type keyReader struct {
	raw string
	at  int
}

func (r *keyReader) value() keyNode {
	r.skip(" \t\r\n")
	list := r.raw[r.at]
	if list != '{' && list != '[' {
		return keyNode{scalar: r.scalar()}
	}
	n := keyNode{list: list}
	r.at++
	for r.skip(" \t\r\n,"); r.raw[r.at] != list+2; r.skip(" \t\r\n,") {
		name := ""
		if list == '{' {
			name = r.scalar()
			r.skip(" \t\r\n:")
		}
		member := r.value()
		member.name = name
		n.of = append(n.of, member)
	}
	r.at++
	if list == '{' {
		slices.SortStableFunc(n.of, func(a, b keyNode) int { return strings.Compare(a.name, b.name) })
	}
	return n
}

func (r *keyReader) skip(set string) {
	for r.at < len(r.raw) && strings.IndexByte(set, r.raw[r.at]) >= 0 {
		r.at++
	}
}

func (r *keyReader) scalar() string {
	from := r.at
	if r.raw[from] != '"' {
		for r.at < len(r.raw) && strings.IndexByte(" \t\r\n,]}", r.raw[r.at]) < 0 {
			r.at++
		}
		return scalarKey(r.raw[from:r.at])
	}
	for r.at++; r.raw[r.at] != '"'; r.at++ {
		if r.raw[r.at] == '\\' {
			r.at++
		}
	}
	r.at++
	return scalarKey(r.raw[from:r.at])
}

// scalarKey is the key of a string, a number or a literal.
func scalarKey(raw string) string {
	switch {
	case raw == "":
		return raw
	case raw[0] == '"':
		if strings.IndexByte(raw, '\\') < 0 {
			return raw
		}
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(parse.RawValue(raw).Text()) + `"`
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		return numberKey(raw)
	}
	return raw
}

// plainDigits is how many digits an integer may have to be its own key; longer
// ones are written with an exponent.
const plainDigits = 20

// numberKey writes a number exactly, each value in one way.
func numberKey(raw string) string {
	digits, sign := strings.CutPrefix(raw, "-")
	if len(digits) <= plainDigits && digits != "0" && strings.Trim(digits, "0123456789") == "" {
		return raw
	}
	mantissa, power, _ := strings.Cut(strings.ToLower(digits), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	exponent := 0
	if power != "" {
		n, err := strconv.ParseInt(power, 10, 32)
		if err != nil {
			return raw // beyond any number that is counted with
		}
		exponent = int(n)
	}
	exponent -= len(fraction)
	all := strings.TrimLeft(whole+fraction, "0")
	significant := strings.TrimRight(all, "0")
	exponent += len(all) - len(significant)
	text := significant + "e" + strconv.Itoa(exponent)
	switch {
	case significant == "":
		return "0"
	case exponent >= 0 && len(significant)+exponent <= plainDigits:
		text = significant + strings.Repeat("0", exponent)
	}
	if sign {
		return "-" + text
	}
	return text
}
