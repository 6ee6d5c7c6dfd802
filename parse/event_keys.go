package parse

// keyRole names what a key of an event says, apart from the payload.
type keyRole uint8

const (
	noRole keyRole = iota
	roleNode
	roleLabel
	roleKind
	roleMsgID
	roleReply
	roleFrom
	roleTo
	roleVector
	roleHLC
	roleLamport
	roleTime
	roleTrueTime
	roleSeq
	roleLife
	roleRun
	roleTrace
	roleOK

	numRoles
)

// spellings lists the keys of each role. Where a line has several of one role
// the first listed counts, and the others are unknown fields. Keys are compared
// exactly: "Node" is an unknown field.
var spellings = [numRoles][]string{
	roleNode:     {"node", "host", "process", "pid", "nid", "TracerIdentity"},
	roleLabel:    {"event", "msg", "message", "name", "Tag", "type"},
	roleKind:     {"kind"},
	roleMsgID:    {"msg_id", "message_id", "mid"},
	roleReply:    {"in_reply_to"},
	roleFrom:     {"from", "src", "sender", "snd"},
	roleTo:       {"to", "dest", "receiver", "rcv"},
	roleVector:   {"vc", "clock", "vclock", "vector_clock", "VectorClock"},
	roleHLC:      {"hlc"},
	roleLamport:  {"lamport", "lc", "lamport_clock"},
	roleTime:     {"time", "ts", "timestamp", "@timestamp"},
	roleTrueTime: {"tt", "truetime"},
	roleSeq:      {"seq", "index"},
	roleLife:     {"incarnation", "epoch", "boot"},
	roleRun:      {"run", "execution"},
	roleTrace:    {"trace_id", "traceId", "traceID", "TraceID"},
	roleOK:       {"ok"},
}

// keyID is the index of a known key in eventKeys.names, from 1.
type keyID uint8

// maxKeys is above the number of known keys.
const maxKeys = 128

// keyTable holds every key that an event may have a meaning for.
type keyTable struct {
	names  [maxKeys]string
	fields [maxKeys]Field // the payload field of a key, or 0
	ids    map[string]keyID
	roles  [numRoles][]keyID // in order of preference
}

var eventKeys = func() *keyTable {
	t := &keyTable{ids: make(map[string]keyID, maxKeys)}
	id := func(name string) keyID {
		k, ok := t.ids[name]
		if !ok {
			k = keyID(len(t.ids) + 1)
			t.ids[name], t.names[k] = k, name
		}
		return k
	}
	for role, names := range spellings {
		for _, name := range names {
			t.roles[role] = append(t.roles[role], id(name))
		}
	}
	for f := Field(1); f < numFields; f++ {
		t.fields[id(f.String())] = f
	}
	id(headerKey)
	return t
}()

// Ids of the keys that need a rule of their own.
var (
	keyHost   = eventKeys.ids["host"]
	keyPID    = eventKeys.ids["pid"]
	keyTS     = eventKeys.ids["ts"]
	keyIndex  = eventKeys.ids["index"]
	keyHeader = eventKeys.ids[headerKey]
)

// has reports whether a line of that kind means key k as its role says: "ts"
// of a timestamp or transaction is what was issued, and "index" of an apply is
// the operation's place in the replicated log.
func (t *keyTable) has(kind Kind, k keyID) bool {
	switch k {
	case keyTS:
		return !kindFields[kind].has(FTS)
	case keyIndex:
		return !kindFields[kind].has(FIndex)
	}
	return true
}
