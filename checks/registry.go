package checks

import (
	"fmt"
	"slices"
	"strings"
)

// All returns every check, in the order reports show them: the evidence
// first, then what is concluded from it. Adding a check is one file and one
// line here.
func All() []Check {
	return []Check{
		causalityCycle,
		clockVector,
		clockLamport,
		clockHLC,
		clockWall,
		messageMatch,
		deliveryFIFO,
		deliveryCausal,
		deliveryTotal,
		deliveryStuck,
		cutConsistent,
		channelState,
		cutConserved,
		leaseOverlap,
		leaseFencing,
		leaseExpiredUse,
		viewOnePrimary,
		viewSuccession,
		replicaOrder,
		replicaOutput,
		idDuplicate,
		oracleUnique,
		oracleMonotone,
		oracleFailover,
		syncRound,
		syncSkew,
		truetimeInterval,
		truetimeCommitWait,
		storeLostUpdate,
		storeSiblings,
		storeDots,
		counterConvergence,
	}
}

// ByID returns the check of that identifier.
func ByID(list []Check, id string) (Check, bool) {
	for _, c := range list {
		if c.ID == id {
			return c, true
		}
	}
	return Check{}, false
}

// Select returns the checks named by only (all of them where it is empty)
// without those named by skip, in the order of [All]. A name is an identifier
// ("lease/overlap") or a group ("lease" or "lease/*"). A name that fits no
// check is an error that lists what was perhaps meant, and so is a selection
// that leaves nothing.
func Select(only, skip []string) ([]Check, error) {
	wanted, err := Expand(only)
	if err != nil {
		return nil, err
	}
	unwanted, err := Expand(skip)
	if err != nil {
		return nil, err
	}
	var list []Check
	for _, c := range All() {
		if (len(only) == 0 || slices.Contains(wanted, c.ID)) && !slices.Contains(unwanted, c.ID) {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no check is left: %s selected, %s skipped", orAll(only), strings.Join(skip, ", "))
	}
	return list, nil
}

// Expand turns names of checks and groups into identifiers, in the order of
// [All], each once. An unknown name is an error.
func Expand(names []string) ([]string, error) {
	var ids []string
	for _, name := range names {
		if !slices.ContainsFunc(All(), func(c Check) bool { return matches(name, c.ID) }) {
			return nil, fmt.Errorf("unknown check %q%s", name, suggest(name))
		}
	}
	for _, c := range All() {
		for _, name := range names {
			if matches(name, c.ID) {
				ids = append(ids, c.ID)
				break
			}
		}
	}
	return ids, nil
}

func matches(name, id string) bool {
	group, _, _ := strings.Cut(id, "/")
	return name == id || name == group || name == group+"/*"
}

// suggest lists the identifiers that resemble an unknown name.
func suggest(name string) string {
	wanted, _, _ := strings.Cut(name, "/")
	var similar, grouped []string
	for _, c := range All() {
		group, short, _ := strings.Cut(c.ID, "/")
		if near(name, c.ID, 3) || near(name, short, 2) || near(strings.TrimSuffix(name, "/*"), group, 1) {
			similar = append(similar, c.ID)
		}
		if group == wanted {
			grouped = append(grouped, c.ID)
		}
	}
	if similar == nil {
		similar = grouped
	}
	if similar == nil {
		return "; 'tracecausal explain' lists the checks"
	}
	return "; did you mean " + strings.Join(similar, ", ") + "?"
}

// near reports whether a name is a misspelling of another, with at most so many
// slips. More than a third of its letters are no slip.
func near(name, other string, slips int) bool {
	return distance(name, other) <= min(slips, len(name)/3)
}

// distance is the edit distance (Levenshtein 1966) of two short names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func orAll(only []string) string {
	if len(only) == 0 {
		return "all"
	}
	return strings.Join(only, ", ")
}
