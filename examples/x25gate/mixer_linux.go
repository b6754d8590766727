package main

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// A mixer translates the packets of a call between two modulos, RFC 1613 6.2: the general format
// identifier, P(S) and P(R). Windows over 7 are lowered, so that at most 7 DATA are under way
// whatever the modulo, and what it is given has been judged: no translation is ambiguous.
type mixer struct {
	modulo  [2]x25.Modulo // of what the kernel gets and sends, and of what the peer gets
	sent    [2]uint8      // number of DATA of each side since the call or the last reset, modulo 128
	acked   [2]uint8      // number of them that the other side has confirmed
	windows x25.WindowSizes
	lowered bool // windows are what the CALL proposes now
}

// modulo is that of a packet that begins with gfi.
func modulo(gfi byte) x25.Modulo {
	if gfi&0x30 == 0x20 {
		return x25.Modulo128
	}
	return x25.Modulo8
}

// most is the largest sequence number.
func most(m x25.Modulo) uint8 {
	if m == x25.Modulo128 {
		return 127
	}
	return 7
}

// translate returns the packet b of a side in the modulo of the other. b stays as it is. What the
// peer sends may have a modulo of its own: RFC 1613 6.2 has the receiver translate.
func (m *mixer) translate(from osi.Direction, b []byte) ([]byte, error) {
	if len(b) < 3 {
		return b, nil
	}
	if t := x25.Type(b[2]); t == x25.TypeCallRequest || t == x25.TypeResetRequest || t == x25.TypeResetConfirmation {
		m.sent, m.acked = [2]uint8{}, [2]uint8{}
	}
	own, other := modulo(b[0]), m.modulo[from^1]
	if own == other {
		return b, nil
	}
	p, err := (&x25.Decoder{Format: x25.Format{Modulo: own}}).Decode(b)
	if err != nil {
		return nil, err
	}
	switch p := p.(type) {
	case *x25.CallRequest:
		p.Modulo = other
		m.propose(p)
	case *x25.CallAccepted:
		p.Modulo = other
		err = m.accept(p)
	case *x25.Data:
		p.PR = m.confirm(from, own, p.PR)
		p.PS = m.sent[from] & most(other)
		m.sent[from] = (m.sent[from] + 1) & 127
		p.Modulo = other
	case *x25.ReceiveReady:
		p.PR, p.Modulo = m.confirm(from, own, p.PR), other
	case *x25.ReceiveNotReady:
		p.PR, p.Modulo = m.confirm(from, own, p.PR), other
	default: // the same but for the modulo
		b = bytes.Clone(b)
		b[0] ^= 0x30 // 01 is modulo 8, 10 is modulo 128
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	return p.AppendBinary(nil)
}

// confirm takes the P(R) of a side, and returns it in the modulo of the other side.
func (m *mixer) confirm(from osi.Direction, own x25.Modulo, pr uint8) uint8 {
	acked := &m.acked[from^1]
	*acked = (*acked + (pr-*acked)&most(own)) & 127
	return *acked & most(m.modulo[from^1])
}

// propose lowers the windows of a CALL to what both modulos have.
func (m *mixer) propose(p *x25.CallRequest) {
	f, _ := p.Facilities.Find(x25.CodeWindowSize)
	asked, ok := f.WindowSizes()
	m.windows = x25.WindowSizes{FromCalled: min(asked.FromCalled, 7), FromCalling: min(asked.FromCalling, 7)}
	if m.lowered = ok && m.windows != asked; m.lowered {
		p.Facilities = bytes.Clone(p.Facilities)
		copy(p.Facilities[f.Offset+1:], m.windows.Facility().Value)
	}
}

// accept has the answer to a CALL say what windows were lowered to, where it does not by itself.
func (m *mixer) accept(p *x25.CallAccepted) (err error) {
	if _, says := p.Facilities.Find(x25.CodeWindowSize); says || !m.lowered {
		return nil
	}
	p.HasBlock = true
	p.Facilities, err = x25.AppendFacilities(bytes.Clone(p.Facilities), p.Modulo, m.windows.Facility())
	return err
}
