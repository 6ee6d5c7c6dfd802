package witness

import (
	"math/big"
	"slices"
	"strings"
)

// berkeleyMean is the mean of the reports that the round used, each less half
// its round trip; nil where something is missing.
func (r *round) berkeleyMean() *big.Rat {
	var reports []*big.Rat
	for _, s := range r.sources {
		switch {
		case s.unused:
		case s.report == nil || s.rtt == nil && s.name != r.node:
			return nil
		case s.rtt == nil:
			reports = append(reports, s.report)
		default:
			reports = append(reports, minus(s.report, half(s.rtt)))
		}
	}
	if reports == nil {
		return nil
	}
	return mean(reports)
}

// rulings returns the adjustments that the algorithm's rule allows, none where
// the record does not say enough.
func (c *claim) rulings(r *round) (list []*big.Rat) {
	switch name := r.algorithm(); {
	case strings.HasPrefix(name, "cristian"):
		return r.cristian()
	case strings.HasSuffix(name, "ntp") && r.sources == nil && r.stamped():
		return []*big.Rat{r.offsetOfExchange()}
	case strings.HasSuffix(name, "ntp"):
		for _, s := range r.sources {
			if s.name == r.text("peer") && s.offset != nil {
				list = append(list, s.offset)
			}
		}
		return list
	case name == "berkeley" && r.sources != nil:
		if m := r.berkeleyMean(); m != nil && r.t1 != nil {
			return []*big.Rat{minus(m, r.t1)}
		}
		return nil
	case name == "berkeley":
		return c.berkeleyFollower(r)
	case strings.HasPrefix(name, "marzullo"):
		return r.marzullo()
	}
	return r.faultTolerant()
}

func (r *round) cristian() []*big.Rat {
	answer, trip := r.t3, r.rtt
	if answer == nil {
		answer = r.t2
	}
	if r.stamped() {
		trip = r.trip()
	} else if r.t1 != nil && r.t4 != nil {
		trip = minus(r.t4, r.t1)
	}
	if answer == nil || trip == nil || r.t4 == nil {
		return nil
	}
	return []*big.Rat{minus(plus(answer, half(trip)), r.t4)}
}

// berkeleyFollower looks for the leader's round of the same t1, and the
// follower's report in it.
func (c *claim) berkeleyFollower(r *round) (list []*big.Rat) {
	for _, e := range c.nodes[r.text("peer")] {
		if !e.is("sync") || r.t1 == nil || r.t2 == nil {
			continue
		}
		leader := roundOf(e)
		m := leader.berkeleyMean()
		if leader.algorithm() != "berkeley" || leader.t1 == nil || leader.t1.Cmp(r.t1) != 0 || m == nil {
			continue
		}
		for _, s := range leader.sources {
			if s.name == r.node && s.report != nil && s.report.Cmp(r.t2) == 0 {
				list = append(list, minus(m, s.report))
				if s.rtt != nil {
					list = append(list, plus(minus(m, s.report), half(s.rtt)))
				}
			}
		}
	}
	return list
}

// marzullo tries every interval between a low end and a high end, and takes the
// middle of the smallest in which most sources agree.
func (r *round) marzullo() []*big.Rat {
	var spans [][2]*big.Rat
	for _, s := range r.sources {
		low, high, wrong := s.low, s.high, s.wrong
		if wrong == nil && s.rtt != nil {
			wrong = half(s.rtt)
		}
		if low == nil && s.offset != nil && wrong != nil {
			low, high = minus(s.offset, wrong), plus(s.offset, wrong)
		}
		if low == nil || high == nil {
			return nil
		}
		if !s.unused {
			spans = append(spans, [2]*big.Rat{low, high})
		}
	}
	var best [2]*big.Rat
	most := 0
	for _, a := range spans {
		for _, b := range spans {
			low, high, votes := a[0], b[1], 0
			for _, s := range spans {
				if s[0].Cmp(low) <= 0 && s[1].Cmp(high) >= 0 {
					votes++
				}
			}
			smaller := best[0] != nil && minus(high, low).Cmp(minus(best[1], best[0])) < 0
			lower := best[0] != nil && minus(high, low).Cmp(minus(best[1], best[0])) == 0 && low.Cmp(best[0]) < 0
			if low.Cmp(high) <= 0 && (votes > most || votes == most && (smaller || lower)) {
				best, most = [2]*big.Rat{low, high}, votes
			}
		}
	}
	if most == 0 {
		return nil
	}
	return []*big.Rat{half(plus(best[0], best[1]))}
}

func (r *round) faultTolerant() []*big.Rat {
	var offsets []*big.Rat
	for _, s := range r.sources {
		if s.offset == nil {
			return nil
		}
		offsets = append(offsets, s.offset)
	}
	f := r.faulty()
	slices.SortFunc(offsets, func(a, b *big.Rat) int { return a.Cmp(b) })
	if len(offsets) <= 2*f {
		return nil
	}
	return []*big.Rat{mean(offsets[f : len(offsets)-f])}
}

// faulty is how many faulty clocks a round tolerates: as it says, else half of
// those that it left out.
func (r *round) faulty() int {
	if r.tolerates >= 0 {
		return r.tolerates
	}
	unused := 0
	for _, s := range r.sources {
		if s.unused {
			unused++
		}
	}
	return (unused + 1) / 2
}
