package genlog

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// configName is the name under which the command finds a mapping.
const configName = "tracecausal.yaml"

// Write writes a log of that many events as one stream; a line that tells two
// may go one beyond.
func (l *Log) Write(w io.Writer, events int) error {
	return l.write([]io.Writer{w}, events)
}

// WriteFolder writes a log of that many events, as Write does, into an existing
// folder, and the mapping that it needs beside it. It returns the paths of the
// log, by node where each has a file of its own, and their size in bytes. Logs
// of one folder overwrite each other.
func (l *Log) WriteFolder(dir string, events int) (paths []string, size int64, err error) {
	if l.config != "" {
		if err := os.WriteFile(filepath.Join(dir, configName), []byte(l.config), 0o666); err != nil {
			return nil, 0, err
		}
	}
	var outputs []io.Writer
	for _, name := range l.files() {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return nil, 0, err
		}
		defer f.Close() // again, where all went well
		paths, outputs = append(paths, f.Name()), append(outputs, f)
	}
	err = l.write(outputs, events)
	for _, o := range outputs {
		f := o.(*os.File)
		at, seekErr := f.Seek(0, io.SeekCurrent)
		size += at
		err = errors.Join(err, seekErr, f.Close())
	}
	return paths, size, err
}

// files returns the names of the log's files.
func (l *Log) files() []string {
	if !l.split {
		return []string{l.file}
	}
	var names []string
	for i := range l.nodes {
		names = append(names, nodeName(i)+l.file)
	}
	return names
}

// enough is how much data is worth a write.
const enough = 64 << 10

// write lets the system run and writes each event to the output of its node,
// where every node has one, or to the only one.
func (l *Log) write(to []io.Writer, events int) error {
	s := l.system()
	lines := make([][]byte, len(to))
	flush := func(i int) error {
		_, err := to[i].Write(lines[i])
		lines[i] = lines[i][:0]
		return err
	}
	for i := range lines {
		if l.header != nil {
			lines[i] = l.header(lines[i], s)
		}
	}
	for told := 0; told < events; {
		e := s.next()
		i := e.node % len(to)
		was := len(lines[i])
		if lines[i] = l.line(lines[i], s, e); len(lines[i]) > was {
			told += max(l.events, 1)
		}
		if len(lines[i]) >= enough {
			if err := flush(i); err != nil {
				return err
			}
		}
	}
	for i := range lines {
		if err := flush(i); err != nil {
			return err
		}
	}
	return nil
}
