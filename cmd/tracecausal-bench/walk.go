package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/tidwall/gjson"
)

// The programs to compare with that are none of their own: this program starts
// itself again with one of these words.
const (
	walkGJSON  = "child-gjson"  // FILE…
	walkRegexp = "child-regexp" // PATTERN FILE…
	askGraph   = "child-ask"    // FILE…
)

// child does the work of a child process; done is false where the arguments
// name none.
func child(args []string, stdout io.Writer) (done bool, err error) {
	if len(args) < 2 {
		return false, nil
	}
	switch args[0] {
	case walkGJSON:
		return true, eachLine(args[1:], func(line string) {
			if v := gjson.Parse(line); v.IsObject() {
				walk(v)
			}
		})
	case walkRegexp:
		pattern, err := regexp.Compile(args[1])
		if err != nil {
			return true, err
		}
		return true, eachLine(args[2:], func(line string) { pattern.FindStringSubmatchIndex(line) })
	case askGraph:
		return true, ask(args[1:], stdout)
	}
	return false, nil
}

// walk visits every value of an object or an array and counts them.
func walk(v gjson.Result) (values int) {
	v.ForEach(func(_, value gjson.Result) bool {
		values++
		if value.IsObject() || value.IsArray() { // what is neither would visit itself
			values += walk(value)
		}
		return true
	})
	return values
}

// piece is how much is read at a time.
const piece = 1 << 20

// eachLine visits the lines of files. A piece becomes text at once, so that a
// line costs no memory of its own.
func eachLine(paths []string, visit func(line string)) error {
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		err = linesOf(f, visit)
		f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

func linesOf(r io.Reader, visit func(line string)) error {
	buf := make([]byte, piece)
	held := 0 // bytes of a line that has not ended
	for {
		n, err := r.Read(buf[held:])
		end := held + n
		if err == io.EOF {
			if held > 0 {
				visit(string(buf[:held]))
			}
			return nil
		}
		if err != nil {
			return err
		}
		last := bytes.LastIndexByte(buf[:end], '\n') + 1
		rest := string(buf[:last])
		for line := ""; rest != ""; {
			line, rest, _ = strings.Cut(rest, "\n")
			visit(line)
		}
		held = copy(buf, buf[last:end])
		if held == len(buf) {
			return fmt.Errorf("a line is longer than %d bytes", piece)
		}
	}
}
