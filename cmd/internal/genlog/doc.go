// Package genlog writes logs of lawful runs, to measure and to try programs
// that read them.
//
// A run is that of a system of nodes that step, send and receive at random: a
// third of the events are sends, up to a third receives, as far as something
// waits in the inbox. A node takes its messages in the order in which they were
// sent, so every run is FIFO and causal, and every clock follows its law: what
// judges the log must pass it.
//
// A Log is one way of writing that down. The same log and number of events give
// the same bytes, and a longer log begins with the shorter one. Memory is
// bounded by the inboxes, whatever the number of events.
package genlog
