package parse

import (
	"bytes"
	"cmp"
)

func newShivizDecoder(plan shivizPlan, f *fileContext) decoder {
	r := newEventReader(f)
	m := newMapping(f, r)
	base := shivizBase{
		executions: executions{delimiter: plan.delimiter}, preamble: plan.preamble,
		event: r, mapping: m, quick: newQuickText(r, nil, rolesOf(roleNode, roleRun, roleLabel, roleVector), m),
	}
	switch plan.shape {
	case byParser:
		return &parserDecoder{shivizBase: base, parser: plan.parser}
	case oneLine:
		return &oneLineDecoder{shivizBase: base}
	}
	return &pairDecoder{shivizBase: base, hostFirst: plan.shape == hostFirst, guessed: plan.guessed}
}

// shivizBase is what the decoders of all shapes share.
type shivizBase struct {
	executions
	preamble int // lines that still hold the file's expressions
	event    *eventReader
	mapping  *mapping
	quick    *quickText
	clock    Record // host and vector clock of the current event
	probe    clockProbe
	rec      Record
}

// skip reports whether a line is no event whatever the shape: it holds an
// expression, or begins an execution.
func (b *shivizBase) skip(line []byte) bool {
	if b.preamble > 0 {
		b.preamble--
		return true
	}
	return b.next(line)
}

// read notes host and clock, which must stay until the event is filled.
func (b *shivizBase) read(host, clock []byte) *lineError {
	b.clock.reset()
	return b.event.readHostClock(&b.clock, host, clock)
}

// shut reports whether a line shows by itself that it is whole; a text does
// not.
func (b *shivizBase) shut([]byte) bool { return false }

// labels reports whether texts are labels and nothing else, so that no check
// sees what one has lost.
func (b *shivizBase) labels() bool { return b.mapping.idle() }

// fill makes the record of an event whose host and clock were read. line is
// its last line.
func (b *shivizBase) fill(text, line []byte) (err *lineError) {
	text = bytes.TrimSpace(text)
	if !b.fillQuick(text, line) {
		b.clock.ownClock()
		err = b.fillNoted(text, line)
	}
	b.rec.Clock = b.clock.Clock
	return err
}

// fillQuick fills all but the clock where [quickText] can.
func (b *shivizBase) fillQuick(text, line []byte) bool {
	b.rec.reset()
	b.rec.Node, b.rec.Run, b.rec.Label = b.clock.Node, b.run, text
	b.rec.terms[termNode] = b.event.terms[termNode].of(b.clock.Node)
	b.event.beginText()
	return b.quick.finish(&b.rec, line, nil, b.mapping)
}

// fillNoted fills all but the clock from values that are noted.
func (b *shivizBase) fillNoted(text, line []byte) *lineError {
	b.event.beginText()
	b.event.putKey(keyNode, b.clock.Node)
	if len(b.run) > 0 {
		b.event.putKey(keyRun, b.run)
	}
	b.event.putKey(keyEvent, text)
	b.mapping.apply(line)
	return b.event.fill(&b.rec, Internal)
}

// emit hands the record on.
func (b *shivizBase) emit(emit func(*Record)) {
	emit(&b.rec)
}

// pairDecoder reads events of two lines, one with host and clock and one with
// the text.
//
// A line that cannot belong to a pair is skipped, unless it carries a clock: a
// text of several lines, a banner. Where host and clock are due, a line that begins as they do is they,
// and an error where the clock cannot be read. Where a text is due, a line with
// a host and a clock that counts it is not taken for one, so that no clock is
// lost where a line is missing.
type pairDecoder struct {
	shivizBase
	hostFirst bool
	govector  bool // GoVector's own logs: a time may stand first, the text begins with a level

	held  bool     // a line waits for its other half
	line  []byte   // that line
	host  hostLine // of the current event
	blank bool     // the line before is blank, and may be an empty text

	guessed bool // only the first lines say that the host is first, or last
	odd     bool // a line has no other half
}

// hostLine is a line with host and clock, taken apart.
type hostLine struct {
	host, clock []byte
	wall        int64 // nanoseconds since 1970
	stamped     bool  // there is a wall time
}

func (d *pairDecoder) decode(line []byte, emit func(*Record)) (outcome, *lineError) {
	if d.skip(line) {
		err := d.torn()
		d.held = false
		return lineSkipped, err
	}
	host, isHost := d.asHost(line)
	afterBlank := d.blank
	d.blank = len(line) == 0 || !beginsWord(line[0]) && len(bytes.TrimSpace(line)) == 0
	switch {
	case d.hostFirst && isHost:
		return lineEvent, d.holdHost(line)
	case d.hostFirst && d.held:
		d.held = false
		return lineEvent, d.complete(line, line, emit)
	case !isHost && !d.held && d.blank:
		return lineSkipped, nil
	case d.hostFirst:
		return lineUnmatched, strayClock(line)
	case !isHost:
		return d.holdText(line)
	case !d.held && !afterBlank:
		d.odd = true
		return lineEvent, badLine(ClassParse, 0, "host and clock of %s without a line of text before them", Quote(string(host.host)))
	case !d.held:
		d.line = d.line[:0]
	}
	d.held, d.host = false, host
	if err := d.read(host.host, host.clock); err != nil {
		return lineEvent, err
	}
	return lineEvent, d.complete(d.line, line, emit)
}

// asHost takes a line for host and clock, where its place and looks allow that.
func (d *pairDecoder) asHost(line []byte) (h hostLine, ok bool) {
	if h, ok = d.split(line); !ok {
		return h, false
	}
	if due := d.hostFirst != d.held; due {
		return h, beginsAsClock(h.clock)
	}
	return h, d.probe.proves(h.host, h.clock)
}

// split takes apart a line that is a host and something in braces, with a time
// before them in logs of GoVector.
func (d *pairDecoder) split(line []byte) (h hostLine, ok bool) {
	if h.host, h.clock, ok = splitHostLine(line); ok || !d.govector {
		return h, ok
	}
	if h.wall, line, h.stamped = splitStamp(line); h.stamped {
		h.host, h.clock, ok = splitHostLine(line)
	}
	return h, ok
}

// holdHost reads a line with host and clock, and keeps them until the text
// comes. A clock that cannot be read is reported here, on its own line.
func (d *pairDecoder) holdHost(line []byte) *lineError {
	torn := d.torn()
	d.line = append(d.line[:0], line...)
	d.host, _ = d.split(d.line)
	err := d.read(d.host.host, d.host.clock)
	d.held = err == nil
	return cmp.Or(err, torn)
}

// holdText keeps a line of text until its host comes. One that it replaces
// belongs to no event.
func (d *pairDecoder) holdText(line []byte) (what outcome, err *lineError) {
	if d.held {
		what, err = lineUnmatched, strayClock(d.line)
	}
	d.held = true
	d.line = append(d.line[:0], line...)
	return what, err
}

// complete emits the event whose host and clock were read.
func (d *pairDecoder) complete(text, line []byte, emit func(*Record)) *lineError {
	if d.govector {
		text = stripLevel(text)
	}
	if err := d.fill(text, line); err != nil {
		return err
	}
	if d.host.stamped {
		d.rec.Wall, d.rec.HasWall = d.host.wall, true
	}
	d.emit(emit)
	return nil
}

// torn describes the half of an event that waits in vain, if there is one.
func (d *pairDecoder) torn() *lineError {
	if !d.held {
		return nil
	}
	d.odd = true
	if d.hostFirst {
		return badLine(ClassParse, 0, "torn pair: host %s and a clock, but no line of text after them", Quote(string(d.host.host)))
	}
	return badLine(ClassParse, 0, "torn pair: the text %s, but no line with host and clock after it", Quote(string(d.line)))
}

func (d *pairDecoder) finish(func(*Record)) *lineError { return d.torn() }

// shut reports whether a line is a host with its clock after the text, a label
// after both, or nothing.
func (d *pairDecoder) shut(line []byte) bool {
	whole := d.held && d.labels() || !d.held && len(bytes.TrimSpace(line)) == 0
	if !d.hostFirst {
		_, whole = d.asHost(line)
	}
	d.odd = d.odd || !whole
	return whole
}

// doubtful reports whether a line has no other half where the shape is guessed
// and texts have a meaning. Where the first line of a file was lost, each host
// would else be taken for that of the text before it, or each text for that of
// the host before it.
func (d *pairDecoder) doubtful() bool { return d.guessed && d.odd && !d.labels() }
