package simulate

// Wire records what a node of the Maelstrom workbench reads on its standard
// input and writes on its standard output, one file per node, NODE.jsonl, one
// line for each message:
//
//	{"src":"c1","dest":"n1","body":{"type":"generate","msg_id":2},"time":1700000000004}
//
// Each file is one node's own: a message between two nodes stands in both. What
// is no message is in no such log.
type Wire struct {
	files
	buf []byte
}

// NewWire returns a recorder that tells settings whose each file is.
func NewWire(settings *Settings) *Wire {
	settings.known = append(settings.known, Pair{"node_from_file", `([^/\\]+)\.jsonl$`})
	return &Wire{files: newFiles(settings.create, ".jsonl", "")}
}

// Record writes one line for each message that is sent, or the one that is
// received.
func (r *Wire) Record(node string, e Entry) error {
	switch e.Kind {
	case "send":
		for _, to := range e.To {
			if err := r.line(node, node, to, e); err != nil {
				return err
			}
		}
	case "receive":
		return r.line(node, e.From, node, e)
	}
	return nil
}

func (r *Wire) line(node, from, to string, e Entry) error {
	w, err := r.file(node)
	if err != nil {
		return err
	}
	body := []Pair{{"type", e.Label}, {"msg_id", e.MsgID}}
	if e.InReplyTo != 0 {
		body = append(body, Pair{"in_reply_to", e.InReplyTo})
	}
	pairs := []Pair{{"src", from}, {"dest", to}, {"body", object(append(body, e.Fields...))}}
	if e.Incarnation != 0 {
		pairs = append(pairs, Pair{"incarnation", e.Incarnation})
	}
	pairs = append(pairs, e.Clocks...)
	if e.Wall != 0 {
		pairs = append(pairs, Pair{"time", e.Wall / 1e6})
	}
	r.buf = append(appendObject(r.buf[:0], pairs), '\n')
	_, err = w.Write(r.buf)
	return err
}
