package parse

// mapping gives the events of one file the meaning that a configuration
// states. It belongs to one decoder, and stands between the noting of a line's
// fields and their reading:
//
//  1. fields that the rule finds at a path of a JSON line replace what the line
//     has under their own names;
//  2. then come fields that the rule sets to fixed values;
//  3. then the first kind rule that matches the label (or the line) sets the
//     kind, and its named groups and fixed values set fields. The rules of the
//     file's format are asked before those for all files.
type mapping struct {
	fields *eventReader
	set    []keyedValue
	paths  []usedPath
	kinds  []usedKind
	ignore *pattern
	used   usedMark // of ignore
	at     []int    // places of a match; scratch
}

type usedPath struct {
	*fieldPath
	used usedMark
}

type usedKind struct {
	*KindRule
	keys []keyID // of the groups; 0 for one without a name
	set  []keyedValue
	used usedMark
}

// keyedValue is a fixed value of a field.
type keyedValue struct {
	key   keyID
	value rawJSON
}

func keyed(set []constant) []keyedValue {
	var list []keyedValue
	for _, c := range set {
		list = append(list, keyedValue{eventKeys.ids[c.field], c.value})
	}
	return list
}

func newMapping(f *fileContext, fields *eventReader) *mapping {
	m := &mapping{fields: fields}
	if r := f.rule; r != nil {
		f.use.mark(r).set()
		m.set, m.ignore = keyed(r.set), r.ignore
		m.used = f.use.mark(r.ignore)
		for i := range r.paths {
			m.paths = append(m.paths, usedPath{&r.paths[i], f.use.mark(&r.paths[i])})
		}
		m.addKinds(f.use, r.Kinds)
	}
	if c := f.opt.Config; c != nil {
		m.addKinds(f.use, c.Kinds)
	}
	return m
}

func (m *mapping) addKinds(use *configUse, rules []KindRule) {
	for i := range rules {
		k := usedKind{KindRule: &rules[i], set: keyed(rules[i].set), used: use.mark(&rules[i])}
		for _, name := range k.groups {
			k.keys = append(k.keys, eventKeys.ids[name])
		}
		m.kinds = append(m.kinds, k)
	}
}

// idle reports whether the configuration says nothing about the file's events.
func (m *mapping) idle() bool {
	return m.ignore == nil && len(m.set)+len(m.paths)+len(m.kinds) == 0
}

// ignores reports whether the configuration says that a line is no event.
func (m *mapping) ignores(line []byte) bool {
	if m.ignore == nil || m.ignore.find(line, &m.at) == nil {
		return false
	}
	m.used.set()
	return true
}

// apply adds to the noted fields of a line.
func (m *mapping) apply(line []byte) {
	m.applyFields(line)
	m.applyKind(line)
}

func (m *mapping) applyFields(line []byte) {
	for i := range m.paths {
		p := &m.paths[i]
		m.fields.drop(p.field)
		if value, ok := valueAt(line, p.keys); ok {
			m.fields.put(p.field, value)
			p.used.set()
		}
	}
	for _, c := range m.set {
		m.fields.putValue(c.key, c.value)
	}
}

func (m *mapping) applyKind(line []byte) {
	if len(m.kinds) == 0 {
		return
	}
	i, text, found := m.kindOf(m.fields.label(), line)
	if i < 0 {
		return
	}
	k := &m.kinds[i]
	m.fields.putValue(keyKind, k.name)
	for g, key := range k.keys {
		if key.isField() && found[2*g] >= 0 {
			m.fields.putKey(key, text[found[2*g]:found[2*g+1]])
		}
	}
	for _, c := range k.set {
		m.fields.putValue(c.key, c.value)
	}
}

// kindOf returns the index of the first kind rule that matches an event with
// that label on that line, -1 where none does, and where in which of the two its
// groups stand.
func (m *mapping) kindOf(label, line []byte) (i int, text []byte, found []int) {
	for i := range m.kinds {
		k := &m.kinds[i]
		text := label
		if k.line {
			text = line
		}
		if !k.match.chain.begins(text) {
			continue
		}
		if found := k.match.find(text, &m.at); found != nil {
			k.used.set()
			return i, text, found
		}
	}
	return -1, nil, nil
}

// valueAt returns the value that a validated JSON object has at a path.
func valueAt(object rawJSON, path []string) (value rawJSON, ok bool) {
	value = object
	for _, want := range path {
		var next rawJSON
		if object := trimBlanks(value); object.isObject() {
			_ = walkObject(object, func(key []byte, v rawJSON) *lineError {
				if string(key) == want {
					next = v
				}
				return nil // so the walk has no error to lose
			})
		}
		if next == nil {
			return nil, false
		}
		value = next
	}
	return value, true
}

func trimBlanks(raw rawJSON) rawJSON { return raw[skipBlanks(raw, 0):] }
