package simulate

import (
	"slices"
	"strings"
	"time"
)

// chat is a group chat in which every screen shows all messages in one order,
// that of their Lamport stamps and, among equal ones, of their senders
// (Lamport, Time, Clocks, and the Ordering of Events in a Distributed System,
// 1978): a client multicasts what its user says, every client acknowledges
// what it receives to all, and shows a message once all have acknowledged it
// and none with a smaller stamp is left. Channels keep their order, so after
// an acknowledgement nothing with a smaller stamp can come from its sender.
//
// Simplified: nobody fails, and the group never changes.
var chat = System{
	Name:   "chat",
	Title:  "a group chat in the total order of Lamport clocks",
	Source: "001-2",
	About: "Clients multicast what their users say, acknowledge what they receive to all, and show messages in the order of (Lamport stamp, sender). " +
		"Users answer what they see; now and then a question is late at one client, or two users speak at once. " +
		"After L. Lamport, Time, Clocks, and the Ordering of Events in a Distributed System, 1978.",
	Nodes:  3,
	Min:    3,
	Checks: []string{"clock/lamport", "message/match", "delivery/fifo", "delivery/causal", "delivery/total", "delivery/stuck"},
	Faults: []Fault{
		{"on-arrival", "a message is shown when it arrives", []string{"delivery/causal", "delivery/total"}},
		{"no-max", "a receive does not take the greater of both clocks, so an answer may have a smaller stamp than its question", []string{"clock/lamport", "delivery/total"}},
	},
	record: recordChat,
}

const (
	chatRound = 3 * time.Second // between questions; longer than what comes of one
	chatLag   = 2 * time.Second // how late a question may be, at most
)

var chatNames = []string{"alice", "bob", "charlie", "dave", "erin", "frank", "grace", "heidi"}

var chatTalk = [][2]string{
	{"Who wants pizza?", "I do!"}, {"Is the build green?", "Not yet."}, {"Lunch at noon?", "Make it one."},
	{"Who broke main?", "It was me."}, {"Any news from Paris?", "They said yes."},
}

// chatRun is the environment: who says what, and which question is late.
type chatRun struct {
	*Setup
	world *World
	names []string
	round int
	late  [2]string // the channel on which the next message is late
}

// chatMessage is what a client multicasts.
type chatMessage struct {
	text    string
	replier string // who will answer it; "" is nobody
	answer  string
}

// chatID names a message.
type chatID struct {
	from string
	id   int
}

// chatAck acknowledges a message.
type chatAck struct{ of chatID }

func recordChat(s *Setup) error {
	rec := NewJSONLines(s.Create, Pair{"promise", []string{"fifo", "causal", "total=lamport"}})
	w := NewWorld(s.Seed, rec, s.limit(110))
	run := &chatRun{Setup: s, world: w}
	quick, lagging := Uniform(2*time.Millisecond, 20*time.Millisecond), Uniform(chatLag/2, chatLag)
	w.Net.FIFO = true
	w.Net.Path = func(from, to string) Distribution {
		switch {
		case from == to:
			return Uniform(0, 0)
		case run.late == [2]string{from, to}:
			return lagging
		}
		return quick
	}
	for _, name := range userNames(s.Nodes) {
		run.names = append(run.names, name)
		clock := &Lamport{NoMax: s.fault("no-max")}
		w.AddNode(name, &chatClient{run: run, acks: map[chatID]int{}}, clock)
	}
	w.At(time.Millisecond, run.next)
	return w.RunAll(horizon)
}

// next starts a round: a question that one client gets late and another one
// answers, or, sometimes, two users who speak at once.
func (r *chatRun) next() {
	if r.world.Done() {
		return
	}
	r.world.At(r.world.Now()+chatRound, r.next)
	rand := r.world.Rand
	first := rand.Perm(len(r.names))
	r.round++
	if r.round%3 == 0 {
		for _, i := range first[:2] {
			n := r.world.Node(r.names[i])
			r.world.At(r.world.Now()+time.Duration(rand.IntN(20))*time.Millisecond, func() {
				n.proc.(*chatClient).say(n, chatMessage{text: "Good morning!"})
			})
		}
		return
	}
	talk := chatTalk[rand.IntN(len(chatTalk))]
	asker := r.world.Node(r.names[first[0]])
	for range r.drafts() {
		asker.Log("", "typing")
	}
	r.late = [2]string{asker.Name, r.names[first[1]]}
	asker.proc.(*chatClient).say(asker, chatMessage{talk[0], r.names[first[2]], talk[1]})
	r.late = [2]string{}
}

// drafts returns how often a user types before a question: the first one long
// enough for a clock that is ahead of all others.
func (r *chatRun) drafts() int {
	if r.round == 1 {
		return len(r.names) + 3 + r.world.Rand.IntN(3)
	}
	return r.world.Rand.IntN(3)
}

// chatClient is the client of one user.
type chatClient struct {
	run   *chatRun
	queue []Message // not shown yet, by (stamp, sender)
	acks  map[chatID]int
}

// Start does nothing: users speak when the environment says so.
func (c *chatClient) Start(*Node) {}

// say multicasts a message to all, the client itself included.
func (c *chatClient) say(n *Node, m chatMessage) {
	n.Send("chat", m, []Pair{{"text", m.text}}, c.run.names...)
}

// Receive takes a message or an acknowledgement.
func (c *chatClient) Receive(n *Node, m Message) {
	n.Received(m)
	switch body := m.Body.(type) {
	case chatAck:
		c.acks[body.of]++
	case chatMessage:
		if m.From != n.Name { // the message itself is its sender's acknowledgement
			n.transmit(Message{InReplyTo: m.ID, Type: "ack", Body: chatAck{chatID{m.From, m.ID}}}, without(c.run.names, n.Name))
			c.acks[chatID{m.From, m.ID}]++
		}
		if c.run.fault("on-arrival") {
			c.show(n, m)
			return
		}
		i, _ := slices.BinarySearchFunc(c.queue, m, func(a, b Message) int { return compareChat(&a, &b) })
		c.queue = slices.Insert(c.queue, i, m)
	}
	for len(c.queue) > 0 && c.acks[chatID{c.queue[0].From, c.queue[0].ID}] == len(c.run.names)-1 {
		m := c.queue[0]
		c.queue = c.queue[1:]
		c.show(n, m)
	}
}

// compareChat is the total order of messages.
func compareChat(a, b *Message) int {
	if d := a.Stamps[0].(int) - b.Stamps[0].(int); d != 0 {
		return d
	}
	return strings.Compare(a.From, b.From)
}

// show puts a message on the screen. Its user may answer.
func (c *chatClient) show(n *Node, m Message) {
	delete(c.acks, chatID{m.From, m.ID})
	n.LogMessage("deliver", m, m.Fields...)
	if body := m.Body.(chatMessage); body.replier == n.Name {
		think := 100*time.Millisecond + time.Duration(c.run.world.Rand.Int64N(int64(200*time.Millisecond)))
		n.After(think, func() { c.say(n, chatMessage{text: body.answer}) })
	}
}
