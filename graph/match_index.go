package graph

import (
	"sync"

	"github.com/tracecausal/tracecausal/parse"
)

// indexes hold every send under its keys: by the line that holds both ends, else
// by its sender and id, and by its sender and the request that it answers.
type indexes struct {
	lines        lineTable
	ids, replies *sendIndex // of a list for each sender
}

// indexer files the sends of one part of a run. It has the lists of the part's
// nodes for itself.
type indexer struct {
	g *Graph
	part
	*indexes
	onLines *sync.Mutex // guards indexes.lines
	aside   []proxied   // sends for the lists of others
}

// proxied is a send that another node than its sender logged.
type proxied struct {
	list *sendList
	keyedSend
}

// index files every send under its keys, and notes which nodes log deliveries.
func (g *Graph) index(parts []part) *indexes {
	nodes := len(g.run.Nodes())
	all := &indexes{ids: newSendIndex(nodes), replies: newSendIndex(nodes)}
	var onLines sync.Mutex
	asides := make([][]proxied, len(parts))
	shareOut(parts, func(i int, p part) {
		x := indexer{g: g, part: p, indexes: all, onLines: &onLines}
		for s := p.first; s < p.end; s++ {
			x.strand(s)
		}
		asides[i] = x.aside
	})
	for _, aside := range asides {
		for _, s := range aside {
			s.list.add(s.keyedSend, 1)
		}
	}
	all.ids.sort()
	all.replies.sort()
	return all
}

// strand files the sends of one strand.
func (x *indexer) strand(s parse.StrandID) {
	n := x.g.strands[s].Node
	const columns = parse.EndIDs | parse.EndReplies | parse.EndOwnLines | parse.EndFrom | parse.EndReceivers
	left := x.g.run.CountRoleOf(s, parse.Sends)
	for ends := range x.g.run.MessageEnds(s, columns, parse.Sends, parse.Delivers) {
		x.fileLines(ends)
		for i, e := range ends.Events {
			if ends.Roles[i] == parse.Delivers {
				x.g.delivers[n] = true
				continue
			}
			from := ends.From[i]
			if from == parse.NoNode {
				from = n
			}
			if ends.OwnLines[i] == 0 {
				more := 1
				if from == n {
					more = left
				}
				x.file(x.ids, from, keyedSend{ends.IDs[i], e, ends.Receivers[i]}, more)
				x.file(x.replies, from, keyedSend{ends.Replies[i], e, ends.Receivers[i]}, more)
			}
			left--
		}
	}
}

// fileLines files the sends that stand on the lines of their receives.
func (x *indexer) fileLines(ends *parse.MessageEnds) {
	x.onLines.Lock()
	defer x.onLines.Unlock()
	for i, line := range ends.OwnLines {
		if line != 0 && ends.Roles[i] == parse.Sends {
			x.lines.put(line, ends.Events[i])
		}
	}
}

// file files a send, if it has that kind of key. more is how many of its sender's
// sends may follow, it included, as far as that is known.
func (x *indexer) file(in *sendIndex, sender parse.NodeID, s keyedSend, more int) {
	switch {
	case s.key == 0:
	case sender >= x.firstNode && sender < x.endNode:
		in.of[sender].add(s, more)
	default:
		x.aside = append(x.aside, proxied{&in.of[sender], s})
	}
}
