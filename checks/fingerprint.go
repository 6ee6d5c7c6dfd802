package checks

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strconv"

	"github.com/tracecausal/tracecausal/parse"
)

// identity lists the payload fields that say which thing an event is about.
// Times and amounts are left out: they differ between recordings of one bug.
var identity = [...]parse.Field{
	parse.FResource, parse.FHolder, parse.FToken, parse.FLease, parse.FStore, parse.FID,
	parse.FOracle, parse.FNewOracle, parse.FSnapshot, parse.FView, parse.FOp, parse.FKey,
	parse.FCounter, parse.FTxn,
}

// fingerprint names every finding of one check by what it is about and never
// by where it stands: roles, nodes, kinds, labels, message ids and identifying
// payload, and a number among those that are alike in all of that. So it stays
// when unrelated events are added, files are renamed or lines of different
// nodes are shuffled, and it does not tell definite from possible.
func fingerprint(run *parse.Run, findings []Finding) {
	order := make([]int, len(findings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return comparePlaces(findings[a], findings[b]) })
	seen := make(map[[sha256.Size]byte]int, len(findings))
	for _, i := range order {
		key := findingKey(run, &findings[i])
		ordinal := seen[key]
		seen[key]++
		sum := sha256.Sum256(strconv.AppendInt(key[:], int64(ordinal), 10))
		findings[i].Fingerprint = hex.EncodeToString(sum[:8])
	}
}

func findingKey(run *parse.Run, f *Finding) (key [sha256.Size]byte) {
	h := sha256.New()
	put(h, f.Check)
	put(h, f.Subject)
	for _, w := range f.Events {
		e := run.Event(w.Event)
		put(h, w.Role)
		put(h, e.NodeName())
		put(h, e.Kind().String())
		put(h, e.Label())
		put(h, run.MsgText(e.MsgID()))
		for _, field := range identity {
			put(h, e.Text(field))
		}
	}
	h.Sum(key[:0])
	return key
}

// put writes a text so that no two lists of texts give the same bytes.
func put(h hash.Hash, s string) {
	h.Write(strconv.AppendInt(nil, int64(len(s)), 10))
	h.Write([]byte{':'})
	h.Write([]byte(s))
}
