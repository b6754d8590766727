package main

import (
	"bufio"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/stack"
)

// A printer takes what is found, in the order of the input.
type printer interface {
	event(at place, e stack.Event, skip int)     // skip octets of the PDU were not in the input
	note(at place, d osi.Direction, text string) // what is no PDU: a gap, a resumed stream
	failed() error                               // the first error of writing
}

// tree prints a tree per PDU.
type tree struct {
	w    *bufio.Writer
	o    dump.Options
	b    []byte
	last place
	err  error
}

func (t *tree) failed() error { return t.err }

func (t *tree) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(t.w, format, args...); err != nil && t.err == nil {
		t.err = err
	}
}

// at prints where the input is, when that is another place than before.
func (t *tree) at(p place, d osi.Direction) {
	if p == t.last {
		return
	}
	t.last = p
	switch {
	case p.frame > 0:
		t.printf("frame %d, from the %s, %s\n", p.frame, d, p.title)
	case p.title != "":
		t.printf("line %d, %s\n", p.line, p.title)
	default:
		t.printf("line %d\n", p.line)
	}
}

func (t *tree) note(at place, d osi.Direction, text string) {
	t.at(at, d)
	t.printf("  note: %s\n", text)
}

func (t *tree) event(at place, e stack.Event, skip int) {
	t.at(at, e.Dir)
	t.o.Skip = skip
	t.b = dump.AppendText(t.b[:0], &e, &t.o)
	if _, err := t.w.Write(t.b); err != nil && t.err == nil {
		t.err = err
	}
}
