package x25

import (
	"bytes"

	"github.com/osi-go/osi"
)

// MaxUserData is the largest maximum packet size, X.25 4.3.2: octets of user data in one DATA
// packet.
const MaxUserData = 4096

// Data is a DATA packet, X.25 5.3.1.
type Data struct {
	Header
	Q        bool   // qualifier: 0 for the data of a user, 1 for control of the layer above, as X.29
	D        bool   // delivery confirmation
	M        bool   // more data: the sequence goes on
	PS       uint8  // P(S), packet send sequence number, 0 to 7 or 0 to 127
	PR       uint8  // P(R), packet receive sequence number, 0 to 7 or 0 to 127
	UserData []byte // 0 to 4096 octets, at most the packet size agreed on the channel; nil and empty are the same. Aliases the input
}

// Type returns TypeData.
func (*Data) Type() Type { return TypeData }

// String returns "DATA".
func (*Data) String() string { return TypeData.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *Data) Decode(b []byte) error {
	if first, ok := plainHeader(b); ok && b[2]&1 == 0 && len(b) <= 3+MaxUserData { // see fast.go
		p.fill(b, first, osi.AnySide)
		return nil
	}
	return decodeAs(p, TypeData, b)
}

func (p *Data) decode(b []byte, h Header, _ *Decoder) error {
	at := 3
	if h.Modulo != Modulo8 {
		if at = 4; len(b) < at {
			return fail(ruleShort, TypeData, 3, 3, 4)
		}
	}
	if n := len(b) - at; n > MaxUserData {
		return fail(ruleUserData, TypeData, at+MaxUserData, n, MaxUserData)
	}
	*p = Data{h, b[0]&0x80 != 0, b[0]&0x40 != 0, b[2]&0x10 != 0, b[2] >> 1 & 7, b[2] >> 5, b[at:len(b):len(b)]}
	if h.Modulo != Modulo8 {
		p.M, p.PS, p.PR = b[3]&1 != 0, b[2]>>1, b[3]>>1
	}
	return nil
}

// AppendBinary appends the packet to b.
func (p *Data) AppendBinary(b []byte) ([]byte, error) {
	bits := flag(p.Q, 0x80) | flag(p.D, 0x40)
	most := p.Modulo.Max()
	switch {
	case int(p.PS) > most:
		return b, fail(ruleSequence, TypeData, 2, int(p.PS), 0)
	case int(p.PR) > most:
		return b, fail(ruleSequence, TypeData, p.Modulo.size()-1, int(p.PR), 0)
	case len(p.UserData) > MaxUserData:
		return b, fail(ruleUserData, TypeData, p.Modulo.size()+MaxUserData, len(p.UserData), MaxUserData)
	}
	if p.Modulo == Modulo8 {
		out, err := p.appendHeader(b, TypeData, bits, p.PR<<5|flag(p.M, 0x10)|p.PS<<1)
		if err != nil {
			return b, err
		}
		return append(out, p.UserData...), nil
	}
	out, err := p.appendHeader(b, TypeData, bits, p.PS<<1)
	if err != nil {
		return b, err
	}
	return append(append(out, p.PR<<1|flag(p.M, 1)), p.UserData...), nil
}

// Clone returns a copy that does not alias the input.
func (p *Data) Clone() Data {
	c := *p
	c.UserData = bytes.Clone(p.UserData)
	return c
}

// CategoryA reports whether the packet is of category A where the agreed packet size is size, X.25
// 4.3.5: full, M = 1 and D = 0. All others are of category B. A complete packet sequence is any
// number of category A packets and one of category B.
func (p *Data) CategoryA(size int) bool { return p.M && !p.D && len(p.UserData) == size }

func flag(set bool, bit byte) byte {
	if set {
		return bit
	}
	return 0
}
