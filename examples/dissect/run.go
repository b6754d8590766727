package main

import (
	"io"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// A run is one call of the program.
type run struct {
	o      *options
	stdin  io.Reader
	stderr io.Writer
	out    *output

	to      sink
	found   *counted
	notes   *annotator // nil: no copy is written
	gate    *gate      // nil: there is no -check
	tracker *tracker   // nil: no associations are to be reported

	budget  budget
	conns   int    // number of the last connection
	dropped int    // connections that were given up
	name    string // of the input at hand
	nothing string // why nothing was found in it
}

func newRun(o *options, stdin io.Reader, stdout, stderr io.Writer) (r *run, err error) {
	r = &run{o: o, stdin: stdin, stderr: stderr, out: newOutput(stdout)}
	if o.annotate != "" {
		if r.notes, err = newAnnotator(o.annotate); err != nil {
			return nil, err
		}
	}
	r.found = &counted{}
	to := several{r.found}
	if r.notes != nil && o.check == nil {
		to = append(to, r.notes)
	}
	j := &jsonLines{output: r.out, o: o.dump}
	t := &tree{output: r.out, o: o.dump, files: len(o.files) > 1}
	switch {
	case o.check != nil:
		err = r.check(t, j)
	case o.summary && !o.json:
		r.tracker = &tracker{report: (&summary{output: r.out}).association}
	case o.json:
		if o.filter.all() {
			r.tracker = &tracker{report: j.association, counts: true}
		}
		if !o.summary {
			to = append(to, &filtered{j, &o.filter})
		}
	case o.annotate == "":
		to = append(to, &filtered{t, &o.filter})
	}
	if r.tracker != nil {
		to = append(to, r.tracker)
	}
	if r.to = to; len(to) == 1 {
		r.to = to[0]
	}
	return r, err
}

// check makes the gate. What it would stop is printed, and noted in the copy.
func (r *run) check(t *tree, j *jsonLines) (err error) {
	if r.gate, err = newGate(*r.o.check); err != nil {
		return err
	}
	show := t.stop
	if r.o.json {
		show = j.stop
	}
	r.gate.stopped = func(at *place, v *validate.Verdict) {
		show(at, v)
		if r.notes != nil {
			r.notes.stop(at, v)
		}
	}
	return nil
}

// seen returns the number of PDUs and the like that were found so far.
func (r *run) seen() int {
	n := r.found.n
	if r.gate != nil {
		n += r.gate.passed + r.gate.hit
	}
	return n
}

// connection returns a new connection.
func (r *run) connection(kind string) *connection {
	r.conns++
	c := &connection{number: r.conns, file: r.name, kind: kind, excluded: !r.o.filter.conn(r.conns)}
	c.titles = [2]string{kind, kind}
	return c
}

// decoder returns the decoder of a new connection. isOSI says that it is known to carry OSI, midway
// that its beginning may be missing.
func (r *run) decoder(c stack.Carrier, isOSI, midway bool) decoder {
	if r.gate != nil {
		return r.gate.decoder(c, midway)
	}
	of := guessing
	if isOSI {
		of = named
	}
	x := decoded{conn: of.Conn(c), to: r.to, budget: &r.budget}
	if r.o.summary && !r.o.json && (c == stack.TPKTs || c == stack.NSDUs) {
		return &summarized{x, func(at *place, d osi.Direction, n int) {
			r.found.n += n
			r.tracker.data(at, d, n)
		}}
	}
	return &x
}

// counted counts what it is given.
type counted struct{ n int }

func (c *counted) event(*place, *stack.Event)         { c.n++ }
func (c *counted) note(*place, osi.Direction, string) { c.n++ }
func (c *counted) end(*place, string)                 {}
