package parse

import (
	"iter"
	"math/bits"
	"slices"
)

// kindCount is how many events have a kind and role.
type kindCount struct {
	kindRole uint8
	n        int
}

// kindCounts returns the counts that are not zero.
func kindCounts(all *[256]int) []kindCount {
	var found [256]kindCount
	some := found[:0]
	for i, n := range all {
		if n > 0 {
			some = append(some, kindCount{uint8(i), n})
		}
	}
	return slices.Clone(some)
}

// count returns how many events have a wanted kind and role.
func (r *Run) count(wanted *kindRoles) int {
	n := 0
	for _, c := range r.counts {
		n += c.n * int(wanted[c.kindRole])
	}
	return n
}

// CountKind returns how many events of the run have that kind.
func (r *Run) CountKind(k Kind) int {
	return r.count(withKinds([]Kind{k}))
}

// CountRole returns how many events of the run play that role.
func (r *Run) CountRole(role Role) int {
	return r.count(withRoles([]Role{role}))
}

// CountRoleOf returns how many events of strand s play one of these roles.
func (r *Run) CountRoleOf(s StrandID, roles ...Role) int {
	wanted := newMessageRoles(roles)
	st := &r.strands[s]
	n := 0
	for i := range st.blocks {
		for _, word := range st.blocks[i].inRoles(wanted, st.Len-i<<blockBits) {
			n += bits.OnesCount64(word)
		}
	}
	return n
}

// HasTrueTime reports whether any event of the run has a TrueTime interval.
func (r *Run) HasTrueTime() bool { return r.present>>colTTUnit&1 == 1 }

// HasReplies reports whether any event of the run names the request that its
// message answers.
func (r *Run) HasReplies() bool { return r.present>>colReply&1 == 1 }

// kindRoles is a set of what colKindRole may hold: 1 for what is in it.
type kindRoles [256]uint8

// withKinds returns everything of these kinds.
func withKinds(kinds []Kind) *kindRoles {
	var in kindRoles
	for _, k := range kinds {
		for role := NoRole; role <= Delivers; role++ {
			in[uint8(k)<<2|uint8(role)] = 1
		}
	}
	return &in
}

// withRoles returns everything with these roles.
func withRoles(roles []Role) *kindRoles {
	var in kindRoles
	for _, role := range roles {
		for k := range numKinds {
			in[uint8(k)<<2|uint8(role)] = 1
		}
	}
	return &in
}

// RoleSet returns the events that play a role as a set: event e is in it iff bit
// e%64 of element e/64 is 1. There are Len()/64+1 elements.
func (r *Run) RoleSet(role Role) []uint64 {
	wanted := newMessageRoles([]Role{role})
	set := make([]uint64, r.len/64+1)
	for s := range r.strands {
		st := &r.strands[s]
		for i := range st.blocks {
			first := uint(st.First) + uint(i<<blockBits)
			for k, word := range st.blocks[i].inRoles(wanted, st.Len-i<<blockBits) {
				at, shift := first/64+uint(k), first%64
				if low := word << shift; low != 0 {
					set[at] |= low
				}
				if high := word >> (64 - shift); high != 0 {
					set[at+1] |= high
				}
			}
		}
	}
	return set
}

// OfKind yields the events that have one of these kinds, by rising id. It takes
// no time at all where the run has none.
func (r *Run) OfKind(kinds ...Kind) iter.Seq[EventID] { return r.where(withKinds(kinds)) }

// OfRole yields the events that play one of these roles, by rising id. It takes
// no time at all where the run has none.
func (r *Run) OfRole(roles ...Role) iter.Seq[EventID] { return r.where(withRoles(roles)) }

// where yields the events whose kind and role are wanted.
func (r *Run) where(wanted *kindRoles) iter.Seq[EventID] {
	return func(yield func(EventID) bool) {
		left := r.count(wanted)
		var room [blockSize]uint8
		for s := 0; left > 0; s++ {
			st := &r.strands[s]
			for i := range st.blocks {
				first := st.First + EventID(i<<blockBits)
				at := st.blocks[i].where(wanted, st.Len-i<<blockBits, &room)
				for _, k := range at {
					if !yield(first + EventID(k)) {
						return
					}
				}
				if left -= len(at); left == 0 {
					return
				}
			}
		}
	}
}
