package parse

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// headLen is how much of a file, in bytes, detection looks at. The first line
// belongs to it whatever its length.
const headLen = 64 << 10

// headOf returns the first lines of data, whole ones where it has any.
func headOf(data []byte) []byte {
	head := data[:min(headLen, len(data))]
	if len(head) == len(data) {
		return head
	}
	if end := bytes.LastIndexByte(head, '\n'); end >= 0 {
		return head[:end+1]
	}
	if end := bytes.IndexByte(data, '\n'); end >= 0 {
		return data[:end+1]
	}
	return data
}

// firstContent returns where the first line begins that is neither blank, nor
// padded with NUL bytes, nor longer than a limit; len(data) where there is none.
func firstContent(data []byte, maxLine int) int {
	for at := 0; at < len(data); {
		line := data[at:]
		if end := bytes.IndexByte(line, '\n'); end >= 0 {
			line = line[:end+1]
		}
		if line[0] != 0 && len(bytes.TrimRight(line, "\r\n")) <= maxLine && len(bytes.TrimSpace(line)) > 0 {
			return at
		}
		at += len(line)
	}
	return len(data)
}

// fileMark is how a kind of file that is no text begins.
type fileMark struct {
	at    int
	bytes string
	what  string
	hint  string
}

var fileMarks = [...]fileMark{
	{0, "\x7fELF", "a program (ELF)", "name the logs"},
	{0, "PK\x03\x04", "a zip archive", "unpack it first (unzip)"},
	{0, "\xfd7zXZ\x00", "compressed with xz", "unpack it first (xz -d)"},
	{0, "BZh", "compressed with bzip2", "unpack it first (bzip2 -d)"},
	{0, "7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first (7z x)"},
	{0, "\x04\x22\x4d\x18", "compressed with lz4", "unpack it first (lz4 -d)"},
	{257, "ustar", "a tar archive", "unpack it first (tar -x)"},
	{0, "\x89PNG\r\n", "a picture (PNG)", "name the logs"},
	{0, "\xff\xd8\xff", "a picture (JPEG)", "name the logs"},
	{0, "%PDF-", "a PDF document", "name the logs"},
}

// notText says why the first bytes of a file cannot be those of a log, and what
// to do; "" where they can.
func notText(start []byte, packed string) string {
	if packed != "" && packedAs(start) != "" {
		return "compressed twice; unpack it first"
	}
	for _, s := range fileMarks {
		if len(start) >= s.at && bytes.HasPrefix(start[s.at:], []byte(s.bytes)) {
			return s.what + ", not a text file; " + s.hint
		}
	}
	if order := utf16Order(start); order != "" {
		return fmt.Sprintf("looks like UTF-16%s; convert it with iconv -f UTF-16%s -t UTF-8", order, order)
	}
	return ""
}

// utf16Order returns the byte order, "LE" or "BE", of text in UTF-16. Without a
// mark it is known by the NUL in every second byte of its ASCII characters.
func utf16Order(start []byte) string {
	switch {
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		return "LE"
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		return "BE"
	}
	var nul [2]int // at even and at odd places
	for i, c := range start {
		if c == 0 {
			nul[i&1]++
		}
	}
	most := len(start) / 2
	switch {
	case most < 4:
	case nul[1] > most*3/4 && nul[0] < most/16+1:
		return "LE"
	case nul[0] > most*3/4 && nul[1] < most/16+1:
		return "BE"
	}
	return ""
}

// choose returns the format of a file: the one that is forced, the one of the
// configuration's rule, or the first that recognises the head.
func choose(formats []Format, f *fileContext) (*Format, *Diagnostic) {
	name := f.opt.Format
	if name == "" && f.rule != nil {
		name = f.rule.Format
	}
	if name != "" {
		return formatByName(formats, name)
	}
	if system := spansOf(f.head); system != "" && f.rule == nil {
		return nil, &Diagnostic{Class: ClassNoInput, Source: Source{File: f.path}, Msg: spansNotRead(system)}
	}
	for i := range formats {
		if formats[i].detect(f.head, f.opt) {
			return &formats[i], nil
		}
	}
	// A file cut off a longer one may begin in the middle of a line. That line
	// is bad; the others are not lost with it.
	_, rest, _ := bytes.Cut(f.head, []byte("\n"))
	for i := range formats {
		if !formats[i].serial && len(rest) > 0 && formats[i].detect(rest, f.opt) {
			return &formats[i], nil
		}
	}
	class, msg := unrecognised(formats, f.head, f.opt)
	return nil, &Diagnostic{Class: class, Source: Source{File: f.path}, Msg: msg}
}

func formatByName(formats []Format, name string) (*Format, *Diagnostic) {
	i := slices.IndexFunc(formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return nil, &Diagnostic{Class: ClassUsage, Msg: fmt.Sprintf("no format is called %s; there are %s", Quote(name), formatNames(formats))}
	}
	return &formats[i], nil
}

func formatNames(formats []Format) string {
	names := make([]string, len(formats))
	for i := range formats {
		names[i] = formats[i].Name
	}
	return strings.Join(names, ", ")
}

// unrecognised says why a file belongs to no format.
func unrecognised(formats []Format, head []byte, opt *Options) (Class, string) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	switch {
	case bytes.IndexByte(line, 0) >= 0:
		return ClassDecode, "a binary file (it holds NUL bytes); no format that can be read"
	case multiLineJSON(head):
		return ClassNoInput, multiLineHint
	}
	way := "--format NAME forces one, and 'tracecausal help config' shows how to describe others"
	if opt.Parser != "" {
		way = "--format text reads lines by the expression of --parser, --format shiviz events of several"
	}
	return ClassNoInput, fmt.Sprintf("no event can be read: it begins with %s, which no format recognises (tried %s); %s",
		Quote(string(bytes.TrimRight(line, "\r"))), formatNames(formats), way)
}

const multiLineHint = "0 events; looks like multi-line JSON, but one line must be one event: jq -c . makes such lines"

// multiLineJSON reports whether a head opens as pretty-printed JSON does.
func multiLineJSON(head []byte) bool {
	line, _, more := bytes.Cut(head, []byte("\n"))
	switch string(bytes.TrimSpace(line)) {
	case "{", "[", "[{":
		return more
	}
	return false
}

// nodeOf returns the node that a file's name tells, "" where it tells none. The
// pattern is tried on the last element of the path, without the ending of a
// compressed file, then on the path.
func nodeOf(path string, opt *Options) string {
	if opt.NodeFromFile == nil || path == StdinPath {
		return ""
	}
	path = filepath.ToSlash(path)
	if namedPacked(path) {
		path = strings.TrimSuffix(path, filepath.Ext(path))
	}
	for _, name := range []string{path[strings.LastIndexByte(path, '/')+1:], path} {
		m := opt.NodeFromFile.FindStringSubmatch(name)
		switch {
		case len(m) > 1:
			return m[1]
		case len(m) == 1:
			return m[0]
		}
	}
	return ""
}
