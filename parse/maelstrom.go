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
	var r eventReader
	for line := range headLines(bytes.TrimPrefix(head, []byte("\ufeff"))) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if r.read(line) != nil {
			return false
		}
		if r.noted.has(keyHeader) {
			continue
		}
		var w wire
		w.read(&r)
		end := string(w.end)
		return w.src != nil && w.dest != nil && w.typ != nil && (!w.journal || end == `"send"` || end == `"recv"`)
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
	single              bool     // the line is of one node's own log
	event               []member // what describes the event of one end: clocks, seq, life
	run                 rawJSON

	fields  []member // those of the body with a known key
	typ, ok rawJSON  // two of them
}

// member is a known key with its value.
type member struct {
	key keyID
	slot
}

// eventRoles are those of what describes the event at one end.
var eventRoles = rolesOf(roleVector, roleHLC, roleLamport, roleTrueTime, roleSeq, roleLife)

// read takes the line apart that r has read.
func (w *wire) read(r *eventReader) {
	*w = wire{event: w.event[:0], fields: w.fields[:0]}
	var message rawJSON
	for _, k := range r.used {
		s := &r.slots[k]
		switch k {
		case keyNode:
			w.node = s.raw
		case keyTime:
			w.time = s.raw
		case keyType:
			w.end = s.raw
		case keyMessage:
			message = s.raw
		case keyRun, keyExecution:
			w.run = s.raw
		default:
			if eventRoles.has(eventKeys.roleOf[k]) {
				w.event = append(w.event, member{k, *s})
			}
			w.field(k, s.raw)
		}
	}
	if w.body == nil && message.isObject() {
		w.journal = true
		_ = walkMembers(message, func(key []byte, value rawJSON) *lineError {
			w.field(keyFor(key), value)
			return nil // so the walk has no error to lose
		})
	}
	if w.body.isObject() {
		w.readBody()
	}
}

// field notes a field of the message.
func (w *wire) field(k keyID, value rawJSON) {
	switch k {
	case keySrc:
		w.src = value
	case keyDest:
		w.dest = value
	case keyBody:
		w.body = value
	case keyIDField:
		w.id = value
	}
}

func (w *wire) readBody() {
	_ = walkMembers(w.body, func(key []byte, value rawJSON) *lineError {
		k := keyFor(key)
		switch k {
		case 0:
			return nil
		case keyType:
			w.typ = value
		case keyOK:
			w.ok = value
		}
		w.fields = append(w.fields, member{k, slot{value, inLine}})
		return nil // so the walk has no error to lose
	})
}
