package main

import (
	"encoding/json"
	"io"
	"strconv"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/stack"
)

// jsonLines prints one JSON object per PDU: that of package dump, with the number of the frame in
// front.
type jsonLines struct {
	w   io.Writer
	o   dump.Options
	b   []byte
	err error
}

func (j *jsonLines) failed() error { return j.err }

// begin begins an object.
func (j *jsonLines) begin(at place) {
	j.b = append(j.b[:0], '{')
	if at.frame > 0 {
		j.b = append(j.b, `"frame":`...)
		j.b = append(strconv.AppendInt(j.b, int64(at.frame), 10), ',')
	}
}

func (j *jsonLines) end() {
	if _, err := j.w.Write(append(j.b, '}', '\n')); err != nil && j.err == nil {
		j.err = err
	}
}

func (j *jsonLines) note(at place, d osi.Direction, text string) {
	quoted, err := json.Marshal(text)
	if err != nil && j.err == nil {
		j.err = err
	}
	j.begin(at)
	j.b = append(append(append(j.b, `"dir":"`...), d.String()...), `","layer":"none","note":`...)
	j.b = append(j.b, quoted...)
	j.end()
}

func (j *jsonLines) event(at place, e stack.Event, skip int) {
	j.begin(at)
	j.o.Skip = skip
	j.b = dump.AppendMembers(j.b, &e, &j.o)
	j.end()
}
