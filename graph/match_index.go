package graph

import (
	"slices"
	"sync"

	"github.com/tracecausal/tracecausal/parse"
)

// indexes hold every send under its keys: by the line that holds both ends, else
// by its sender and id, and by its sender and the request that it answers.
type indexes struct {
	g       *Graph
	parts   []part
	sends   int // of the run
	lines   lineTable
	onLines sync.Mutex // guards lines while they are filed
	ids     *sendIndex
	replies func() *sendIndex // made when a receive names a request only
}

// indexSends files every send under its line or its id.
func (g *Graph) indexSends(parts []part) *indexes {
	x := &indexes{g: g, parts: parts, sends: g.run.CountRole(parse.Sends)}
	x.ids = x.file(parse.EndIDs)
	x.replies = sync.OnceValue(func() *sendIndex { return x.file(parse.EndReplies) })
	return x
}

// file files every send that has that kind of key, and with their ids the sends
// that stand on the lines of their receives.
func (x *indexes) file(key parse.EndColumns) *sendIndex {
	index := newSendIndex(len(x.g.run.Nodes()))
	asides := make([][]proxied, len(x.parts))
	shareOut(x.parts, func(i int, p part) {
		of := indexer{indexes: x, part: p, key: key, index: index}
		for s := p.first; s < p.end; s++ {
			of.strand(s)
		}
		asides[i] = of.aside
	})
	for _, aside := range asides {
		for _, s := range aside {
			s.list.add(s.key, s.send, 1)
		}
	}
	index.sort()
	return index
}

// indexer files the sends of one part of a run under one kind of key. It has the
// lists of the part's nodes for itself.
type indexer struct {
	*indexes
	part
	key   parse.EndColumns // EndIDs or EndReplies
	index *sendIndex
	aside []proxied // sends for the lists of others
}

// proxied is a send that another node than its sender logged.
type proxied struct {
	list *sendList
	key  parse.MsgID
	send
}

// strand files the sends of one strand.
func (x *indexer) strand(s parse.StrandID) {
	left := x.sends * x.g.strands[s].Len / x.g.run.Len()
	for ends := range x.g.run.MessageEnds(s, parse.EndOwnLines, parse.Sends) {
		if x.key == parse.EndIDs && slices.Max(ends.OwnLines) != 0 {
			x.fileLines(ends)
		}
		if slices.Contains(ends.OwnLines, 0) {
			ends.Read(x.key | parse.EndFrom | parse.EndReceivers)
			x.fileKeys(x.g.strands[s].Node, ends, left)
		}
		left -= len(ends.Events)
	}
}

// fileLines files the sends that stand on the lines of their receives.
func (x *indexer) fileLines(ends *parse.MessageEnds) {
	x.onLines.Lock()
	defer x.onLines.Unlock()
	for i, line := range ends.OwnLines {
		if line != 0 {
			x.lines.put(line, ends.Events[i])
		}
	}
}

// fileKeys files the other sends. left is how many the strand of node n may have from
// these on: as many as others, for its length.
func (x *indexer) fileKeys(n parse.NodeID, ends *parse.MessageEnds, left int) {
	keys := ends.IDs
	if x.key == parse.EndReplies {
		keys = ends.Replies
	}
	own := &x.index.of[n]
	events, senders, to := ends.Events[:len(keys)], ends.From[:len(keys)], ends.Receivers[:len(keys)]
	for i, key := range keys {
		s := send{events[i], to[i]}
		switch from := senders[i]; {
		case key == 0 || ends.OwnLines[i] != 0:
		case from == parse.NoNode || from == n:
			own.add(key, s, left-i)
		case from >= x.firstNode && from < x.endNode:
			x.index.of[from].add(key, s, 1)
		default:
			x.aside = append(x.aside, proxied{&x.index.of[from], key, s})
		}
	}
}
