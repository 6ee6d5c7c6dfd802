package parse

import "bytes"

// maelstromFormat is the message protocol of the Maelstrom workbench
// (https://github.com/jepsen-io/maelstrom, doc/protocol.md), as it stands on
// the wire or in a journal of the network.
var maelstromFormat = Format{
	Name:  "maelstrom",
	Title: "messages of the Maelstrom protocol",
	Looks: `{"src":"c1","dest":"n1","body":{"type":"generate","msg_id":2}}, one line a message; ` +
		`or one line for each end: {"id":0,"type":"send","message":{"src":…,"dest":…,"body":…}}`,
	Causes:  "both ends on one line; message ids; requests and the replies to them",
	detect:  detectMaelstrom,
	decoder: newMaelstromDecoder,
}

func detectMaelstrom(head []byte, _ *Options) bool {
	for line := range headLines(bytes.TrimPrefix(head, []byte("\ufeff"))) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if validJSON(line) != nil || !rawJSON(bytes.TrimSpace(line)).isObject() {
			return false
		}
		if isHeader(line) {
			continue
		}
		var w wire
		w.read(line)
		_, typed := valueAt(w.body, []string{"type"})
		end := string(w.end)
		return w.src != nil && w.dest != nil && typed && (!w.journal || end == `"send"` || end == `"recv"`)
	}
	return false
}

// answers are the replies that mean something to the checks, by their type. It
// is the node that answers to which it happened: it issued the timestamp, it
// holds the lease, it made the id. So the kind sits on its send.
var answers = [...]struct {
	body string
	kind Kind
}{
	{"oracle_get_time_ok", Timestamp},
	{"oracle_fail_primary_ok", Failover},
	{"acquire_lease_ok", LeaseAcquire},
	{"renew_lease_ok", LeaseRenew},
	{"release_lease_ok", LeaseRelease},
	{"check_lease_ok", LeaseCheck},
	{"generate_ok", ID},
}

func answerKind(body []byte) Kind {
	for _, a := range answers {
		if string(body) == a.body {
			return a.kind
		}
	}
	return Send
}

// wire is a line of the protocol, taken apart. A value that is absent is nil.
type wire struct {
	src, dest, body, id rawJSON // of the message
	node                rawJSON // who logged the line
	time                rawJSON
	end                 rawJSON // "send" or "recv" in a journal
	journal             bool
	single              bool    // the line is of one node's own log
	event               []keyID // keys that describe the event of one end: clocks, seq, life
	values              []rawJSON
	run                 rawJSON
}

// read takes a validated line apart.
func (w *wire) read(line rawJSON) {
	*w = wire{event: w.event[:0], values: w.values[:0]}
	var message rawJSON
	_ = walkObject(line, func(key []byte, value rawJSON) *lineError {
		switch string(key) {
		case "node":
			w.node = value
		case "time":
			w.time = value
		case "type":
			w.end = value
		case "message":
			message = value
		case "run", "execution":
			w.run = value
		default:
			if !w.field(key, value) {
				w.other(key, value)
			}
		}
		return nil // so the walk has no error to lose
	})
	if w.body == nil && message.isObject() {
		w.journal = true
		_ = walkObject(message, func(key []byte, value rawJSON) *lineError {
			w.field(key, value)
			return nil // so the walk has no error to lose
		})
	}
}

// field notes a field of the message.
func (w *wire) field(key []byte, value rawJSON) bool {
	switch string(key) {
	case "src":
		w.src = value
	case "dest":
		w.dest = value
	case "body":
		w.body = value
	case "id":
		w.id = value
	default:
		return false
	}
	return true
}

// other notes what describes the event at one end.
func (w *wire) other(key []byte, value rawJSON) {
	k := eventKeys.ids[string(key)]
	for _, role := range []keyRole{roleVector, roleHLC, roleLamport, roleTrueTime, roleSeq, roleLife} {
		for _, known := range eventKeys.roles[role] {
			if k == known {
				w.event, w.values = append(w.event, k), append(w.values, value)
			}
		}
	}
}
