package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// quietFor is how long work lasts before its progress is shown, and between
// is the time between two updates.
const (
	quietFor = time.Second
	between  = 200 * time.Millisecond
)

// progress draws one line on a terminal that says how far the reading has
// come. Its zero value, with w set, shows nothing until started. It may be
// used from several goroutines.
type progress struct {
	w     io.Writer
	mu    sync.Mutex
	start time.Time // zero: not started, or stopped
	last  time.Time
	drawn bool
}

// begin starts the clock.
func (p *progress) begin() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.start = time.Now()
}

// update tells that done bytes of total (0 where unknown) have been read.
func (p *progress) update(done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.start.IsZero() || now.Sub(p.start) < quietFor || now.Sub(p.last) < between {
		return
	}
	p.last, p.drawn = now, true
	fmt.Fprint(p.w, "\r\x1b[K"+progressLine(done, total, now.Sub(p.start)))
}

// stop removes the line from the terminal.
func (p *progress) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.start, p.drawn = time.Time{}, false
}

func progressLine(done, total int64, elapsed time.Duration) string {
	if total <= 0 || done <= 0 {
		return "reading: " + formatBytes(done)
	}
	left := time.Duration(float64(elapsed) * (float64(total)/float64(done) - 1)).Round(time.Second)
	return fmt.Sprintf("reading: %d%%, %s of %s, %s left", done*100/total, formatBytes(done), formatBytes(total), left)
}

// formatBytes returns a size in the largest unit that leaves a whole part.
func formatBytes(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	v, u := float64(n), 0
	for v >= 1024 && u < len(units)-1 {
		v, u = v/1024, u+1
	}
	if u == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[u])
}
