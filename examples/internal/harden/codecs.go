package harden

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/lapb"
	"github.com/osi-go/osi/x25/xot"
)

// subjects has the subjects by the layer of the vectors, in internal/vectors.
func subjects(m *machines) map[string][]*subject {
	return map[string][]*subject{
		"x25":          packets(m),
		"lapb":         frames(),
		"xot":          setups(),
		"transport":    tpdus(m),
		"session":      spdus(m),
		"presentation": ppdus(m),
		"acse":         acseAPDUs(m),
		"rtse":         rtseAPDUs(),
		"ber":          values(),
	}
}

// sent checks an answer: it encodes, and decode accepts it.
func sent(a osi.Action, answer value, none bool, decode func([]byte) error) error {
	switch {
	case none && (a == osi.Send || a == osi.SendAndDisconnect):
		return fmt.Errorf("%v, and there is none", a)
	case none:
		return nil
	}
	b, err := answer.AppendBinary(nil)
	if err == nil {
		err = decode(b)
	}
	return err
}

func packets(m *machines) (list []*subject) {
	for _, modulo := range []x25.Modulo{x25.Modulo8, x25.Modulo128, x25.AnyModulo} {
		for _, sender := range []x25.Sender{x25.AnySender, x25.FromDTE, x25.FromDCE, x25.OverXOT} {
			f := x25.Format{Modulo: modulo, Sender: sender}
			d := &x25.Decoder{Format: f}
			list = append(list, &subject{
				name:   fmt.Sprintf("x25 packet, %+v", f),
				fresh:  func(b []byte) (value, error) { return of((&x25.Decoder{Format: f}).Decode(b)) },
				reused: func(b []byte) (value, error) { return of(d.Decode(b)) },
				exact:  true,
				answer: func(err error, b []byte) error {
					a, p := x25.Answer(err, b, x25.Situation{Format: f})
					return sent(a, p, p == nil, func(b []byte) error {
						_, err := (&x25.Decoder{Format: x25.Format{Modulo: x25.AnyModulo, Sender: sender}}).Decode(b)
						return err
					})
				},
				then: func(v value) { m.packet(v.(x25.Packet)) },
			})
		}
	}
	return append(list, &subject{
		name: "x25 facilities",
		fresh: func(b []byte) (value, error) {
			if err := x25.FacilityField(b).Check(x25.Modulo8); err != nil {
				return nil, err
			}
			for fac := range x25.FacilityField(b).All() { //nolint:errcheck // it yields no errors
				if len(fac.Value) != cap(fac.Value) {
					return nil, fmt.Errorf("%+v with more capacity than length", fac)
				}
			}
			return octets(b), nil
		},
	})
}

// octets are a value of a walk: itself.
type octets []byte

func (o octets) AppendBinary(b []byte) ([]byte, error) { return append(b, o...), nil }

func frames() (list []*subject) {
	for i := range 6 {
		f := lapb.Format{Extended: i&1 != 0, Sender: lapb.Sender(i / 2)}
		list = append(list, &subject{
			name: fmt.Sprintf("lapb frame, %+v", f),
			fresh: func(b []byte) (value, error) {
				p := new(lapb.Frame)
				err := p.Decode(b, f, 0)
				return result(p, err)
			},
			exact: true,
			answer: func(err error, b []byte) error {
				a, p := lapb.Answer(err, b, lapb.Situation{Format: f})
				return sent(a, p, p == nil, func(b []byte) error { return new(lapb.Frame).Decode(b, f, 0) })
			},
		})
	}
	return list
}

// result is nil with an error.
func result(v value, err error) (value, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

func setups() []*subject {
	return []*subject{
		{
			name:  "xot frame",
			fresh: func(b []byte) (value, error) { f, err := xot.Parse(b); return result(octets(f), err) },
			exact: true,
		},
		{
			name: "xot PVC-SETUP",
			fresh: func(b []byte) (value, error) {
				p := new(xot.PVCSetup)
				err := p.Decode(b)
				return result(p, err)
			},
			exact: true,
			answer: func(err error, b []byte) error {
				a, p := xot.Answer(err, b, xot.Situation{})
				return sent(a, p, p == nil, func(b []byte) error { return new(xot.PVCSetup).Decode(b) })
			},
		},
	}
}

func tpdus(m *machines) (list []*subject) {
	for class := range transport.Class(5) {
		for _, f := range []transport.Format{{Class: class}, {Class: class, Extended: true}, {Class: class, OverTCP: true}} {
			d := &transport.Decoder{Format: f}
			list = append(list, &subject{
				name:   fmt.Sprintf("TPDU, %+v", f),
				fresh:  func(b []byte) (value, error) { return of((&transport.Decoder{Format: f}).Decode(b)) },
				reused: func(b []byte) (value, error) { return of(d.Decode(b)) },
				answer: func(err error, b []byte) error {
					a, p := transport.Answer(err, b, transport.Situation{Format: f})
					return sent(a, p, p == nil, func(b []byte) error {
						_, err := (&transport.Decoder{Format: f}).Decode(b)
						if err != nil { // to a CR, which says its class itself
							_, err = (&transport.Decoder{Format: transport.Format{Class: 4}}).Decode(b)
						}
						return err
					})
				},
				then: func(v value) { m.tpdu(v.(transport.TPDU)) },
			})
		}
	}
	return append(list, &subject{
		name:  "TPKT",
		fresh: func(b []byte) (value, error) { f, err := transport.ParseTPKT(b, nil); return result(octets(f), err) },
		exact: true,
	})
}
