package stack

import (
	"slices"

	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// tsdus returns the TSDUs that the SPDUs make. The SSDU is the user data of the last one.
func (e *Encoder) tsdus(l *layered, ssdu []byte) (list [][]byte, err error) {
	if len(l.session) == 0 {
		if ssdu != nil {
			return nil, refuse(ruleEncodeLayer, l.presentation)
		}
		return nil, nil
	}
	before, p := l.session[:len(l.session)-1], l.session[len(l.session)-1]
	if ssdu != nil {
		data := &session.CommonOf(p).UserData
		if *data != nil {
			return nil, refuse(ruleEncodeData, p)
		}
		*data = ssdu
		defer func() { *data = nil }()
	}
	list, err = e.segments(before, p)
	if e.overflow = nil; p.Type() == session.TypeCN && len(list) > 1 {
		cn := p.(*session.Connect).Clone() //nolint:forcetypeassert // its Type says so
		list, e.overflow = list[:1], &cn
	}
	return list, err
}

// segments returns the TSDUs that p makes. The last of them also has the SPDUs before p.
func (e *Encoder) segments(before []session.SPDU, p session.SPDU) (list [][]byte, err error) {
	version, size := e.Version, e.MaxTSDU
	if version == 0 {
		version = session.Version2
	}
	if size > 0 && len(before) > 0 { // there is room for a GT or PT of two octets
		for _, s := range before {
			b, err := s.AppendBinary(nil)
			if err != nil {
				return nil, err
			}
			size -= len(b)
		}
		size = max(1, size+2)
	}
	for s, err := range session.Segments(p, version, size) {
		if err != nil {
			return nil, err
		}
		spdus := append(slices.Clip(before), s)
		if opener := session.Opener(s.Type()); opener != nil && (len(before) == 0 || !session.CommonOf(s).Enclosure.Ends()) {
			spdus = []session.SPDU{opener, s}
		}
		tsdu, err := session.Concatenate(nil, len(spdus) > 2, spdus...)
		if err != nil {
			return nil, err
		}
		list = append(list, tsdu)
	}
	return list, nil
}

// nsdus returns the units that carry the TSDUs, or the TPDU p alone.
func (e *Encoder) nsdus(p transport.TPDU, tsdus [][]byte) (units [][]byte, err error) {
	frame := func(p transport.TPDU) {
		var b []byte
		if err != nil {
			return
		}
		if e.Carrier == TPKTs {
			b, err = transport.AppendTPKT(nil, p)
		} else {
			b, err = p.AppendBinary(nil)
		}
		units = append(units, b)
	}
	size := e.MaxTPDU
	switch {
	case size > 0:
	case e.Carrier == TPKTs:
		size = transport.MaxTPDU
	default:
		size = transport.TPDUSize128.Octets()
	}
	switch p := p.(type) {
	case nil, *transport.Data:
		if data, ok := p.(*transport.Data); ok && len(tsdus) == 0 {
			frame(data)
		} else if ok && data.UserData != nil {
			return nil, refuse(ruleEncodeData, data)
		}
		for _, tsdu := range tsdus {
			for dt := range transport.Segments(tsdu, size) {
				frame(&dt)
			}
		}
	case *transport.ExpeditedData:
		ed := *p
		switch {
		case len(tsdus) > 1, len(tsdus) == 1 && ed.UserData != nil:
			return nil, refuse(ruleEncodeData, p)
		case len(tsdus) == 1:
			ed.UserData = tsdus[0]
		}
		frame(&ed)
	default:
		if len(tsdus) > 0 {
			return nil, refuse(ruleEncodeLayer, p)
		}
		frame(p)
	}
	if err != nil {
		return nil, err
	}
	return units, nil
}
