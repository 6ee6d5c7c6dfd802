package checks

import (
	"encoding/json"
	"math/big"
	"strings"

	"github.com/tracecausal/tracecausal/parse"
)

// recorded is what a channel event says that the channel held.
type recorded struct {
	event    parse.EventID
	listed   bool     // it lists or counts the messages
	ids      []string // of the messages, where it names them all; else nil
	count    int
	amount   *big.Rat // nil where it gives none
	explicit bool     // it gives the amount itself
}

// readRecorded reads a channel event: "messages" is a list of message ids, of
// objects with a msg_id or an amount, or a number of messages; "amount" is
// their sum.
func readRecorded(e parse.Event) recorded {
	r := recorded{event: e.ID()}
	r.amount, r.explicit = amountOf(e, parse.FAmount)
	v, ok := e.Payload(parse.FMessages)
	if !ok {
		return r
	}
	if n, isCount := v.Int(); isCount && n >= 0 && n < 1<<31 {
		r.listed, r.count = true, int(n)
		return r
	}
	var items []json.RawMessage
	if json.Unmarshal([]byte(v.Raw()), &items) != nil {
		return r
	}
	r.listed, r.count, r.ids = true, len(items), []string{}
	sum := new(big.Rat)
	for _, item := range items {
		id, amount := readItem(parse.RawValue(strings.TrimSpace(string(item))))
		if id == "" {
			r.ids = nil
		} else if r.ids != nil {
			r.ids = append(r.ids, id)
		}
		if amount == nil {
			sum = nil
		} else if sum != nil {
			sum.Add(sum, amount)
		}
	}
	if !r.explicit {
		r.amount = sum
	}
	return r
}

// readItem reads one recorded message: its id and its amount, "" and nil where
// it gives none.
func readItem(v parse.Value) (id string, amount *big.Rat) {
	if !strings.HasPrefix(v.Raw(), "{") {
		return v.Text(), nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(v.Raw()), &fields) != nil {
		return "", nil
	}
	for _, key := range []string{"msg_id", "message_id", "mid", "id"} {
		if raw, ok := fields[key]; ok {
			id = parse.RawValue(string(raw)).Text()
			break
		}
	}
	if raw, ok := fields["amount"]; ok {
		amount, _ = parse.RawValue(string(raw)).Decimal()
	}
	return id, amount
}

// amountIn returns the sum of the recorded messages, by what their sends say
// where the record gives no amounts itself; false where some is not known.
func (fs *flows) amountIn(r recorded, f flow) (*big.Rat, bool) {
	if r.amount != nil {
		return r.amount, true
	}
	if !r.listed || r.ids == nil && r.count > 0 {
		return nil, false
	}
	sum := new(big.Rat)
	if len(r.ids) == 0 {
		return sum, true
	}
	amounts := fs.amountsOf(f)
	for _, id := range r.ids {
		if amounts[id] == nil {
			return nil, false
		}
		sum.Add(sum, amounts[id])
	}
	return sum, true
}

// amountsOf returns the amounts that the messages of a channel carry, by id.
func (fs *flows) amountsOf(f flow) map[string]*big.Rat {
	if amounts := fs.amounts[f]; amounts != nil || fs.of[f] == nil {
		return amounts
	}
	amounts := make(map[string]*big.Rat)
	for _, p := range fs.of[f].list {
		send := fs.run.Event(p.send)
		if a, ok := amountOf(send, parse.FAmount); ok {
			amounts[fs.run.MsgText(send.MsgID())] = a
		}
	}
	fs.amounts[f] = amounts
	return amounts
}
