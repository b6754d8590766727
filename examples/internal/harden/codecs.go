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

func packets(m *machines) (list []*subject) {
	for _, modulo := range []x25.Modulo{x25.Modulo8, x25.Modulo128, x25.AnyModulo} {
		for _, sender := range []osi.Side{osi.AnySide, osi.DTE, osi.DCE, osi.OverXOT} {
			f := x25.Format{Modulo: modulo, Sender: sender}
			d, peer := &x25.Decoder{Format: f}, &x25.Decoder{Format: x25.Format{Modulo: x25.AnyModulo, Sender: sender}}
			list = append(list, &subject{
				name:   fmt.Sprintf("x25 packet, %+v", f),
				fresh:  func(b []byte) (value, error) { return of((&x25.Decoder{Format: f}).Decode(b)) },
				reused: func(b []byte) (value, error) { return of(d.Decode(b)) },
				exact:  true,
				answer: func(err error, b []byte) (osi.Action, value) {
					return answered(x25.Answer(err, b, x25.Situation{Format: f}))
				},
				receive: func(_ value, b []byte) error { _, err := peer.Decode(b); return err },
				then:    func(v value) { m.packet(v.(x25.Packet)) },
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
		f := lapb.Format{Extended: i&1 != 0, Sender: osi.Side(i / 2)}
		d, peer := &lapb.Decoder{Format: f}, &lapb.Decoder{Format: f}
		list = append(list, &subject{
			name: fmt.Sprintf("lapb frame, %+v", f),
			fresh: func(b []byte) (value, error) {
				p, err := (&lapb.Decoder{Format: f}).Decode(b)
				return result(p, err)
			},
			reused: func(b []byte) (value, error) { p, err := d.Decode(b); return result(p, err) },
			exact:  true,
			answer: func(err error, b []byte) (osi.Action, value) {
				return answered(lapb.Answer(err, b, lapb.Situation{Format: f}))
			},
			receive: func(_ value, b []byte) error { _, err := peer.Decode(b); return err },
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
	setup, peer := new(xot.PVCSetup), new(xot.PVCSetup)
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
			reused: func(b []byte) (value, error) { err := setup.Decode(b); return result(setup, err) },
			exact:  true,
			answer: func(err error, b []byte) (osi.Action, value) {
				return answered(xot.Answer(err, b, xot.Situation{}))
			},
			receive: func(_ value, b []byte) error { return peer.Decode(b) },
		},
	}
}

func tpdus(m *machines) (list []*subject) {
	fourth := &transport.Decoder{Format: transport.Format{Class: 4}}
	for class := range transport.Class(5) {
		for _, f := range []transport.Format{{Class: class}, {Class: class, Extended: true}, {Class: class, OverTCP: true}} {
			d, peer := &transport.Decoder{Format: f}, &transport.Decoder{Format: f}
			list = append(list, &subject{
				name:   fmt.Sprintf("TPDU, %+v", f),
				fresh:  func(b []byte) (value, error) { return of((&transport.Decoder{Format: f}).Decode(b)) },
				reused: func(b []byte) (value, error) { return of(d.Decode(b)) },
				answer: func(err error, b []byte) (osi.Action, value) {
					return answered(transport.Answer(err, b, transport.Situation{Format: f}))
				},
				receive: func(_ value, b []byte) error {
					_, err := peer.Decode(b)
					if err != nil { // to a CR, which says its class itself
						_, err = fourth.Decode(b)
					}
					return err
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
