package parse

import (
	"context"
	"fmt"
	"hash/maphash"
	"runtime"
	"sync"
	"sync/atomic"
)

// maxOpen bounds how many files are open at a time, whatever the number of
// workers, so that an ordinary limit of descriptors is enough for any number of
// files.
const maxOpen = 16

// Read reads files, in the order given, into runs. What it returns depends on
// their content and order only, never on the number of workers.
//
// The error says that the tool could not do its work: a file that cannot be
// opened, is no text or belongs to no recognised format, headers that
// contradict each other, no event in any file. It is a *[Diagnostic] or joins
// several (errors.Join). The Log then holds what could be read all the same; it
// is nil only where the context ended.
//
// A bad line is not an error here, nor is a file that breaks off in the middle:
// both are counted by [Log.Bad], and whoever judges the log must not call it
// good while that is not zero.
//
// Memory is that of the events' columns and a few chunks per worker.
func Read(ctx context.Context, files []File, opt Options) (*Log, error) {
	if opt.Config != nil {
		opt = opt.Config.Options(opt)
	}
	return newReader(files, &opt).read(ctx)
}

// A reader reads in three steps:
//
//  1. Look at the start of every file for a header, since what one file
//     declares can hold for others.
//  2. Read all files: one goroutine cuts a file into chunks of whole lines, any
//     number of them decode the chunks into batches. Formats whose lines depend
//     on earlier ones are decoded by the goroutine that cuts.
//  3. Meanwhile assemble the batches, in the order of files and lines.
type reader struct {
	opt       *Options
	use       *configUse
	traced    usedMark // set where a line has a trace id that tells runs apart
	formats   []Format
	files     []*fileReading
	chunkSize int
	maxLine   int
	workers   int
	slots     chan struct{} // held while a chunk is decoded
	free      chan []byte   // buffers of chunks
	progress  progress
	batches   chan *batch  // to be used again
	seed      maphash.Seed // of the hashes that tell equal lines
}

func newReader(files []File, opt *Options) *reader {
	r := &reader{opt: opt, use: newConfigUse(opt.Config), traced: newMark(), formats: Formats(), chunkSize: chunkSize, maxLine: opt.MaxLine, workers: opt.Workers, seed: maphash.MakeSeed()}
	if r.maxLine <= 0 {
		r.maxLine = DefaultMaxLine
	}
	if r.workers <= 0 {
		r.workers = runtime.GOMAXPROCS(0)
	}
	r.slots = make(chan struct{}, r.workers)
	r.free = make(chan []byte, 2*r.workers)
	r.batches = make(chan *batch, 2*r.workers)
	r.progress.report = opt.Progress
	for _, f := range files {
		r.files = append(r.files, &fileReading{r: r, file: f, queue: make(chan *decoded, r.workers)})
		if f.Size < 0 || r.progress.total < 0 {
			r.progress.total = -1
		} else {
			r.progress.total += f.Size
		}
	}
	return r
}

func (r *reader) read(ctx context.Context) (*Log, error) {
	if r.opt.Format != "" {
		if _, d := formatByName(r.formats, r.opt.Format); d != nil {
			return &Log{}, d
		}
	}
	if name, again := repeated(r.opt.Nodes); again {
		return &Log{}, &Diagnostic{Class: ClassUsage, Msg: fmt.Sprintf("node %s stands twice among the nodes of array clocks: which entry is its own?", Quote(name))}
	}
	if len(r.files) == 0 {
		return &Log{}, &Diagnostic{Class: ClassNoInput, Msg: "there is no file to read"}
	}
	r.each(ctx, (*fileReading).scan)
	declared, errs := mergeHeaders(r.files, r.opt)
	var wg sync.WaitGroup
	wg.Go(func() {
		r.each(ctx, func(f *fileReading, ctx context.Context) { f.read(ctx, declared) })
	})
	a := r.assemble(ctx, &declared.Header, len(errs) == 0)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return r.join(a, declared, errs)
}

// each calls do for every file, for several at a time.
func (r *reader) each(ctx context.Context, do func(*fileReading, context.Context)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(r.workers, maxOpen, len(r.files)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(r.files)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				r.files[i].guard(ctx, do)
			}
		})
	}
	wg.Wait()
}

func (r *reader) maxUnpacked() int64 {
	if r.opt.MaxUnpacked > 0 {
		return r.opt.MaxUnpacked
	}
	return DefaultMaxUnpacked
}

// newBatch returns a batch for a chunk of a file.
func (r *reader) newBatch(f *fileContext) *batch {
	select {
	case b := <-r.batches:
		b.reset(f)
		return b
	default:
		return newBatch(f, r.seed)
	}
}

// buffer returns a buffer for a chunk, nil where there is none to use again.
func (r *reader) buffer() []byte {
	select {
	case b := <-r.free:
		return b
	default:
		return nil
	}
}

func (r *reader) recycle(c chunk) {
	if c.buf == nil {
		return
	}
	select {
	case r.free <- c.buf:
	default:
	}
}

// progress tells the caller how far the reading is.
type progress struct {
	mu     sync.Mutex
	done   int64
	told   int64
	total  int64 // -1 where unknown
	report func(done, total int64)
}

// add counts bytes that were read, and tells about every chunk's worth of them.
func (p *progress) add(n int) {
	if p.report == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += int64(n)
	if p.done-p.told >= chunkSize {
		p.told = p.done
		p.report(p.done, p.total)
	}
}

// finish tells about the rest.
func (p *progress) finish() {
	if p.report != nil && p.told != p.done {
		p.report(p.done, p.total)
	}
}
