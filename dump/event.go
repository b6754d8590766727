package dump

import (
	"strconv"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/lapb"
	"github.com/osi-go/osi/x25/xot"
)

// AppendText appends the tree of e to b: a line with layer, name, length and offset, and below it a
// line for each field with its value and, in brackets, its offset in the PDU. A nil o means the
// zero Options.
func AppendText(b []byte, e *stack.Event, o *Options) []byte {
	w := newWriter(b, e, o, false)
	w.b = append(append(w.b, ' ', ' '), titleOf(e)...)
	if name := nameOf(e); name != "" {
		w.b = append(append(w.b, ' '), name...)
	}
	w.b = append(w.b, ", "...)
	w.b = strconv.AppendInt(w.b, int64(len(w.received())), 10)
	w.b = append(w.b, " octets at "...)
	w.b = strconv.AppendInt(w.b, e.Offset, 10)
	if e.Channel != 0 && e.Layer != osi.X25 {
		w.b = append(w.b, " of channel "...)
		w.b = strconv.AppendInt(w.b, int64(e.Channel), 10)
	}
	w.b = append(w.b, '\n')
	switch {
	case e.Err != nil:
		w.fault(e)
	case e.PDU == nil && w.o.Octets != OctetsNone:
		w.b = append(w.b, spaces[:4]...)
		w.b = append(appendOctets(w.b, w.received()), '\n')
	case e.PDU != nil:
		w.fields(e.PDU)
	}
	if e.Err == nil && e.Tolerated != 0 {
		w.set("tolerated", noOffset, uint64(e.Tolerated), toleranceNames)
	}
	return w.finish()
}

// AppendJSON appends e to b as one JSON object and a line feed. A nil o means the zero Options.
func AppendJSON(b []byte, e *stack.Event, o *Options) []byte {
	return append(AppendMembers(append(b, '{'), e, o), '}', '\n')
}

// AppendMembers appends the members of the object that AppendJSON makes, without its braces, for a
// caller who adds members of its own, such as a time and addresses. There is always at least one. A
// nil o means the zero Options.
func AppendMembers(b []byte, e *stack.Event, o *Options) []byte {
	w := newWriter(b, e, o, true)
	w.word("dir", noOffset, e.Dir.String())
	w.count("channel", noOffset, int64(e.Channel))
	w.word("layer", noOffset, e.Layer.String())
	if name := pduOf(e); name != "" {
		w.word("pdu", noOffset, name)
	}
	w.number("offset", noOffset, e.Offset)
	octets := w.received()
	w.number("length", noOffset, int64(len(octets)))
	if w.o.Octets == OctetsAll || w.o.Octets == OctetsOwn && e.PDU == nil && e.Err == nil {
		if octets == nil {
			octets = []byte{}
		}
		w.rawAt("octets", noOffset, octets)
	}
	if e.Err == nil && e.PDU != nil {
		before := len(w.b)
		w.b = append(w.b, `,"fields":{`...)
		body := len(w.b)
		w.comma = false
		if w.fields(e.PDU); len(w.b) == body {
			w.b = w.b[:before]
		} else {
			w.b = append(w.b, '}')
		}
		w.comma = true
		if len(w.offsets) > 0 {
			w.b = append(w.b, `,"offsets":{`...)
			w.b = append(append(w.b, w.offsets...), '}')
		}
	}
	if e.Tolerated != 0 {
		w.set("tolerated", noOffset, uint64(e.Tolerated), toleranceNames)
	}
	if e.Err != nil {
		w.fault(e)
	}
	return w.finish()
}

func newWriter(b []byte, e *stack.Event, o *Options, json bool) *writer {
	w := writers.Get().(*writer) //nolint:forcetypeassert // writers makes nothing else
	w.b, w.pdu, w.json, w.comma, w.depth = b, e.Octets, json, false, 0
	w.offsets, w.marks, w.o = w.offsets[:0], w.marks[:0], Options{}
	if o != nil {
		w.o = *o
	}
	w.o.Skip = min(max(w.o.Skip, 0), len(e.Octets))
	return w
}

func (w *writer) finish() []byte {
	b := w.b
	w.b, w.pdu = nil, nil
	writers.Put(w)
	return b
}

// received returns the octets of the PDU that were received.
func (w *writer) received() []byte { return w.pdu[w.o.Skip:] }

// titleOf returns the layer of an event as the tree has it.
func titleOf(e *stack.Event) string {
	if e.PDU == nil && e.Err == nil {
		return "user data"
	}
	return e.Layer.String()
}

// nameOf returns the name of a PDU as the tree has it.
func nameOf(e *stack.Event) string {
	name := pduOf(e)
	if name == "" && e.Err != nil {
		return "PDU"
	}
	return name
}

func pduOf(e *stack.Event) string {
	switch {
	case e.Err != nil:
		return e.Err.PDU
	case e.PDU != nil:
		return e.PDU.String()
	}
	return ""
}

// fault writes an error.
func (w *writer) fault(e *stack.Event) {
	err := e.Err
	if w.o.Skip > 0 {
		moved := *err
		moved.Offset -= w.o.Skip
		err = &moved
	}
	rule := err.Rule
	if rule == nil {
		rule = &osi.Rule{}
	}
	if !w.json {
		w.word("error", noOffset, err.Error())
		if w.o.Octets != OctetsNone && w.received() != nil {
			shown := 8
			if mayHavePasswords(e.Layer) && !w.o.Passwords && w.o.Octets != OctetsAll {
				shown = 0 // one may be next to it
			}
			w.around(err.Offset, shown)
		}
		w.word("rule", noOffset, rule.ID)
		return
	}
	w.open("error", noOffset)
	w.word("rule", noOffset, rule.ID)
	w.word("kind", noOffset, rule.Kind.Error())
	w.word("clause", noOffset, rule.Clause)
	w.word("field", noOffset, rule.Field)
	w.number("offset", noOffset, int64(err.Offset))
	w.number("got", noOffset, int64(err.Got))
	w.number("want", noOffset, int64(err.Want))
	w.word("text", noOffset, err.Error())
	w.close()
}

// mayHavePasswords reports whether a PDU of the layer may have one, or a network user
// identification: in its facilities or parameters, or in user data that a wrong length ends in.
func mayHavePasswords(l osi.Layer) bool { return l == osi.X25 || l >= osi.Session }

// around writes the octet at fault in brackets, and those around it.
func (w *writer) around(at, shown int) {
	octets := w.received()
	from, to := min(max(0, at-shown), len(octets)), min(len(octets), at+shown+1)
	w.b = append(w.b, spaces[:6]...)
	for shift := 12; shift >= 0; shift -= 4 {
		w.b = append(w.b, digits[from>>shift&0x0f])
	}
	w.b = append(w.b, ':')
	for i := from; i < to; i++ {
		w.b = append(w.b, ' ')
		if i == at {
			w.b = append(w.b, '[')
		}
		w.b = append(w.b, digits[octets[i]>>4], digits[octets[i]&0x0f])
		if i == at {
			w.b = append(w.b, ']')
		}
	}
	if at >= len(octets) {
		w.b = append(w.b, " [end]"...)
	}
	w.b = append(w.b, '\n')
}

// fields writes the fields of a PDU of any layer.
func (w *writer) fields(p stack.PDU) {
	switch p := p.(type) {
	case transport.TPDU:
		w.tpdu(p)
	case session.SPDU:
		w.spdu(p)
	case presentation.PPDU:
		w.ppdu(p)
	case acse.APDU:
		w.apdu(p)
	case rtse.APDU:
		w.rtse(p)
	case *rtse.Bind:
		w.bind(p)
	case x25.Packet:
		w.packet(p)
	case *lapb.Frame:
		w.frame(p)
	case *xot.PVCSetup:
		w.setup(p)
	}
}
