package parse

// value returns where the value that begins at i ends. depth is how many
// objects and arrays it lies in.
func (s *scanner) value(text []byte, i, depth int) int {
	switch c := byteAt(text, i); {
	case c == '"':
		return textEnd(text, i)
	case c == '{' && depth < maxPlainDepth:
		return s.object(text, i, depth+1)
	case c == '[' && depth < maxPlainDepth:
		return s.array(text, i, depth+1)
	case c == '-' || c >= '0' && c <= '9':
		return orNotPlain(scanNumber(text, i))
	case c == 't':
		return orNotPlain(scanWord(text, i, "true"))
	case c == 'f':
		return orNotPlain(scanWord(text, i, "false"))
	case c == 'n':
		return orNotPlain(scanWord(text, i, "null"))
	}
	return notPlain
}

func orNotPlain(end int, err *lineError) int {
	if err != nil {
		return notPlain
	}
	return end
}

// textEnd returns the index after the string that begins at i.
func textEnd(text []byte, i int) int {
	if end := plainEnd(text, i+1); byteAt(text, end) == '"' {
		return end + 1
	}
	end, _, err := scanString(text, i)
	return orNotPlain(end, err)
}

func (s *scanner) object(text []byte, i, depth int) int {
	first := len(s.keys)
	if i = skipBlanks(text, i+1); byteAt(text, i) == '}' {
		return i + 1
	}
	for {
		end := keyEnd(text, i)
		if end == notPlain || !s.addKey(first, text[i+1:end]) {
			return notPlain
		}
		if i = colonEnd(text, end+1); i == notPlain {
			return notPlain
		}
		if i = s.value(text, i, depth); i == notPlain {
			return notPlain
		}
		switch i = skipBlanks(text, i); byteAt(text, i) {
		case ',':
			i = skipBlanks(text, i+1)
		case '}':
			s.keys = s.keys[:first]
			return i + 1
		default:
			return notPlain
		}
	}
}

func (s *scanner) array(text []byte, i, depth int) int {
	if i = skipBlanks(text, i+1); byteAt(text, i) == ']' {
		return i + 1
	}
	for {
		if i = s.value(text, i, depth); i == notPlain {
			return notPlain
		}
		switch i = skipBlanks(text, i); byteAt(text, i) {
		case ',':
			i = skipBlanks(text, i+1)
		case ']':
			return i + 1
		default:
			return notPlain
		}
	}
}
