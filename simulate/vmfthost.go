package simulate

import "time"

// vmftBatch is what goes over the logging channel.
type vmftBatch struct {
	view    pbView
	entries []vmftEntry
	made    int // number of the last entry whose output was made
}

// vmftHost is a hypervisor with its virtual machine.
type vmftHost struct {
	run     *vmftRun
	vm      vm
	primary bool

	view    pbView
	buffer  []vmftEntry  // logged, not yet sent
	outputs []vmftOutput // not yet made: at the backup, not known to have been made
	acked   int          // number of the last entry that the backup acknowledged
	made    int          // number of the last entry whose output was made
	sent    time.Duration
	heard   time.Duration
	count   int // outputs made
	asked   bool
}

// Start asks the disk to begin at the primary; the backup waits for entries.
func (h *vmftHost) Start(n *Node) {
	n.Log("start", "host")
	if h.primary {
		n.Send("begin", nil, nil, "disk")
	}
}

// Receive does what the message asks for.
func (h *vmftHost) Receive(n *Node, m Message) {
	n.Received(m)
	switch m.Type {
	case "granted":
		h.granted(n, m.Body.(pbView))
	case "request":
		h.input(n, m)
	case "entries":
		h.replay(n, m)
	case "acknowledged":
		h.acked = max(h.acked, m.Body.(int))
		h.release(n)
	}
}

// granted runs the machine for the outside from now on.
func (h *vmftHost) granted(n *Node, v pbView) {
	h.primary = true
	h.adopt(n, v)
	n.Log("view_ack", "running", Pair{"view", v.Number})
	n.Send("running", v.Number, []Pair{{"view", v.Number}}, "disk")
	if v.Backup != "" {
		h.flush(n)
		return
	}
	h.run.live = true
	h.release(n)
	if h.vm.waits {
		h.step(n, h.readTSC(n)) // the replay ended between an input and its result
	}
}

func (h *vmftHost) adopt(n *Node, v pbView) {
	h.view = v
	n.Log("view", "adopted", v.fields()...)
}

// input is a request from outside: the machine takes it, reads its counter,
// and answers.
func (h *vmftHost) input(n *Node, m Message) {
	if !h.primary || h.view.Number == 0 || h.vm.got[m.From] >= m.Body.(int) {
		return
	}
	h.step(n, vmftEntry{h.vm.last + 1, "input", m.From, m.Body.(int)})
	h.step(n, h.readTSC(n))
}

// readTSC is an instruction whose result no replay can compute.
func (h *vmftHost) readTSC(n *Node) vmftEntry {
	return vmftEntry{h.vm.last + 1, "tsc", "", int(n.Monotonic() % 1000)}
}

// step runs the primary's machine on one entry and logs it for the backup.
func (h *vmftHost) step(n *Node, e vmftEntry) {
	out, makes := h.apply(n, e)
	if h.view.Backup != "" {
		h.buffer = append(h.buffer, e)
	}
	if makes {
		h.outputs = append(h.outputs, out)
	}
	h.release(n)
}

func (h *vmftHost) apply(n *Node, e vmftEntry) (vmftOutput, bool) {
	n.Log("apply", "", Pair{"op", e.op()}, Pair{"index", e.index}, Pair{"view", h.view.Number})
	return h.vm.step(e)
}

// release makes the outputs that need not wait: those whose entry the backup
// has, or all where there is no backup.
func (h *vmftHost) release(n *Node) {
	for n.Up() && len(h.outputs) > 0 {
		out := h.outputs[0]
		if h.view.Backup != "" && out.entry.index > h.acked && !h.run.fault("early-output") {
			return
		}
		h.outputs = h.outputs[1:]
		h.made = out.entry.index
		n.Log("output", "", Pair{"op", out.entry.op()}, Pair{"view", h.view.Number})
		n.Send("answer", out, nil, out.client)
		h.count++
		if h.view.Backup != "" && h.count >= 4 && h.run.world.Done() {
			n.Crash()
		}
	}
}

// flush sends what was logged, or a sign of life, again and again.
func (h *vmftHost) flush(n *Node) {
	if now := n.Monotonic(); len(h.buffer) > 0 || now-h.sent >= vmftBeat {
		h.sent = now
		n.Send("entries", vmftBatch{h.view, h.buffer, h.made}, nil, h.view.Backup)
		h.buffer = nil
	}
	n.After(vmftFlush, func() { h.flush(n) })
}

// replay runs the backup's machine on what the primary logged. Its outputs are
// dropped, but for those that the primary may not have made.
func (h *vmftHost) replay(n *Node, m Message) {
	if h.primary {
		return
	}
	batch := m.Body.(vmftBatch)
	h.heard = n.Monotonic()
	if h.view.Number == 0 {
		h.adopt(n, batch.view)
		h.watch(n)
	}
	for _, e := range batch.entries {
		if out, makes := h.apply(n, e); makes {
			h.outputs = append(h.outputs, out)
		}
		n.Log("ack", "", Pair{"op", e.op()}, Pair{"view", h.view.Number})
	}
	for len(h.outputs) > 0 && h.outputs[0].entry.index <= batch.made {
		h.outputs = h.outputs[1:]
	}
	if len(batch.entries) > 0 {
		n.Reply(m, "acknowledged", h.vm.last)
	}
}

// watch goes live when nothing has been heard for a while.
func (h *vmftHost) watch(n *Node) {
	n.After(vmftBeat, func() {
		if n.Monotonic()-h.heard > vmftSilence && !h.asked {
			h.asked = true
			n.Send("test and set", nil, nil, "disk")
		}
		if !h.primary {
			h.watch(n)
		}
	})
}
