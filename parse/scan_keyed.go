package parse

// Where lines have their keys in ever changing order, most have no known shape,
// yet each key still says one thing, whatever else is on the line. So a line of
// such keys needs no slots and no rules either: each value goes into the record
// as it comes.
//
// Not all keys are such: what "ts" says hangs on the kind, "pid" on whether there
// is a "host", and a field of the payload counts only for some kinds. Where a
// line has one of those, or two of one role, or an error, it is read the long way.

// keyMeanings says of each role that one key can fill what its value means, where
// it is a string and where it is none.
var keyMeanings = func() (of [numRoles]struct{ quoted, bare valueMeaning }) {
	for role := range of {
		of[role].quoted = meaningOf(true, keyRole(role), 0)
		of[role].bare = meaningOf(false, keyRole(role), 0)
	}
	return of
}()

// soleRole is the role that a key fills whatever else is on the line; noRole
// where there is none.
var soleRole = func() (roles [maxKeys]keyRole) {
	for k := range roles {
		switch k := keyID(k); {
		case k == keyHost, k == keyPID, eventKeys.fields[k] != 0, eventKeys.roleOf[k] == roleTrace:
		default:
			roles[k] = eventKeys.roleOf[k]
		}
	}
	return roles
}()

// readKeyed reads a line whose keys each fill a role of their own, in whatever
// order, into rec. It returns false where it has others, or is not plain. What rec
// then holds means nothing. Lines that readShape tried are left to the long way,
// which learns their shapes.
func (r *eventReader) readKeyed(rec *Record, line []byte) bool {
	if r.strict || r.shapes.tried || !r.keyed.worthIt() {
		return false
	}
	text := r.roomy(line)
	r.beginQuick(rec)
	end := notPlain
	if i := skipBlanks(text, 0); byteAt(text, i) == '{' {
		end = r.readMembers(rec, text, i+1)
	}
	if rec.Node == nil {
		rec.Node = r.node
	}
	found := end != notPlain && end <= len(line) && skipBlanks(line, end) == len(line) && rec.Node != nil
	r.keyed.count(found)
	return found
}

// readMembers reads the members that begin at i, and returns where the object
// ends.
func (r *eventReader) readMembers(rec *Record, text []byte, i int) int {
	for seen := roleSet(0); ; {
		k, at := r.scanner.key(text, skipBlanks(text, i))
		if at == notPlain {
			return notPlain
		}
		role := soleRole[k]
		switch {
		case k == 0:
			i = r.scanner.value(text, at, 1)
		case role == noRole || seen.has(role):
			return notPlain
		case role == roleKind:
			i = readKind(rec, text, at)
		case byteAt(text, at) == '"':
			if i = r.readText(rec, &keyMeanings[role].quoted, text, at+1); i != notPlain {
				i++
			}
		default:
			i = r.readValue(rec, &keyMeanings[role].bare, text, at)
		}
		if i == notPlain {
			return notPlain
		}
		seen |= 1 << role
		if i = skipBlanks(text, i); byteAt(text, i) != ',' {
			break
		}
		i++
	}
	if byteAt(text, i) != '}' {
		return notPlain
	}
	return i + 1
}

// readText is readValue for a string, which is most often a term.
func (r *eventReader) readText(rec *Record, value *valueMeaning, text []byte, i int) int {
	if value.way == asTerm && len(text)-i >= wordBytes {
		w := word(text, i)
		if marks := quotes(w); marks != 0 {
			if t := r.terms[value.term].keyed(keyBefore(w, marks)); t != nil {
				rec.setTerm(value.term, t)
				return i + len(t.text)
			}
		}
	}
	return r.readValue(rec, value, text, i)
}

// readKind reads the kind that begins at i and returns where it ends.
func readKind(rec *Record, text []byte, i int) int {
	if byteAt(text, i) != '"' {
		return notPlain
	}
	end, ok := plainEnd(text, i+1), false
	if byteAt(text, end) != '"' {
		return notPlain
	}
	if rec.Kind, ok = kindOf(text[i+1 : end]); !ok {
		return notPlain
	}
	return end + 1
}
