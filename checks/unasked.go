package checks

import (
	"cmp"
	"slices"

	"github.com/tracecausal/tracecausal/parse"
)

// unasked counts the answers to requests of which the log holds neither end,
// and names the first. Nothing is wrong with their own messages, but the log
// lacks a line. Requests of external nodes may be missing.
//
// It takes O(n log n) time for n ends of messages, and no more than a look at
// each send where none is a reply.
func unasked(run *parse.Run) (n int, first parse.EventID) {
	var known []messageKey
	for id := range run.OfRole(parse.Sends) {
		key, ok := repliesTo(run.Event(id))
		if !ok {
			continue
		}
		if known == nil {
			known = requestKeys(run)
		}
		if _, found := slices.BinarySearchFunc(known, key, messageKey.compare); found {
			continue
		}
		if n++; n == 1 {
			first = id
		}
	}
	return n, first
}

// repliesTo returns the key of the request that a send answers, where it says
// so and the one who asked is to be expected in the log.
func repliesTo(e parse.Event) (key messageKey, ok bool) {
	to, all := e.To()
	if e.InReplyTo() == 0 || all || len(to) != 1 || e.Run().Nodes()[to[0]].External {
		return key, false
	}
	return messageKey{to[0], e.InReplyTo()}, true
}

// messageKey names a message by its sender and id.
type messageKey struct {
	from parse.NodeID
	id   parse.MsgID
}

func (k messageKey) compare(l messageKey) int {
	return cmp.Or(cmp.Compare(k.from, l.from), cmp.Compare(k.id, l.id))
}

// requestKeys returns the keys of all messages with an id, sent or received, in
// rising order.
func requestKeys(run *parse.Run) []messageKey {
	var keys []messageKey
	for id := range run.OfRole(parse.Sends, parse.Receives) {
		e := run.Event(id)
		from, named := e.From()
		if !named && e.Role() == parse.Sends {
			from, named = e.Node(), true
		}
		if e.MsgID() != 0 && named {
			keys = append(keys, messageKey{from, e.MsgID()})
		}
	}
	slices.SortFunc(keys, messageKey.compare)
	return keys
}
