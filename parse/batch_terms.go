package parse

// What a term stands for in a batch is looked up once: a strand without a run, a
// label, a name, a set of receivers.

// knownTo reports whether the term has its number in the batch.
func (t *term) knownTo(b *batch) bool { return t != nil && t.fill == b.fill }

// number looks up what a record says in a role, and returns a term with its number.
func (b *batch) number(rec *Record, role termRole) *term {
	t := rec.terms[role]
	if t == nil || role == termNode && len(rec.Run) > 0 {
		t = &b.unknown[role]
	}
	switch t.fill = b.fill; role {
	case termNode:
		t.id = b.strand(b.texts.intern(rec.Run), b.name(rec.Node))
	case termLabel:
		t.id = b.labels.add(rec.Label)
	case termFrom:
		t.id = b.name(rec.From)
	case termTo:
		t.id = b.set(rec.To)
	}
	return t
}

// sender returns the name of who sent what a record tells of, which may be the
// node of the row, by the same bytes of the line.
func (b *batch) sender(s *batchStrand, rec *Record) uint32 {
	if len(rec.From) == len(rec.Node) && &rec.From[0] == &rec.Node[0] {
		return s.node
	}
	from := rec.terms[termFrom]
	if !from.knownTo(b) {
		from = b.number(rec, termFrom)
	}
	return from.id
}
