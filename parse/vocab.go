package parse

// Field names a payload field of the event vocabulary: what a lease, a
// timestamp or a snapshot event carries beside the clocks.
type Field uint8

// The payload fields.
const (
	FResource Field = iota + 1
	FHolder
	FToken
	FLease
	FExpiresAt
	FDurationMS
	FValid
	FRemainingMS
	FAccepted
	FStore
	FID
	FPT
	FC
	FTS
	FOracle
	FNewOracle
	FSafetyMarginMS
	FSnapshot
	FState
	FMessages
	FAmount
	FView
	FPrimary
	FBackup
	FOp
	FIndex
	FUpTo
	FKey
	FValue
	FValues
	FContext
	FDot
	FCounter
	FTxn
	FAlgorithm
	FT1
	FT2
	FT3
	FT4
	FOffset
	FRTT
	FAdjustment
	FPeer
	FSources
	FBound
	FReference
	FTolerates

	numFields
)

// fieldType is what a payload field may hold. A value of another type makes
// its line bad: a lease whose token cannot be read must not pass as one
// without a token.
type fieldType uint8

const (
	anyValue    fieldType = iota
	nameValue             // text or number, compared as text
	intValue              // a JSON integer, or text of one
	boolValue             // true or false
	numberValue           // any JSON number
	timeValue             // as the field "time"
)

var fields = [numFields]struct {
	name string
	typ  fieldType
}{
	FResource: {"resource", nameValue}, FHolder: {"holder", nameValue}, FToken: {"token", intValue},
	FLease: {"lease", nameValue}, FExpiresAt: {"expires_at", timeValue}, FDurationMS: {"duration_ms", numberValue},
	FValid: {"valid", boolValue}, FRemainingMS: {"remaining_ms", numberValue},
	FAccepted: {"accepted", boolValue}, FStore: {"store", nameValue},
	FID: {"id", anyValue}, FPT: {"pt", intValue}, FC: {"c", intValue}, FTS: {"ts", anyValue},
	FOracle: {"oracle", nameValue}, FNewOracle: {"new_oracle", nameValue}, FSafetyMarginMS: {"safety_margin_ms", numberValue},
	FSnapshot: {"snapshot", nameValue}, FState: {"state", anyValue}, FMessages: {"messages", anyValue}, FAmount: {"amount", numberValue},
	FView: {"view", intValue}, FPrimary: {"primary", nameValue}, FBackup: {"backup", nameValue},
	FOp: {"op", nameValue}, FIndex: {"index", intValue}, FUpTo: {"upto", anyValue},
	FKey: {"key", nameValue}, FValue: {"value", anyValue}, FValues: {"values", anyValue}, FContext: {"context", anyValue}, FDot: {"dot", anyValue},
	FCounter: {"counter", nameValue}, FTxn: {"txn", nameValue}, FAlgorithm: {"algorithm", nameValue},
	FT1: {"t1", anyValue}, FT2: {"t2", anyValue}, FT3: {"t3", anyValue}, FT4: {"t4", anyValue},
	FOffset: {"offset", numberValue}, FRTT: {"rtt", numberValue}, FAdjustment: {"adjustment", numberValue},
	FPeer: {"peer", nameValue}, FSources: {"sources", anyValue}, FBound: {"bound", numberValue}, FReference: {"reference", anyValue},
	FTolerates: {"tolerates", intValue},
}

var fieldByName = func() map[string]Field {
	m := make(map[string]Field, numFields)
	for f := Field(1); f < numFields; f++ {
		m[fields[f].name] = f
	}
	return m
}()

// String returns the field's name as logs spell it, such as "expires_at".
func (f Field) String() string {
	if f > 0 && f < numFields {
		return fields[f].name
	}
	return "field?"
}

// ParseField returns the payload field of that name.
func ParseField(name string) (Field, bool) {
	f, ok := fieldByName[name]
	return f, ok
}

// Fields lists every payload field in the order of the vocabulary.
func Fields() []Field {
	all := make([]Field, 0, numFields-1)
	for f := Field(1); f < numFields; f++ {
		all = append(all, f)
	}
	return all
}
