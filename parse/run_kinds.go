package parse

import "iter"

// CountKind returns how many events of the run have that kind.
func (r *Run) CountKind(k Kind) int {
	n := 0
	for role := NoRole; role <= Delivers; role++ {
		n += r.counts[uint8(k)<<2|uint8(role)]
	}
	return n
}

// CountRole returns how many events of the run play that role.
func (r *Run) CountRole(role Role) int {
	n := 0
	for k := range numKinds {
		n += r.counts[uint8(k)<<2|uint8(role)]
	}
	return n
}

// HasTrueTime reports whether any event of the run has a TrueTime interval.
func (r *Run) HasTrueTime() bool { return r.present>>colTTUnit&1 == 1 }

// OfKind yields the events that have one of these kinds, by rising id. It takes
// no time at all where the run has none.
func (r *Run) OfKind(kinds ...Kind) iter.Seq[EventID] {
	var wanted [256]bool
	for _, k := range kinds {
		for role := NoRole; role <= Delivers; role++ {
			wanted[uint8(k)<<2|uint8(role)] = true
		}
	}
	return r.where(&wanted)
}

// OfRole yields the events that play one of these roles, by rising id. It takes
// no time at all where the run has none.
func (r *Run) OfRole(roles ...Role) iter.Seq[EventID] {
	var wanted [256]bool
	for _, role := range roles {
		for k := range numKinds {
			wanted[uint8(k)<<2|uint8(role)] = true
		}
	}
	return r.where(&wanted)
}

// where yields the events whose kind and role are wanted.
func (r *Run) where(wanted *[256]bool) iter.Seq[EventID] {
	return func(yield func(EventID) bool) {
		left := 0
		for i, n := range r.counts {
			if wanted[i] {
				left += n
			}
		}
		for s := 0; left > 0; s++ {
			st := &r.strands[s]
			for i := range st.blocks {
				base, kinds := st.blocks[i].kinds(st.Len - i<<blockBits)
				for k, kind := range kinds {
					if wanted[base+kind] {
						if !yield(st.First + EventID(i<<blockBits+k)) {
							return
						}
						left--
					}
				}
				if left == 0 {
					return
				}
			}
		}
	}
}
