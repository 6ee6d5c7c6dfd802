package parse

// Kind says what an event means to the checks. The zero value, Internal, is a
// local step without meaning to any of them.
type Kind uint8

// The kinds of the event vocabulary.
const (
	Internal Kind = iota
	Send
	Receive
	Deliver
	Drop
	LeaseAcquire
	LeaseRenew
	LeaseRelease
	LeaseExpire
	LeaseCheck
	Write
	ID
	Timestamp
	Failover
	Snapshot
	Channel
	View
	ViewAck
	Apply
	Transfer
	Ack
	Output
	Put
	Get
	Increment
	Decrement
	Merge
	CounterValue
	TxnStart
	TxnCommit
	TxnAck
	Sync
	Start
	Crash
	Stop
	Pause
	Resume

	numKinds
)

var kindNames = [numKinds]string{
	Internal: "internal", Send: "send", Receive: "receive", Deliver: "deliver", Drop: "drop",
	LeaseAcquire: "lease_acquire", LeaseRenew: "lease_renew", LeaseRelease: "lease_release",
	LeaseExpire: "lease_expire", LeaseCheck: "lease_check", Write: "write",
	ID: "id", Timestamp: "timestamp", Failover: "failover",
	Snapshot: "snapshot", Channel: "channel",
	View: "view", ViewAck: "view_ack", Apply: "apply", Transfer: "transfer", Ack: "ack", Output: "output",
	Put: "put", Get: "get", Increment: "increment", Decrement: "decrement", Merge: "merge",
	CounterValue: "value",
	TxnStart:     "txn_start", TxnCommit: "txn_commit", TxnAck: "txn_ack", Sync: "sync",
	Start: "start", Crash: "crash", Stop: "stop", Pause: "pause", Resume: "resume",
}

var kindWords = func() *wordTable {
	t := &wordTable{}
	for k, name := range kindNames {
		t.add(name, uint8(k)+1)
	}
	t.add("recv", uint8(Receive)+1)
	t.add("local", uint8(Internal)+1)
	return t
}()

// String returns the kind's name in the event vocabulary, such as "lease_acquire".
func (k Kind) String() string {
	if k < numKinds {
		return kindNames[k]
	}
	return "kind?"
}

// ParseKind returns the kind of that name. Besides the names of the
// vocabulary it knows "recv" and "local".
func ParseKind(name string) (Kind, bool) {
	return kindOf([]byte(name))
}

func kindOf(name []byte) (Kind, bool) {
	id := kindWords.find(name)
	if id == 0 {
		return Internal, false
	}
	return Kind(id - 1), true
}

// Kinds lists every kind in the order of the vocabulary.
func Kinds() []Kind {
	all := make([]Kind, numKinds)
	for i := range all {
		all[i] = Kind(i)
	}
	return all
}

// Role says whether an event is an end of a message.
type Role uint8

// The roles. An event that only announces a loss (Drop) has none.
const (
	NoRole Role = iota
	Sends
	Receives
	Delivers // handed to the application after any hold-back
)

// roleOf has the parts that events of some kinds play unless their format says
// otherwise.
var roleOf = [numKinds]Role{Send: Sends, Receive: Receives, Deliver: Delivers}
