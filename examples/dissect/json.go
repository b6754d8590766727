package main

import (
	"encoding/hex"
	"encoding/json"
	"io"

	"github.com/osi-go/osi"

	"github.com/osi-go/osi/stack"
)

// object is the JSON of one PDU. Its members are part of the API.
type object struct {
	Frame     int            `json:"frame,omitempty"`   // of the capture, 1 for the first; absent elsewhere
	Dir       string         `json:"dir"`               // initiator or responder
	Channel   uint16         `json:"channel,omitempty"` // logical channel of X.25; absent elsewhere
	Layer     string         `json:"layer"`             // none for octets that no layer decodes
	PDU       string         `json:"pdu,omitempty"`     // abbreviation
	Octets    string         `json:"octets"`            // hex
	Fields    map[string]any `json:"fields,omitempty"`
	Tolerated string         `json:"tolerated,omitempty"`
	Error     *fault         `json:"error,omitempty"`
	Note      string         `json:"note,omitempty"` // what is no PDU: a gap, a resumed stream
}

type fault struct {
	Rule   string `json:"rule"`
	Kind   string `json:"kind"`
	Offset int    `json:"offset"` // in octets
	Clause string `json:"clause"`
	Text   string `json:"text"`
}

// jsonLines prints one JSON object per PDU.
type jsonLines struct {
	e   *json.Encoder
	err error
}

func newJSON(w io.Writer) *jsonLines {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return &jsonLines{e: e}
}

func (j *jsonLines) failed() error { return j.err }

func (j *jsonLines) print(o object) {
	if err := j.e.Encode(o); err != nil && j.err == nil {
		j.err = err
	}
}

func (j *jsonLines) note(at place, d osi.Direction, text string) {
	j.print(object{Frame: at.frame, Dir: d.String(), Layer: "none", Note: text})
}

func (j *jsonLines) event(at place, e stack.Event) {
	o := object{
		Frame: at.frame, Dir: e.Dir.String(), Channel: e.Channel, Layer: e.Layer.String(), Octets: hex.EncodeToString(e.Octets),
		Tolerated: e.Tolerated.String(),
	}
	switch {
	case e.Err != nil:
		o.PDU = e.Err.PDU
		o.Error = &fault{e.Err.ID, e.Err.Kind.Error(), e.Err.Offset, e.Err.Clause, e.Err.Error()}
	case e.PDU != nil:
		o.PDU = e.PDU.String()
		o.Fields = members(fieldsOf(e.PDU, e.Octets))
	}
	j.print(o)
}

// members turns fields into JSON members: groups into objects, lists into arrays.
func members(fields []field) map[string]any {
	m := make(map[string]any, len(fields))
	for _, f := range fields {
		m[f.name] = member(f)
	}
	return m
}

func member(f field) any {
	switch {
	case f.fields == nil:
		return f.value
	case f.fields[0].name[0] != '[':
		return members(f.fields)
	}
	list := make([]any, 0, len(f.fields))
	for _, e := range f.fields {
		list = append(list, member(e))
	}
	return list
}
