package main

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// A printer takes what is found, in the order of the input.
type printer interface {
	event(at place, e stack.Event)
	note(at place, d osi.Direction, text string) // what is no PDU: a gap, a resumed stream
	failed() error                               // the first error of writing
}

// tree prints a tree per PDU.
type tree struct {
	w    *bufio.Writer
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

func (t *tree) event(at place, e stack.Event) {
	t.at(at, e.Dir)
	on := ""
	if e.Channel != 0 && e.Layer != osi.X25 {
		on = fmt.Sprintf(" of channel %d", e.Channel)
	}
	switch {
	case e.Err != nil:
		name := e.Err.PDU
		if name == "" {
			name = "PDU"
		}
		t.printf("  %s %s, %d octets at %d%s\n", e.Layer, name, len(e.Octets), e.Offset, on)
		t.printf("    error: %s\n", strings.ReplaceAll(fmt.Sprintf("%+v", e.Err.Attach(e.Octets)), "\n\t", "\n      "))
		t.printf("    rule: %s\n", e.Err.ID)
	case e.PDU == nil:
		t.printf("  user data, %d octets at %d%s\n", len(e.Octets), e.Offset, on)
		t.printf("    %s\n", octetText(e.Octets))
	default:
		t.printf("  %s %s, %d octets at %d%s\n", e.Layer, e.PDU, len(e.Octets), e.Offset, on)
		t.fields(fieldsOf(e.PDU, e.Octets), "    ")
		if e.Tolerated != 0 {
			t.printf("    tolerated: %s\n", e.Tolerated)
		}
	}
}

func (t *tree) fields(fields []field, indent string) {
	for _, f := range fields {
		t.printf("%s%s", indent, f.name)
		if f.text != "" {
			t.printf(": %s", f.text)
		}
		if f.offset >= 0 {
			t.printf("  [%d]", f.offset)
		}
		t.printf("\n")
		t.fields(f.fields, indent+"  ")
	}
}
