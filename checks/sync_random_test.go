package checks_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tracecausal/tracecausal/checks"
)

// refRound is a round of the twin, in units so large (thousands) that rounding
// decides nothing: a figure is right, or wrong by far.
type refRound struct {
	fields map[string]any
	wrong  bool
}

// randomRound makes a round of some algorithm and, sometimes, a mistake in it.
// What is right is computed here in doubles, from the definition.
func randomRound(rng *rand.Rand) refRound {
	n := func(most int) float64 { return float64(1000 * (1 + rng.IntN(most))) }
	mistake := 0.0
	if rng.IntN(6) == 0 {
		mistake = n(9)
	}
	r := refRound{wrong: mistake != 0}
	switch rng.IntN(5) {
	case 0, 1:
		t1 := n(50)
		t2, t3 := n(50), 0.0
		t3 = t2 + n(5)
		t4 := t1 + (t3 - t2) + n(20)
		rtt := (t4 - t1) - (t3 - t2)
		offset := ((t2 - t1) + (t3 - t4)) / 2
		r.fields = map[string]any{"algorithm": []string{"ntp", "cristian"}[rng.IntN(2)], "peer": "S", "t1": t1, "t2": t2, "t3": t3, "t4": t4,
			"offset": offset, "rtt": rtt, "adjustment": t3 + rtt/2 - t4}
		key := []string{"offset", "rtt", "adjustment"}[rng.IntN(3)]
		r.fields[key] = r.fields[key].(float64) + mistake
	case 2:
		sum, used := 0.0, 0
		var sources []map[string]any
		for i := range 2 + rng.IntN(4) {
			s := map[string]any{"node": fmt.Sprint("n", i), "time": n(50), "rtt": n(8), "used": i == 0 || rng.IntN(3) > 0}
			if s["used"].(bool) {
				sum, used = sum+s["time"].(float64)-s["rtt"].(float64)/2, used+1
			}
			sources = append(sources, s)
		}
		t1 := n(50)
		r.fields = map[string]any{"algorithm": "berkeley", "t1": t1, "sources": sources, "adjustment": sum/float64(used) - t1 + mistake}
	case 3:
		var offsets []float64
		var sources []map[string]any
		for range 2 + rng.IntN(7) {
			offsets = append(offsets, n(90))
			sources = append(sources, map[string]any{"offset": offsets[len(offsets)-1]})
		}
		f := rng.IntN(3)
		r.wrong = r.wrong || len(offsets) <= 3*f
		slices.Sort(offsets)
		sum, left := 0.0, 0.0
		for i, v := range offsets {
			if i >= f && i < len(offsets)-f {
				sum, left = sum+v, left+1
			}
		}
		r.fields = map[string]any{"algorithm": "fault-tolerant average", "tolerates": f, "sources": sources, "adjustment": sum/max(left, 1) + mistake}
	default:
		sources, middle := randomSpans(rng)
		r.fields = map[string]any{"algorithm": "Marzullo", "sources": sources, "adjustment": middle + mistake}
	}
	return r
}

// randomSpans makes intervals and finds the smallest interval that most agree
// on by trying every pair of a low and a high end.
func randomSpans(rng *rand.Rand) (spans [][2]float64, middle float64) {
	for range 1 + rng.IntN(6) {
		low := 1000 * float64(rng.IntN(20))
		spans = append(spans, [2]float64{low, low + 1000*float64(rng.IntN(12))})
	}
	most, width := 0, 0.0
	for _, a := range spans {
		for _, b := range spans {
			low, high := a[0], b[1]
			holds := 0
			for _, s := range spans {
				if s[0] <= low && high <= s[1] {
					holds++
				}
			}
			if low > high || holds < most || holds == most && (high-low > width || high-low == width && (low+high)/2 >= middle) {
				continue
			}
			most, width, middle = holds, high-low, (low+high)/2
		}
	}
	return spans, middle
}

func TestRoundAgainstDefinitions(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	seen := tally{}
	for range checks.Fewer(1000) {
		var lines []string
		wrong := 0
		for i := range 1 + rng.IntN(4) {
			r := randomRound(rng)
			if r.wrong {
				wrong++
			}
			r.fields["node"], r.fields["kind"] = fmt.Sprint("x", i), "sync"
			text, _ := json.Marshal(r.fields)
			lines = append(lines, string(text))
		}
		want := checks.Pass
		if wrong > 0 {
			want = checks.Fail
		}
		seen[want]++
		text := strings.Join(lines, "\n") + "\n"
		if r := judgeByOne(t, "sync/round", text, checks.Options{}); r.Status != want || r.Total != wrong {
			t.Fatalf("got %v with %d findings, want %v with %d\n%s", r.Status, r.Total, want, wrong, text)
		}
	}
	seen.biases(t, checks.Pass, checks.Fail)
}

// TestSkewAgainstTrueClock compares the check with a clock whose difference
// from the true one is known at every record.
func TestSkewAgainstTrueClock(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 2))
	seen := tally{}
	for range checks.Fewer(1000) {
		text, wrong, open := "", 0, 0
		for node := range 1 + rng.IntN(3) {
			now, ahead, promised := 10_000, rng.IntN(200)-100, -1
			for range 1 + rng.IntN(4) {
				now += 1000
				ahead += rng.IntN(31) - 15 // drift, and at times a jump
				adjustment := -ahead + rng.IntN(31) - 15
				if promised >= 0 && max(ahead, -ahead) > promised {
					wrong++
				}
				promised = 8 + rng.IntN(20)
				ahead += adjustment
				if max(ahead, -ahead) > promised {
					wrong++
				}
				reference := fmt.Sprintf(`,"reference":%d`, now)
				if rng.IntN(40) == 0 {
					reference, open = "", open+1
				}
				text += fmt.Sprintf(`{"node":"n%d","kind":"sync","algorithm":"cristian","t4":%d,"adjustment":%d,"bound":%d%s}`+"\n",
					node, now+ahead-adjustment, adjustment, promised, reference)
			}
		}
		r := judgeByOne(t, "sync/skew", text, checks.Options{})
		want := checks.Pass
		switch {
		case open > 0 && r.Status == checks.Fail && r.Total <= wrong: // what is left may be enough
			want = checks.Fail
		case open > 0:
			want = checks.Inconclusive
		case wrong > 0:
			want = checks.Fail
		}
		seen[want]++
		definite := 0
		for _, f := range r.Findings {
			if f.Certainty == checks.Definite {
				definite++
			}
		}
		// A difference of up to three units beyond the bound may be rounding.
		if want == checks.Fail && open == 0 && r.Status == checks.Inconclusive && definite == 0 && r.Total == wrong {
			continue
		}
		if r.Status != want || open == 0 && r.Total != wrong {
			t.Fatalf("got %v with %d findings, want %v with %d\n%s", r.Status, r.Total, want, wrong, text)
		}
	}
	seen.biases(t, checks.Pass, checks.Fail)
}
