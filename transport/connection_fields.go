package transport

import (
	"encoding/binary"
	"math/bits"

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

// set stores the parameter p, whose length is right.
func (c *Connection) set(k kind, p Parameter) error {
	v := p.Value
	switch p.Code {
	case ParameterCalling:
		c.Calling = v
	case ParameterCalled:
		c.Called = v
	case ParameterTPDUSize:
		if c.TPDUSize = TPDUSize(v[0]); c.TPDUSize == 0 {
			return fail(ruleTPDUSize, k.String(), p.Offset+2, 0, 0)
		}
	case ParameterPreferredSize:
		if c.PreferredSize = octets.Uint32(v); c.PreferredSize == 0 {
			return fail(rulePreferredSize, k.String(), p.Offset+2, 0, 1)
		}
	case ParameterOptions:
		c.Options = osi.Some(Options(v[0]) &^ optionReserved)
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
	case ParameterChecksum, ParameterVersion, ParameterAlternatives, ParameterReassignment: // decode takes them
	case ParameterSubsequence, ParameterFlowControl, ParameterSelectiveAck, ParameterExpeditedNumber, ParameterClearInformation: // of others
	}
	return nil
}

func ratesOf(v []byte) Rates {
	return Rates{uint24(v), uint24(v[3:]), uint24(v[6:]), uint24(v[9:])}
}

func uint24(v []byte) uint32 { return uint32(v[0])<<16 | uint32(v[1])<<8 | uint32(v[2]) }

// alternativeClasses reads the parameter of X.224 13.3.4 h.
func alternativeClasses(p Parameter) (s ClassSet, err error) {
	for i, x := range p.Value {
		if x&0x0f != 0 || Class(x>>4) > maxClass {
			return 0, fail(ruleAlternative, "CR", p.Offset+2+i, int(x), 0)
		}
		s |= 1 << (x >> 4)
	}
	return s, nil
}

// check checks what CR and CC have in common. option is their octet 7. The offset of its error is
// for locate.
func (c *Connection) check(k kind, option byte, l *osi.Leniency) error {
	s := c.TPDUSize
	switch {
	case c.Class > maxClass, c.Class < 2 && (c.Extended || c.NoFlowControl), c.Class > 0 && option&0x0c != 0:
		return fail(ruleClassOption, k.String(), 6, int(option), 0)
	case c.Credit > 15 || (c.Class <= 1 && c.Credit != 0):
		return fail(ruleCredit, k.String(), 1, int(c.Credit), 0)
	case s == 0 || s >= TPDUSize128 && (s <= TPDUSize2048 || s <= TPDUSize8192 && c.Class > 0):
	case c.Class == 0 && s > TPDUSize2048 && s <= maxTolerated && l.Excuse(osi.Class0TPDUSize):
	case s < TPDUSize128 || s > TPDUSize8192:
		return fail(ruleTPDUSize, k.String(), int(ParameterTPDUSize), int(s), 0)
	default:
		return fail(ruleClass0Size, k.String(), int(ParameterTPDUSize), int(s), int(TPDUSize2048))
	}
	switch n := len(c.UserData); {
	case n == 0:
	case c.Class == 0 && !c.OverTCP && (n > MaxConnectData || !l.Excuse(osi.Class0UserData)):
		return fail(ruleClass0Data, k.String(), atUserData, n, 0)
	case n > MaxConnectData:
		return fail(ruleUserData, k.String(), atUserData, n, MaxConnectData)
	}
	if c.Options.Value&optionReserved != 0 { // decode takes it away
		return fail(ruleOptions, k.String(), int(ParameterOptions), int(c.Options.Value), 0)
	}
	if c.SrcRef == 0 && !l.Excuse(osi.ZeroReference) {
		return fail(ruleSrcRef, k.String(), 4, 0, 0)
	}
	return nil
}

// allowedAlternatives is Table 3 of X.224: the alternatives that a preferred class admits.
var allowedAlternatives = [...]ClassSet{0, 0b00011, 0b00101, 0b01111, 0b11111}

// checkProposal checks what a CR proposes. The offset of its error is for locate.
func (c *ConnectionRequest) checkProposal(option byte) error {
	if wrong := c.Alternatives &^ allowedAlternatives[c.Class]; wrong != 0 {
		return fail(ruleAlternative, "CR", int(ParameterAlternatives), bits.TrailingZeros8(uint8(wrong))<<4, 0)
	}
	if c.Version > 1 {
		return fail(ruleVersion, "CR", int(ParameterVersion), int(c.Version), 1)
	}
	// Class 2 is proposed, and so its options have a meaning, when it is preferred or an alternative.
	if c.NoFlowControl && (c.Class == 2 && c.Extended || (c.Class == 2 || c.Alternatives.Has(2)) && c.Options.Or(OptionExpedited)&OptionExpedited != 0) {
		return fail(ruleFlowControl, "CR", 6, int(option), 0)
	}
	return nil
}

// checkIgnored checks that decode would ignore what is in Ignored, and nothing else.
func (c *ConnectionRequest) checkIgnored() error {
	for _, p := range c.Ignored {
		s := &parameterSpecs[p.Code]
		understood := s.in&inCR != 0 && meaningful(p.Code, 1<<c.Class|c.Alternatives, c.OverTCP)
		switch n := len(p.Value); {
		case understood, p.Code == ParameterAlternatives:
			return fail(ruleParameterCode, "CR", 0, int(p.Code), 0)
		case s.in&inCR != 0 && (n < int(s.min) || n > int(s.max)):
			return fail(ruleParameterLength, "CR", 0, n, int(s.min))
		}
	}
	return nil
}

// checkSelection checks what a CC selects, whatever the CR was. The offset of its error is for
// locate.
func (c *ConnectionConfirm) checkSelection() error {
	switch {
	case c.PreferredSize != 0 && c.TPDUSize != 0:
		return fail(ruleBothSizes, "CC", int(ParameterTPDUSize), int(c.TPDUSize), 0)
	case c.NoFlowControl && c.Class != 2: // encoders only
		return fail(ruleClassOption, "CC", 6, int(c.classOption()), 0)
	case c.NoFlowControl && (c.Extended || c.Options.Or(OptionExpedited)&OptionExpedited != 0):
		return fail(ruleFlowControl, "CC", 6, int(c.classOption()), 0)
	}
	return nil
}

// classOption returns octet 7.
func (c *Connection) classOption() byte {
	option := uint8(c.Class << 4)
	if c.Extended {
		option |= 2
	}
	if c.NoFlowControl {
		option |= 1
	}
	return option
}

// appendFixed appends the rest of the fixed part and the parameters of every class.
func (c *Connection) appendFixed(e *encoder) {
	e.b = append(binary.BigEndian.AppendUint16(e.b, c.SrcRef), c.classOption())
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
		e.parameter(ParameterErrorRate, []byte{r.Value.Target, r.Value.Minimum, r.Value.TSDUSize})
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
