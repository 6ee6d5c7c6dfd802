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

// OfKind yields the events that have one of these kinds, by rising id. It takes
// no time at all where the run has none.
func (r *Run) OfKind(kinds ...Kind) iter.Seq[EventID] {
	wanted := withKinds(kinds)
	return r.where(r.count(wanted), func(b *block, n int, room *[blockSize]uint8) []uint8 { return b.where(wanted, n, room) })
}

// OfRole yields the events that play one of these roles, by rising id. It takes
// no time at all where the run has none.
func (r *Run) OfRole(roles ...Role) iter.Seq[EventID] {
	wanted := newMessageRoles(roles)
	return r.where(r.count(withRoles(roles)), func(b *block, n int, room *[blockSize]uint8) []uint8 { return b.inRoles(wanted, n).list(room) })
}

// where yields the events, count in all, whose indices in each block in tells of
// the block's first n.
func (r *Run) where(count int, in func(b *block, n int, room *[blockSize]uint8) []uint8) iter.Seq[EventID] {
	return func(yield func(EventID) bool) {
		left := count
		var room [blockSize]uint8
		for s := 0; left > 0; s++ {
			st := &r.strands[s]
			for i := range st.blocks {
				first := st.First + EventID(i<<blockBits)
				at := in(&st.blocks[i], st.Len-i<<blockBits, &room)
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
