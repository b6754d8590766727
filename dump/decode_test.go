package dump_test

import (
	"iter"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/lapb"
	"github.com/osi-go/osi/x25/xot"
)

// A way is one way to read octets as a PDU.
type way struct {
	name   string
	layer  osi.Layer
	decode func(b []byte) (stack.PDU, error)
}

const everything = ^osi.Tolerance(0)

// ways are all ways to read octets, those of a layer in a row.
func ways() (all []way) {
	add := func(name string, l osi.Layer, decode func(b []byte) (stack.PDU, error)) {
		all = append(all, way{name, l, decode})
	}
	for name, m := range pairs("x25", x25.Modulo8, "x25-128", x25.Modulo128) {
		d := x25.Decoder{Format: x25.Format{Modulo: m}}
		d.Tolerate = everything
		add(name, osi.X25, func(b []byte) (stack.PDU, error) { return pdu(d.Decode(b)) })
	}
	for name, extended := range pairs("lapb", false, "lapb-128", true) {
		add(name, osi.LAPB, func(b []byte) (stack.PDU, error) {
			d := lapb.Decoder{Format: lapb.Format{Extended: extended}}
			return pdu(d.Decode(b))
		})
	}
	add("xot", osi.XOT, func(b []byte) (stack.PDU, error) {
		p := new(xot.PVCSetup)
		return pdu(p, p.Decode(b))
	})
	for name, f := range pairs("class0", transport.Format{OverTCP: true}, "class4", transport.Format{Class: 4},
		"class4-extended", transport.Format{Class: 4, Extended: true}, "class1", transport.Format{Class: 1}) {
		d := transport.Decoder{Format: f}
		d.Tolerate = everything
		add(name, osi.Transport, func(b []byte) (stack.PDU, error) { return pdu(d.Decode(b)) })
	}
	add("unit-data", osi.Transport, func(b []byte) (stack.PDU, error) {
		p := new(transport.UnitData)
		return pdu(p, p.Decode(b))
	})
	first, later := session.Decoder{}, session.Decoder{}
	first.Tolerate, later.Tolerate = everything, everything
	add("first", osi.Session, func(b []byte) (stack.PDU, error) { return pdu(first.Decode(b)) })
	add("next", osi.Session, func(b []byte) (stack.PDU, error) { return pdu(later.DecodeNext(b)) })
	add("null", osi.Session, func(b []byte) (stack.PDU, error) {
		p := new(session.Null)
		return pdu(p, p.Decode(b))
	})
	for p := range presentation.SUnitData + 1 {
		d := presentation.Decoder{}
		d.Tolerate = everything
		add("primitive-"+strings.ReplaceAll(p.String(), " ", "-"), osi.Presentation, func(b []byte) (stack.PDU, error) { return pdu(d.Decode(p, b)) })
	}
	add("short-connect", osi.Presentation, func(b []byte) (stack.PDU, error) {
		p := new(presentation.ShortConnect)
		return pdu(p, p.Decode(b))
	})
	add("short-accept", osi.Presentation, func(b []byte) (stack.PDU, error) {
		p := new(presentation.ShortAccept)
		return pdu(p, p.Decode(b))
	})
	add("short-reject", osi.Presentation, func(b []byte) (stack.PDU, error) {
		p := new(presentation.ShortReject)
		return pdu(p, p.Decode(b))
	})
	add("short-unit-data", osi.Presentation, func(b []byte) (stack.PDU, error) {
		p := new(presentation.ShortUnitData)
		return pdu(p, p.Decode(b))
	})
	a, u := acse.Decoder{}, acse.Decoder{}
	a.Tolerate, u.Tolerate = everything, everything
	add("acse", osi.ACSE, func(b []byte) (stack.PDU, error) { return pdu(a.Decode(b)) })
	add("acse-unit-data", osi.ACSE, func(b []byte) (stack.PDU, error) { return pdu(u.DecodeUnitData(b)) })
	r := rtse.Decoder{}
	r.Tolerate = everything
	add("rtse", osi.RTSE, func(b []byte) (stack.PDU, error) { return pdu(r.Decode(b)) })
	add("connect", osi.RTSE, func(b []byte) (stack.PDU, error) { return pdu(r.DecodeConnect(b)) })
	add("accept", osi.RTSE, func(b []byte) (stack.PDU, error) { return pdu(r.DecodeAccept(b)) })
	add("refuse", osi.RTSE, func(b []byte) (stack.PDU, error) { return pdu(r.DecodeRefuse(b)) })
	add("abort", osi.RTSE, func(b []byte) (stack.PDU, error) { return pdu(r.DecodeAbort(b)) })
	add("please", osi.RTSE, func(b []byte) (stack.PDU, error) { return pdu(r.DecodePlease(b)) })
	add("bind", osi.RTSE, func(b []byte) (stack.PDU, error) {
		p := new(rtse.Bind)
		return pdu(p, p.Decode(b))
	})
	return all
}

// pdu returns p unless there is an error.
func pdu[P stack.PDU](p P, err error) (stack.PDU, error) {
	if err != nil {
		return nil, err
	}
	return p, nil
}

// pairs yields names and values in their order.
func pairs[T any](name string, v T, more ...any) iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		if !yield(name, v) {
			return
		}
		for i := 0; i+1 < len(more); i += 2 {
			if !yield(more[i].(string), more[i+1].(T)) {
				return
			}
		}
	}
}

// event reads b, and returns the event that package stack makes of it.
func (w *way) event(b []byte) stack.Event {
	p, err := w.decode(b)
	return stack.Event{Layer: w.layer, PDU: p, Octets: b, Offset: 7, Err: osi.AsError(err), Cause: err}
}

// each yields what every way of a layer makes of its vectors.
func each(t testing.TB) iter.Seq2[string, stack.Event] {
	t.Helper()
	return func(yield func(string, stack.Event) bool) {
		all := ways()
		for _, layer := range []string{"x25", "lapb", "xot", "transport", "session", "presentation", "acse", "rtse"} {
			vs, err := vectors.Load(layer)
			if err != nil {
				t.Fatal(err)
			}
			for i := range vs {
				for k := range all {
					if w := &all[k]; strings.HasPrefix(layer, w.layer.String()) && !yield(w.name+" "+vs[i].Name, w.event(vs[i].Octets)) {
						return
					}
				}
			}
		}
	}
}
