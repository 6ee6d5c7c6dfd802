package parse

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// decoder returns a decoder that nobody else uses.
func (f *fileReading) decoder() (decoder, *Diagnostic) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := len(f.idle); n > 0 {
		d := f.idle[n-1]
		f.idle = f.idle[:n-1]
		return d, nil
	}
	d, err := f.format.decoder(f.context)
	if err == nil {
		return d, nil
	}
	var line *lineError
	var known *Diagnostic
	switch {
	case errors.As(err, &known):
		return nil, known
	case errors.As(err, &line):
		return nil, f.diagnose(line.class, fmt.Sprintf("format %s: %s", f.format.Name, line.msg))
	}
	return nil, f.diagnose(ClassUsage, fmt.Sprintf("format %s: %s", f.format.Name, Escape(err.Error())))
}

func (f *fileReading) release(d decoder) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.idle = append(f.idle, d)
}

func (f *fileReading) lineReader(d decoder) *lineReader {
	l := &lineReader{decoder: d, serial: f.format.serial, path: f.file.Path, maxLine: f.r.maxLine}
	l.take = l.emit
	return l
}

// newChunk makes room for what a chunk will hold, once the assembly has come
// near enough: no file is read far ahead of the others. It returns nil where
// the context ended.
func (f *fileReading) newChunk(ctx context.Context) *decoded {
	out := &decoded{batch: f.r.newBatch(f.context), done: make(chan struct{})}
	if !f.send(ctx, out) {
		return nil
	}
	f.chunks = append(f.chunks, out)
	return out
}

// send hands a chunk to the assembly; it returns false where the context ended.
func (f *fileReading) send(ctx context.Context, c *decoded) bool {
	select {
	case f.queue <- c:
		return true
	case <-ctx.Done():
		return false
	}
}

// readInParallel hands each chunk to a goroutine as soon as a worker is free. What
// the first holds says how large the others shall be.
func (f *fileReading) readInParallel(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	c, err := f.first, error(nil)
	for first := true; err == nil; first = false {
		mine, out := c, f.newChunk(ctx)
		if out == nil {
			return
		}
		f.r.slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-f.r.slots }()
			f.decodeChunk(mine, out)
		})
		if first && f.split.size == f.r.chunkSize { // not all of a small file
			<-out.done
			f.split.size *= out.shortOf()
		}
		c, err = f.split.next(f.r.buffer())
	}
	f.ended(c, err)
}

func (f *fileReading) decodeChunk(c chunk, out *decoded) {
	defer close(out.done)
	d, failed := f.decoder()
	if failed != nil {
		out.crash = failed // the first decoder could be made, so this is a bug
		return
	}
	l := f.lineReader(d)
	l.out = out
	l.read(c)
	out.strands = len(out.batch.strands)
	out.batch.end()
	f.release(d)
	f.r.recycle(c)
}

// readSerially decodes the file from its start to its end.
func (f *fileReading) readSerially(ctx context.Context) {
	l := f.lineReader(f.idle[0])
	next := func() bool {
		if l.out != nil {
			close(l.out.done)
		}
		l.out = f.newChunk(ctx)
		return l.out != nil
	}
	defer func() {
		if l.out != nil {
			close(l.out.done)
		}
	}()
	c, err := f.first, error(nil)
	for err == nil {
		if !next() {
			return
		}
		if l.read(c); l.out.crash != nil {
			return
		}
		f.r.recycle(c)
		c, err = f.split.next(f.r.buffer())
	}
	l.finish()
	f.ended(c, err)
	if d, ok := l.decoder.(guessing); ok && d.doubtful() {
		f.damaged = true
	}
	if d, ok := l.decoder.(lossy); ok {
		if e := d.loss(); e != nil {
			f.lost = f.diagnose(e.class, e.msg)
		}
	}
}
