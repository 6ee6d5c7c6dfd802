package parse

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
)

// assemble takes the chunks of all files in their order, while they are read.
// Where useful is false it only makes room for those to come.
func (r *reader) assemble(ctx context.Context, declared *Header, useful bool) *assembly {
	a := newAssembly(r.opt, declared)
	base := uint64(0)
	for _, f := range r.files {
		useful = useful && base <= math.MaxUint32
		a.addFile(f.file.Path, uint32(base))
		line := uint64(1)
		for c := f.receive(ctx); c != nil; c = f.receive(ctx) {
			// A batch whose decoder crashed may hold half an event.
			if useful = useful && base+line+uint64(c.lines) <= math.MaxUint32; useful && c.events > 0 && c.crash == nil {
				a.add(c.batch, int(line))
			}
			line += uint64(c.lines)
			r.recycleBatch(c)
		}
		base += line
	}
	return a
}

// receive returns the next decoded chunk of the file, nil after the last or
// where the context ended.
func (f *fileReading) receive(ctx context.Context) *decoded {
	select {
	case c := <-f.queue:
		if c != nil && c.done != nil {
			<-c.done
		}
		return c
	case <-ctx.Done():
		return nil
	}
}

func (r *reader) recycleBatch(c *decoded) {
	if c.batch != nil {
		select {
		case r.batches <- c.batch:
		default:
		}
		c.batch = nil
	}
}

// join puts together what was read of all files, in their order.
func (r *reader) join(a *assembly, declared *fileHeader, errs []Diagnostic) (*Log, error) {
	r.progress.finish()
	log := &Log{Header: declared.Header}
	events, lines := 0, 0
	contradicted := len(errs) > 0
	for _, f := range r.files {
		in, crash := f.report()
		log.Inputs = append(log.Inputs, in)
		log.Warnings = append(log.Warnings, f.warnings...)
		for _, d := range []*Diagnostic{f.fatal, crash} {
			if d != nil {
				errs = append(errs, *d)
			}
		}
		events += in.Events
		lines += in.Lines + 1
	}
	log.Warnings = append(log.Warnings, withoutEvents(log.Inputs, events)...)
	log.Warnings = append(log.Warnings, strayLines(log.Inputs, events)...)
	log.Warnings = append(log.Warnings, r.use.warnings()...)
	log.Warnings = append(log.Warnings, r.withoutTraces(events)...)
	switch {
	case lines > math.MaxUint32:
		errs = append(errs, Diagnostic{Class: ClassLimit, Msg: fmt.Sprintf("%d lines are more than can be read at once (%d)", lines, math.MaxUint32)})
	case events == 0 && len(errs) == 0:
		errs = nothingRead(log.Inputs, r.files)
	case events > 0 && !contradicted:
		runs, warnings, failed := a.finish()
		log.Runs = runs
		log.Warnings = append(append(log.Warnings, warnings...), warnLookAlikes(runs)...)
		if failed != nil {
			errs = append(errs, *failed)
		}
	}
	return log, joinErrors(errs)
}

// withoutTraces warns where trace ids were to tell runs apart and no event has
// one: all of the input was taken for one run then.
func (r *reader) withoutTraces(events int) []Diagnostic {
	if !r.opt.RunByTrace || events == 0 || r.traced.isSet() {
		return nil
	}
	return []Diagnostic{{Class: WarnUnusedRule, Msg: "trace ids were to tell runs apart (--run-by trace, run_by_trace), but no line has one under any of the keys " +
		strings.Join(spellings[roleTrace], ", ")}}
}

func joinErrors(ds []Diagnostic) error {
	errs := make([]error, len(ds))
	for i := range ds {
		errs[i] = &ds[i]
	}
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// report sums up the chunks of a file. A crash of a decoder is returned apart.
func (f *fileReading) report() (in Input, crash *Diagnostic) {
	in = Input{Path: f.file.Path, Err: f.fatal, Damaged: f.damaged}
	if f.format != nil {
		in.Format = f.format.Name
	}
	for _, c := range f.chunks {
		for _, e := range c.errors {
			if len(in.Errors) < maxErrors {
				e.Source.Line += in.Lines
				in.Errors = append(in.Errors, e)
			}
		}
		if c.stray != nil && in.Stray == nil {
			stray := *c.stray
			stray.Source.Line += in.Lines
			in.Stray = &stray
		}
		if c.crash != nil && crash == nil {
			at := *c.crash
			at.Source.Line += in.Lines
			crash = &at
			in.Err = crash
		}
		in.Lines += c.lines
		in.Events += c.events
		in.Skipped += c.skipped
		in.Unmatched += c.unmatched
		in.Bad += c.bad
	}
	if f.broken != nil && in.Err == nil {
		broken := *f.broken
		broken.Msg += "; only its first " + linesWereRead(in.Lines)
		in.Err = &broken
	}
	if in.Err == nil {
		in.Err = f.lost
	}
	return in, crash
}

// linesWereRead returns "line was read" or "7 lines were read".
func linesWereRead(n int) string {
	if n == 1 {
		return "line was read"
	}
	return fmt.Sprintf("%d lines were read", n)
}

// withoutEvents warns of files that gave no event while others did.
func withoutEvents(inputs []Input, events int) []Diagnostic {
	var ds []Diagnostic
	for i := range inputs {
		in := &inputs[i]
		if events == 0 || in.Events > 0 || in.Err != nil {
			continue
		}
		msg := "an empty file"
		if in.Lines > 0 {
			msg = "no event in its " + Plural(in.Lines, "line")
		}
		ds = append(ds, Diagnostic{Class: WarnEmpty, Source: Source{File: in.Path}, Msg: msg})
	}
	return ds
}

// strayLines names, for each file, the first line that fits no pattern: behind it
// may be a pattern to repair. Without any event the error says so.
func strayLines(inputs []Input, events int) []Diagnostic {
	var ds []Diagnostic
	for i := range inputs {
		in := &inputs[i]
		if in.Stray == nil || events == 0 {
			continue
		}
		d := *in.Stray
		if in.Unmatched > 1 {
			d.Msg += ", the first of " + Plural(in.Unmatched, "such line")
		}
		ds = append(ds, d)
	}
	return ds
}

// nothingRead says for each file, up to a limit, why there is no event.
func nothingRead(inputs []Input, files []*fileReading) []Diagnostic {
	var ds []Diagnostic
	for i := range inputs {
		if i == maxErrors {
			ds = append(ds, Diagnostic{Class: ClassNoInput, Msg: "nor in " + Plural(len(inputs)-i, "more file")})
			break
		}
		ds = append(ds, Diagnostic{Class: ClassNoInput, Source: Source{File: inputs[i].Path}, Msg: whyNothing(&inputs[i], files[i])})
	}
	return ds
}

func whyNothing(in *Input, f *fileReading) string {
	msg := "0 of " + Plural(in.Lines, "line") + " read as events"
	switch {
	case in.Err != nil:
		return "no event was read: " + string(in.Err.Class) + ": " + in.Err.Msg
	case in.Lines == 0:
		return "the file is empty"
	case in.Bad > 0 && f.pretty:
		return multiLineHint
	}
	if f.format != nil {
		msg += " of format " + f.format.Name
	}
	if in.Stray != nil {
		msg += fmt.Sprintf("; at line %d: %s", in.Stray.Source.Line, in.Stray.Msg)
	}
	if len(in.Errors) > 0 {
		msg += fmt.Sprintf("; %d bad, at line %d: %s", in.Bad, in.Errors[0].Source.Line, in.Errors[0].Msg)
	}
	return msg
}
