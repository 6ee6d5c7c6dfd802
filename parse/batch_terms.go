package parse

// What a term stands for in a batch is looked up once, and noted with the term: a
// strand, a label, a name, a set of receivers.

// strandOf returns the index of the strand of a record.
func (b *batch) strandOf(rec *Record) uint32 {
	if len(rec.Run) > 0 {
		return b.strand(b.texts.intern(rec.Run), b.name(rec.Node))
	}
	t := rec.terms[termNode]
	id, ok := t.numberIn(b)
	if !ok {
		id = b.strand(0, b.name(rec.Node))
		t.number(b, id)
	}
	return id
}

// label returns the number of a record's label.
func (b *batch) label(rec *Record) uint32 {
	t := rec.terms[termLabel]
	id, ok := t.numberIn(b)
	if !ok {
		id = b.labels.add(rec.Label)
		t.number(b, id)
	}
	return id
}

// sender returns the name of who sent what a record tells of, which may be the
// node of the row, by the same bytes of the line.
func (b *batch) sender(s *batchStrand, rec *Record) uint32 {
	if len(rec.From) == len(rec.Node) && &rec.From[0] == &rec.Node[0] {
		return s.node
	}
	t := rec.terms[termFrom]
	id, ok := t.numberIn(b)
	if !ok {
		id = b.name(rec.From)
		t.number(b, id)
	}
	return id
}

// receivers returns the set of a record's receivers.
func (b *batch) receivers(rec *Record) uint32 {
	t := rec.terms[termTo]
	id, ok := t.numberIn(b)
	if !ok {
		id = b.set(rec.To)
		t.number(b, id)
	}
	return id
}
