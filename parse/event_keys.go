package parse

import "slices"

// keyRole names what a key of an event says, apart from the payload. Values are
// read in this order, and a line that has several errors gets the first.
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
	roleLife
	roleRun
	roleTrace
	roleSeq
	roleOK

	// Of lines of messages alone, and of no key of an event:
	roleWireID
	roleWireTime

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

// Spellings lists the keys that say the same of an event, the first of each list
// being the one that counts where a line has several. Fields of the payload,
// which have one spelling each, are those of [Fields].
func Spellings() [][]string {
	var all [][]string
	for _, names := range spellings[roleNode:] {
		all = append(all, slices.Clone(names))
	}
	return all
}

// keyID is the index of a known key in eventKeys.names, from 1.
type keyID uint8

// maxKeys is above the number of known keys.
const maxKeys = 128

// keyTable holds every key that an event may have a meaning for.
type keyTable struct {
	names   [maxKeys]string
	fields  [maxKeys]Field   // the payload field of a key, or 0
	roleOf  [maxKeys]keyRole // of a key, or noRole
	payload keySet           // the keys with a field
	ids     map[string]keyID
	words   wordTable         // the same, for keys of a line
	roles   [numRoles][]keyID // in order of preference
}

// bodyKey holds the content of a message in Maelstrom's lines.
const bodyKey = "body"

var eventKeys = func() *keyTable {
	t := &keyTable{ids: make(map[string]keyID, maxKeys)}
	id := func(name string) keyID {
		k, ok := t.ids[name]
		if !ok {
			k = keyID(len(t.ids) + 1)
			t.ids[name], t.names[k] = k, name
			t.words.add(name, uint8(k))
		}
		return k
	}
	for role, names := range spellings {
		for _, name := range names {
			k := id(name) // which rise within a role
			t.roles[role], t.roleOf[k] = append(t.roles[role], k), keyRole(role)
		}
	}
	for f := Field(1); f < numFields; f++ {
		k := id(f.String())
		t.fields[k] = f
		t.payload.add(k)
	}
	id(headerKey) // from here on keys that are no field of an event
	id(bodyKey)
	return t
}()

// Ids of the keys that need a rule of their own.
var (
	keyNode      = eventKeys.ids["node"]
	keyHost      = eventKeys.ids["host"]
	keyPID       = eventKeys.ids["pid"]
	keyEvent     = eventKeys.ids["event"]
	keyType      = eventKeys.ids["type"]
	keyMessage   = eventKeys.ids["message"]
	keyKind      = eventKeys.ids["kind"]
	keyMsgID     = eventKeys.ids["msg_id"]
	keyReply     = eventKeys.ids["in_reply_to"]
	keySrc       = eventKeys.ids["src"]
	keyDest      = eventKeys.ids["dest"]
	keyTime      = eventKeys.ids["time"]
	keyTS        = eventKeys.ids["ts"]
	keyIndex     = eventKeys.ids["index"]
	keyRun       = eventKeys.ids["run"]
	keyExecution = eventKeys.ids["execution"]
	keyOK        = eventKeys.ids["ok"]
	keyIDField   = eventKeys.ids["id"]
	keyHeader    = eventKeys.ids[headerKey]
	keyBody      = eventKeys.ids[bodyKey]
)

// keyFor returns the id of a key of a line, 0 where it is unknown.
func keyFor(key []byte) keyID { return keyID(eventKeys.words.find(key)) }

// isField reports whether k says something of an event.
func (k keyID) isField() bool { return k != 0 && k < keyHeader }

// keySet is a set of keys, one bit each.
type keySet [maxKeys / 64]uint64

func (s *keySet) has(k keyID) bool { return s[k/64]>>(k%64)&1 == 1 }
func (s *keySet) add(k keyID)      { s[k/64] |= 1 << (k % 64) }

// meets reports whether the sets have a key in common.
func (s *keySet) meets(t *keySet) bool { return s[0]&t[0]|s[1]&t[1] != 0 }

// roleSet is a set of roles, one bit each.
type roleSet uint32

func (s roleSet) has(role keyRole) bool { return s>>role&1 == 1 }

func rolesOf(roles ...keyRole) roleSet {
	var s roleSet
	for _, role := range roles {
		s |= 1 << role
	}
	return s
}

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
