// Package witness checks the findings of a report against the lines they are
// about. It is for tests: it shares no code with the packages that read logs,
// order events and judge them, so that a mistake there cannot vouch for itself.
//
// It takes a report (`analyze -f json`) and the files that the report names,
// and goes through every finding:
//
//  1. The lines are read again with encoding/json, and the events of each node
//     put into the order that the input contract states.
//  2. Each event that a finding shows is what its line says: node, life,
//     position, kind, label.
//  3. Each step of each proof is an edge: two events of one node in its order,
//     the send and the arrival of one message, or an event and a vector clock
//     that counts it.
//  4. What the check's definition forbids holds of exactly these events. What a
//     finding says of all of the run ("no earlier event", "nobody received it")
//     is looked for in every line of it, by the slow and obvious definition.
//
// A check without a rule here is an error, and so is a finding with events that
// its rule does not know.
//
// The words: a fact that holds in every execution that fits the log is definite.
// Of a finding that is only possible the events and the proofs are verified, and
// of the claim what every rule says there.
package witness
