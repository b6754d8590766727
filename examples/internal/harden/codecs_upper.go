package harden

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
)

// A list is the SPDUs of one TSDU.
type list []session.SPDU

func (l list) AppendBinary(b []byte) (out []byte, err error) {
	for _, p := range l {
		if b, err = p.AppendBinary(b); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func spdus(m *machines) (all []*subject) {
	peer := new(session.Decoder)
	for _, config := range []session.Decoder{
		{}, {Version: session.Version1}, {Extended: true}, {Connectionless: true}, {SerialDigits: -1},
	} {
		d := config
		all = append(all, &subject{
			name: fmt.Sprintf("TSDU, version %d, extended %t, connectionless %t, digits %d", d.Version, d.Extended, d.Connectionless, d.SerialDigits),
			fresh: func(b []byte) (value, error) {
				fresh := config
				l, err := fresh.TSDU(b)
				if err != nil && l == nil {
					return nil, err
				}
				return list(l), err
			},
			reused: func(b []byte) (value, error) {
				l, err := d.TSDU(b)
				if err != nil && l == nil {
					return nil, err
				}
				return list(l), err
			},
			answer: func(err error, b []byte) (osi.Action, value) {
				spdu, _ := session.Faulty(err, b)
				return answered(session.Answer(err, spdu, session.Situation{Connectionless: config.Connectionless}))
			},
			receive: func(_ value, b []byte) error { _, err := peer.Decode(b); return err },
			encode: func(v value, b []byte) (out []byte, err error) {
				for _, p := range v.(list) {
					if b, err = d.Append(b, p); err != nil {
						return nil, err
					}
				}
				return b, nil
			},
			then: func(v value) { m.spdus(v.(list)) },
		})
	}
	next := new(session.Decoder)
	return append(all, &subject{
		name:   "SPDU behind another",
		fresh:  func(b []byte) (value, error) { return of(session.ParseNext(b)) },
		reused: func(b []byte) (value, error) { return of(next.DecodeNext(b)) },
	}, &subject{
		name: "units",
		fresh: func(b []byte) (value, error) {
			for fr, err := range session.SPDUs(b) {
				if err != nil {
					return nil, err
				}
				for u, err := range session.Units(fr.Type, fr.Octets) {
					if err == nil && cap(u.Value) != len(u.Value) {
						return nil, fmt.Errorf("%+v with more capacity than length", u)
					}
				}
			}
			return octets(b), nil
		},
	})
}

func ppdus(m *machines) (all []*subject) {
	peer := new(presentation.Decoder)
	for p := presentation.SData; p <= presentation.SUnitData; p++ {
		strict := ppdu("PPDU of "+p.String(), p, presentation.Decoder{})
		strict.answer = func(err error, b []byte) (osi.Action, value) {
			return answered(presentation.Answer(err, b, presentation.Situation{Primitive: p}))
		}
		strict.receive = func(answer value, b []byte) error {
			primitive := presentation.SUserAbort
			if _, ok := answer.(*presentation.ConnectReject); ok {
				primitive = presentation.SConnectReject
			}
			_, err := peer.Decode(primitive, b)
			return err
		}
		strict.then = func(v value) { m.ppdu(v.(presentation.PPDU)) }
		indefinite := ppdu("PPDU of "+p.String()+", indefinite", p, presentation.Decoder{Limits: deep})
		indefinite.encode = func(v value, b []byte) ([]byte, error) {
			return presentation.AppendIndefinite(b, v.(presentation.PPDU))
		}
		all = append(all, strict, ppdu("PPDU of "+p.String()+", simple", p, presentation.Decoder{Simple: true}), indefinite)
	}
	return all
}

func ppdu(name string, p presentation.Primitive, config presentation.Decoder) *subject {
	d := config
	return &subject{
		name:   name,
		fresh:  func(b []byte) (value, error) { fresh := config; return of(fresh.Decode(p, b)) },
		reused: func(b []byte) (value, error) { return of(d.Decode(p, b)) },
	}
}

// deep are limits that what is encoded with indefinite lengths stays within.
var deep = osi.Limits{Depth: 255, Elements: 1 << 30}

func acseAPDUs(m *machines) []*subject {
	d, u, peer := new(acse.Decoder), new(acse.Decoder), new(acse.Decoder)
	indefinite := &acse.Decoder{Limits: deep}
	return []*subject{
		{
			name: "ACSE APDU", fresh: func(b []byte) (value, error) { return of(acse.Parse(b)) },
			reused: func(b []byte) (value, error) { return of(d.Decode(b)) },
			answer: func(err error, b []byte) (osi.Action, value) {
				return answered(acse.Answer(err, b, acse.Situation{Authentication: true}))
			},
			receive: func(_ value, b []byte) error { _, err := peer.Decode(b); return err },
			then:    func(v value) { m.apdu(v.(acse.APDU)) },
		},
		{
			name: "ACSE APDU, indefinite", fresh: func(b []byte) (value, error) { return of((&acse.Decoder{Limits: deep}).Decode(b)) },
			reused: func(b []byte) (value, error) { return of(indefinite.Decode(b)) },
			encode: func(v value, b []byte) ([]byte, error) { return v.(acse.APDU).AppendIndefinite(b) },
		},
		{
			name: "A-UNIT-DATA", fresh: func(b []byte) (value, error) { return of(acse.ParseUnitData(b)) },
			reused: func(b []byte) (value, error) { return of(u.DecodeUnitData(b)) },
		},
	}
}

// x410 encodes a value in X.410 mode.
func x410(v value, b []byte) ([]byte, error) {
	return v.(interface {
		AppendX410(b []byte) ([]byte, error)
	}).AppendX410(b)
}

func rtseAPDUs() []*subject {
	d, peer := new(rtse.Decoder), new(rtse.Decoder)
	bind := new(rtse.Bind)
	return []*subject{
		{
			name: "RTSE APDU", fresh: func(b []byte) (value, error) { return of(rtse.Parse(b)) },
			reused:  func(b []byte) (value, error) { return of(d.Decode(b)) },
			answer:  func(err error, b []byte) (osi.Action, value) { return answered(rtse.Answer(err, b, rtse.Situation{})) },
			receive: func(_ value, b []byte) error { _, err := peer.Decode(b); return err },
		},
		{
			name: "RTORQ of X.410 mode", fresh: func(b []byte) (value, error) { return of(rtse.ParseConnect(b)) },
			reused: func(b []byte) (value, error) { return of(d.DecodeConnect(b)) }, encode: x410,
		},
		{
			name: "RTOAC of X.410 mode", fresh: func(b []byte) (value, error) { return of(rtse.ParseAccept(b)) },
			reused: func(b []byte) (value, error) { return of(d.DecodeAccept(b)) }, encode: x410,
		},
		{
			name: "RTORJ of X.410 mode", fresh: func(b []byte) (value, error) { return of(rtse.ParseRefuse(b)) },
			reused: func(b []byte) (value, error) { return of(d.DecodeRefuse(b)) }, encode: x410,
		},
		{
			name: "RTAB of X.410 mode", fresh: func(b []byte) (value, error) { return of(rtse.ParseAbort(b)) },
			reused: func(b []byte) (value, error) { return of(d.DecodeAbort(b)) }, encode: x410,
		},
		{
			name:   "MTABind",
			fresh:  func(b []byte) (value, error) { p := new(rtse.Bind); err := p.Decode(b); return result(p, err) },
			reused: func(b []byte) (value, error) { err := bind.Decode(b); return result(bind, err) },
		},
	}
}

func values() []*subject {
	limits := osi.Limits{}.WithDefaults()
	var more []byte
	return []*subject{
		{
			name: "BER element",
			fresh: func(b []byte) (value, error) {
				if err := ber.Check(b, limits.Depth, limits.Elements); err != nil {
					return nil, err
				}
				more = append(append(more[:0], b...), 0)
				n, err := ber.First(more, limits.Depth, limits.Elements)
				if err != nil || n != len(b) {
					return nil, fmt.Errorf("well formed, but the first element has %d octets, %w", n, err)
				}
				return octets(b), nil
			},
		},
		{
			name: "BER elements",
			fresh: func(b []byte) (value, error) {
				for _, err := range ber.Elements(b) {
					if err != nil {
						return nil, err
					}
				}
				return octets(b), nil
			},
		},
		{
			name: "presentation values",
			fresh: func(b []byte) (value, error) {
				for v, err := range presentation.Values(b) {
					if err != nil {
						return nil, err
					}
					if len(v) != cap(v) {
						return nil, fmt.Errorf("%x with more capacity than length", v)
					}
				}
				return octets(b), nil
			},
		},
	}
}
