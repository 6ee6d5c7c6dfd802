package parse

// Record is one event as a format's decoder found it, before anything is
// interned. A decoder fills one Record over and over. What it points to is not its
// own: text lies in the line, in a term, or in scratch that the next line overwrites,
// and the clock in the reader. So a batch takes from it what it wants before the
// next line is read.
//
// A zero Record is an internal event of no node; Node is the only field that
// must be set. Text of length zero means absent.
type Record struct {
	Node  []byte
	Run   []byte // which execution; "" where the log does not say
	Life  []byte // incarnation as logged; lives of one node order by number, else by line
	Label []byte
	Kind  Kind
	Role  Role // NoRole stands for that of Kind

	// OwnLine says that both ends of the message stand on this line, and no other
	// send does, so that the line itself tells which send the receive belongs to.
	OwnLine     bool
	Received    bool   // it stands for the receive by the only receiver, too, which says the same; it has no vector clock
	ToAll       bool   // the send goes to every node
	WireID      []byte // the network's own id of the message, the same at both ends
	MsgID       []byte
	MsgNumber   uint64 // of a MsgID of digits, from 1; 0 where the reader left it to others to find
	InReplyTo   []byte
	ReplyNumber uint64 // likewise
	From        []byte
	To          [][]byte // receivers of a send

	Clock *vectorStamp // nil where there is none

	HLC      HLC
	HLCUnit  int64 // nanoseconds of one unit of pt as logged
	Lamport  uint64
	Wall     int64 // nanoseconds since 1970
	TrueTime TrueTime
	Seq      int64
	OK       bool

	HasHLC, HasLamport, HasWall, HasTT, HasSeq, HasOK bool // what of these is there

	Payload []NamedValue // the vocabulary's fields that the line carries

	// The terms of Node, Label, From, and the one text of To, by termRole; nil where
	// none was looked up, which is always right. Whoever sets one of these texts sets
	// its term or leaves it nil: a batch asks the term, and not the text.
	terms [numTermRoles]*term
}

// vectorStamp is a vector clock as a line has it: named entries, or an array whose
// indices still want names. It is valid until the reader reads the next, which may
// go to the same place: that of the node's last clock, of known names, or the
// reader's own.
type vectorStamp struct {
	entries []NamedEntry
	counts  []uint64 // of an array
	order   uint64   // of the names: of clocks of one decoder with equal numbers, the longer begins with the names of the other; 0 says nothing
	number  uint64   // of the clock among those of one decoder; 0 where it has none
	since   uint64   // number of a clock of this many entries of these names that differs from it in changed only; 0 where none is known
	changed []uint32 // places in entries or counts, rising
}

// begin forgets what the stamp was.
func (c *vectorStamp) begin() {
	*c = vectorStamp{entries: c.entries[:0], counts: c.counts[:0]}
}

// arrayLength returns the length of the record's array clock, 0 where it has none.
func (rec *Record) arrayLength() int {
	if rec.Clock == nil {
		return 0
	}
	return len(rec.Clock.counts)
}

// NamedEntry is an entry of a vector clock before its name is interned.
type NamedEntry struct {
	Name []byte
	N    uint64
}

// NamedValue is a payload field with its value, a piece of valid JSON.
type NamedValue struct {
	Field Field
	Raw   []byte
}

// reset empties rec for the next line and keeps its scratch.
func (rec *Record) reset() {
	to, payload := rec.To[:0], rec.Payload[:0]
	*rec = Record{}
	rec.To, rec.Payload = to, payload
}
