package transport

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// setFixed reads what CR and CC have in common in the fixed part h.
func (c *Connection) setFixed(h *[connectionFixed]byte) {
	c.Credit = h[1] & 0x0f
	c.SrcRef = uint16(h[4])<<8 | uint16(h[5])
	c.Class = Class(h[6] >> 4)
	if c.Class >= 2 { // else the options have no meaning and are ignored, 13.3.3
		c.Extended = h[6]&2 != 0
		c.NoFlowControl = h[6]&1 != 0
	}
}

// setCommon stores the parameters at off and behind that every class has, and returns the offset of the first that is
// another, or broken. Nearly every CR and CC has only these. The value of TPDUSize is for check.
func (c *Connection) setCommon(h []byte, off int) int {
	for uint(off+1) < uint(len(h)) {
		from := off + 2
		end := from + int(h[off+1])
		if end > len(h) {
			break
		}
		switch ParameterCode(h[off]) {
		case ParameterCalling:
			c.Calling = h[from:end:end]
		case ParameterCalled:
			c.Called = h[from:end:end]
		case ParameterTPDUSize:
			if end-from != 1 || h[from] == 0 {
				return off
			}
			c.TPDUSize = TPDUSize(h[from])
		default:
			return off
		}
		off = end
	}
	return off
}

// ordinary reports whether a CR of size octets needs no check: class 0 without anything but its TPDU size that a check could refuse.
func (c *Connection) ordinary(size int, l *osi.Leniency) bool {
	if c.Class != 0 || c.Credit != 0 || size > MaxCR || len(c.UserData) != 0 {
		return false
	}
	s := c.TPDUSize
	return s == 0 || s >= TPDUSize128 && (s <= TPDUSize2048 || s <= TPDUSize8192 && l.Excuse(osi.Class0TPDUSize))
}

// set stores the parameter p, whose length is right.
func (c *Connection) set(k kind, p Parameter) error {
	v := p.Value
	switch p.Code {
	case ParameterTPDUSize: // setCommon has taken all but 00
		return fail(ruleTPDUSize, k.String(), p.Offset+2, int(v[0]), 0)
	case ParameterPreferredSize:
		if c.PreferredSize = octets.Uint32(v); c.PreferredSize == 0 {
			return fail(rulePreferredSize, k.String(), p.Offset+2, 0, 1)
		}
	case ParameterOptions:
		c.Options = osi.Some(Options(v[0]))
	case ParameterProtection:
		c.Protection = v
	case ParameterAckTime:
		c.AckTime = osi.Some(binary.BigEndian.Uint16(v))
	case ParameterErrorRate:
		c.ResidualErrorRate = osi.Some(ResidualErrorRate{v[0], v[1], v[2]})
	case ParameterPriority:
		c.Priority = osi.Some(binary.BigEndian.Uint16(v))
	case ParameterTransitDelay:
		c.TransitDelay = osi.Some(TransitDelay{
			binary.BigEndian.Uint16(v), binary.BigEndian.Uint16(v[2:]),
			binary.BigEndian.Uint16(v[4:]), binary.BigEndian.Uint16(v[6:]),
		})
	case ParameterThroughput:
		if len(v) != 12 && len(v) != 24 {
			return fail(ruleParameterLength, k.String(), p.Offset+1, len(v), 12)
		}
		t := Throughput{Maximum: ratesOf(v)}
		if len(v) == 24 {
			t.Average = osi.Some(ratesOf(v[12:]))
		}
		c.Throughput = osi.Some(t)
	case ParameterInactivityTime:
		c.InactivityTime = osi.Some(binary.BigEndian.Uint32(v))
	} // decode and setCommon have taken the others
	return nil
}

func ratesOf(v []byte) Rates {
	return Rates{uint24(v), uint24(v[3:]), uint24(v[6:]), uint24(v[9:])}
}

func uint24(v []byte) uint32 { return uint32(v[0])<<16 | uint32(v[1])<<8 | uint32(v[2]) }

// alternatives reads the parameter of X.224 13.3.4 g.
func alternatives(p Parameter) (s ClassSet, err error) {
	for i, x := range p.Value {
		if x&0x0f != 0 || Class(x>>4) > maxClass {
			return 0, fail(ruleAlternative, "CR", p.Offset+2+i, int(x), 0)
		}
		s |= 1 << (x >> 4)
	}
	return s, nil
}

// check checks what depends on the class. The offset of its error is for locate.
func (c *Connection) check(k kind, l *osi.Leniency) error {
	switch {
	case c.Class > maxClass:
		return fail(ruleClassOption, k.String(), 6, int(c.Class), 0)
	case c.Class < 2 && (c.Extended || c.NoFlowControl):
		return fail(ruleClassOption, k.String(), 6, int(c.Class), 2)
	case c.Credit > 15 || (c.Class <= 1 && c.Credit != 0):
		return fail(ruleCredit, k.String(), 1, int(c.Credit), 0)
	case c.TPDUSize != 0 && (c.TPDUSize < TPDUSize128 || c.TPDUSize > TPDUSize8192):
		return fail(ruleTPDUSize, k.String(), int(ParameterTPDUSize), int(c.TPDUSize), 0)
	case c.Class == 0 && c.TPDUSize > TPDUSize2048 && !l.Excuse(osi.Class0TPDUSize):
		return fail(ruleClass0Size, k.String(), int(ParameterTPDUSize), int(c.TPDUSize), int(TPDUSize2048))
	case len(c.UserData) == 0:
	case c.Class == 0 && (len(c.UserData) > MaxConnectData || !l.Excuse(osi.Class0UserData)):
		return fail(ruleClass0Data, k.String(), atUserData, len(c.UserData), 0)
	case len(c.UserData) > MaxConnectData:
		return fail(ruleUserData, k.String(), atUserData, len(c.UserData), MaxConnectData)
	}
	return nil
}

// allowedAlternatives is Table 3 of X.224: the alternatives that a preferred class admits.
var allowedAlternatives = [...]ClassSet{0, 0b00011, 0b00101, 0b01111, 0b11111}

// checkProposal checks what a CR proposes. The offset of its error is for locate.
func (c *ConnectionRequest) checkProposal() error {
	options := c.Options.Or(OptionExpedited)
	switch {
	case c.Alternatives&^allowedAlternatives[c.Class] != 0:
		return fail(ruleAlternative, "CR", int(ParameterAlternatives), int(c.Alternatives), int(allowedAlternatives[c.Class]))
	case c.Version > 1:
		return fail(ruleVersion, "CR", int(ParameterVersion), int(c.Version), 1)
	case c.Class != 2 || !c.NoFlowControl:
	case c.Extended || options&OptionExpedited != 0:
		return fail(ruleFlowControl, "CR", 6, int(options), 0)
	}
	return nil
}

// appendFixed appends the rest of the fixed part and the parameters of every class.
func (c *Connection) appendFixed(e *encoder) {
	option := uint8(c.Class << 4)
	if c.Extended {
		option |= 2
	}
	if c.NoFlowControl {
		option |= 1
	}
	e.b = append(binary.BigEndian.AppendUint16(e.b, c.SrcRef), option)
	if c.Calling != nil {
		e.parameter(ParameterCalling, c.Calling)
	}
	if c.Called != nil {
		e.parameter(ParameterCalled, c.Called)
	}
	if c.TPDUSize != 0 {
		e.uint(ParameterTPDUSize, uint64(c.TPDUSize), 1)
	}
	if c.PreferredSize != 0 {
		e.uint(ParameterPreferredSize, uint64(c.PreferredSize), octets.UintLen(uint64(c.PreferredSize)))
	}
}

func (c *Connection) appendOptions(e *encoder) {
	if c.Options.Present {
		e.uint(ParameterOptions, uint64(c.Options.Value), 1)
	}
}

func (c *Connection) appendQuality(e *encoder) {
	if c.Protection != nil {
		e.parameter(ParameterProtection, c.Protection)
	}
	if c.AckTime.Present {
		e.uint(ParameterAckTime, uint64(c.AckTime.Value), 2)
	}
	if r := c.ResidualErrorRate; r.Present {
		e.parameter(ParameterErrorRate, []byte{r.Value.Target, r.Value.Minimum, r.Value.TPDUSize})
	}
	if c.Priority.Present {
		e.uint(ParameterPriority, uint64(c.Priority.Value), 2)
	}
	if d := c.TransitDelay; d.Present {
		v := uint64(d.Value.CallingTarget)<<48 | uint64(d.Value.CallingMax)<<32 | uint64(d.Value.CalledTarget)<<16 | uint64(d.Value.CalledMax)
		e.uint(ParameterTransitDelay, v, 8)
	}
	if c.Throughput.Present {
		e.throughput(c.Throughput.Value)
	}
	if c.InactivityTime.Present {
		e.uint(ParameterInactivityTime, uint64(c.InactivityTime.Value), 4)
	}
	for _, p := range c.Ignored {
		e.ignored(p)
	}
}
