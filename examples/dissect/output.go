package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/stack"
)

// output is the standard output. Its first error sticks, and is returned by flush.
type output struct {
	w   *bufio.Writer
	err error
}

func newOutput(w io.Writer) *output { return &output{w: bufio.NewWriterSize(w, 1<<16)} }

func (o *output) write(b []byte) {
	if _, err := o.w.Write(b); err != nil && o.err == nil {
		o.err = err
	}
}

func (o *output) flush() error {
	if err := o.w.Flush(); err != nil && o.err == nil {
		o.err = err
	}
	return o.err
}

// tree prints a tree per PDU.
type tree struct {
	*output
	o     dump.Options
	files bool // there are several: their names are printed
	file  string
	b     []byte
	last  place
	dir   osi.Direction
}

// at prints the place, unless it is the same as before.
func (t *tree) at(p *place, d osi.Direction) {
	here := *p
	here.skip = 0
	if here == t.last && d == t.dir {
		return
	}
	b := t.b[:0]
	if t.files && p.conn.file != t.file {
		t.file = p.conn.file
		b = append(append(append(b, "file "...), t.file...), '\n')
	}
	t.last, t.dir = here, d
	switch {
	case p.frame > 0:
		b = strconv.AppendInt(append(b, "frame "...), int64(p.frame), 10)
		b = append(append(b, ", from the "...), d.String()...)
		b = append(append(b, ", "...), p.conn.titles[d]...)
	default:
		b = strconv.AppendInt(append(b, "line "...), int64(p.line), 10)
		if p.title != "" {
			b = append(append(b, ", "...), p.title...)
		}
	}
	t.b = append(b, '\n')
	t.write(t.b)
}

func (t *tree) note(at *place, d osi.Direction, text string) {
	t.at(at, d)
	t.b = append(append(append(t.b[:0], "  note: "...), text...), '\n')
	t.write(t.b)
}

func (t *tree) event(at *place, e *stack.Event) {
	t.at(at, e.Dir)
	t.o.Skip = at.skip
	t.b = dump.AppendText(t.b[:0], e, &t.o)
	t.write(t.b)
}

func (t *tree) end(*place, string) {}

// jsonLines prints one JSON object per PDU: that of package dump, with where it was in front.
type jsonLines struct {
	*output
	o    dump.Options
	b    []byte
	last place
	dir  osi.Direction
	head []byte // of the last object: its brace and the members in front
}

// begin begins an object.
func (j *jsonLines) begin(at *place, d osi.Direction) {
	if j.head == nil || *at != j.last || d != j.dir {
		j.last, j.dir = *at, d
		j.head = appendPlace(append(j.head[:0], '{'), at, d)
	}
	j.b = append(j.b[:0], j.head...)
}

// appendPlace appends members that say where something was, each with a comma behind it.
func appendPlace(b []byte, at *place, d osi.Direction) []byte {
	b = append(b, at.conn.members(d)...)
	b = appendCount(b, "frame", at.frame)
	if !at.time.IsZero() {
		b = append(at.time.AppendFormat(append(b, `"time":"`...), time.RFC3339Nano), '"', ',')
	}
	b = appendCount(b, "line", at.line)
	return appendText(b, "title", at.title)
}

// members are those of the connection in what d sends.
func (c *connection) members(d osi.Direction) []byte {
	if c.json[d] == nil {
		b := appendText(nil, "file", c.file)
		b = appendCount(b, "conn", c.number)
		b = appendText(b, "src", c.ends[d])
		c.json[d] = appendText(b, "dst", c.ends[d^1])
	}
	return c.json[d]
}

func appendText(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	return append(appendQuoted(append(append(append(b, '"'), name...), `":`...), text), ',')
}

func appendQuoted(b []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil { // of a string there is none
		quoted = []byte(`""`)
	}
	return append(b, quoted...)
}

func appendCount(b []byte, name string, n int) []byte {
	if n == 0 {
		return b
	}
	b = append(append(append(b, '"'), name...), `":`...)
	return append(strconv.AppendInt(b, int64(n), 10), ',')
}

func (j *jsonLines) finish() { j.write(append(j.b, '}', '\n')) }

func (j *jsonLines) note(at *place, d osi.Direction, text string) {
	j.begin(at, d)
	j.b = append(append(append(j.b, `"dir":"`...), d.String()...), `","layer":"none","note":`...)
	j.b = appendQuoted(j.b, text)
	j.finish()
}

func (j *jsonLines) event(at *place, e *stack.Event) {
	j.begin(at, e.Dir)
	j.o.Skip = at.skip
	j.b = dump.AppendMembers(j.b, e, &j.o)
	j.finish()
}

func (j *jsonLines) end(*place, string) {}

// association prints the object of an association.
func (j *jsonLines) association(at *place, a *association) {
	j.begin(&place{conn: at.conn}, osi.FromInitiator)
	j.member("association", a)
}

// member ends an object that was begun, with a member whose value is v.
func (j *jsonLines) member(name string, v any) {
	value, err := json.Marshal(v)
	if err != nil {
		j.err = cmp.Or(j.err, err)
		return
	}
	j.b = append(append(append(j.b, '"'), name...), `":`...)
	j.b = append(j.b, value...)
	j.finish()
}
