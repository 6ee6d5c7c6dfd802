package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// tempFiles are the half-written outputs of this process. Once aborted it
// hands out none and completes none, so that a signal leaves nothing behind.
type tempFiles struct {
	mu      sync.Mutex
	open    map[string]*os.File
	aborted bool
}

var errAborted = errors.New("stopped")

// create makes a new file in dir, with the permissions that the umask leaves.
func (t *tempFiles) create(dir string, mode fs.FileMode) (*os.File, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.aborted {
		return nil, errAborted
	}
	name := filepath.Join(dir, ".tracecausal-"+rand.Text()[:12]+".tmp")
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	if t.open == nil {
		t.open = map[string]*os.File{}
	}
	t.open[name] = f
	return f, nil
}

// complete gives a file its final name: readers of that name see all of it or
// what was there before.
func (t *tempFiles) complete(f *os.File, name string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.aborted {
		return errAborted
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%w", err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	delete(t.open, f.Name())
	return nil
}

// abort removes every file that was not completed.
func (t *tempFiles) abort() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.aborted = true
	for name, f := range t.open {
		f.Close()
		os.Remove(name)
	}
	t.open = nil
}
