package transport

import (
	"bytes"
	"encoding/binary"

	"github.com/osi-go/osi"
)

const (
	// MaxCR is the largest number of octets of a CR, X.224 13.3.
	MaxCR           = 128
	connectionFixed = 7 // offset of the variable part of a CR and CC

	// MaxConnectData is the largest number of octets of user data of a CR or CC, X.224 13.3.5.
	MaxConnectData = 32
)

// Connection holds what CR and CC have in common, X.224 13.3 and 13.4.
type Connection struct {
	OverTCP       bool   // of RFC 1006, see Format; does not travel
	Credit        uint8  // CDT, 0 to 15; 0 in classes 0 and 1
	SrcRef        uint16 // the sender's reference, not 0
	Class         Class  // preferred in a CR, selected in a CC
	Extended      bool   // extended formats; classes 2 to 4, in others ignored on receipt
	NoFlowControl bool   // no explicit flow control in class 2; in a CR of class 2, 3 or 4 and a CC of class 2, in others ignored on receipt

	Calling       osi.Selector // calling Transport-Selector; nil is absent
	Called        osi.Selector // called Transport-Selector in a CR, responding in a CC; nil is absent
	TPDUSize      TPDUSize     // 0 is absent
	PreferredSize uint32       // preferred maximum TPDU size in units of 128 octets; 0 is absent

	Options           osi.Opt[Options] // absent means OptionExpedited in classes 1 to 4; bit 8 is ignored on receipt
	Protection        []byte           // user defined; nil is absent
	AckTime           osi.Opt[uint16]  // acknowledgement time in milliseconds, class 4
	ResidualErrorRate osi.Opt[ResidualErrorRate]
	Priority          osi.Opt[uint16] // 0 is the highest
	TransitDelay      osi.Opt[TransitDelay]
	Throughput        osi.Opt[Throughput]
	InactivityTime    osi.Opt[uint32] // in milliseconds, class 4; in a CC only if the CR has it

	// Ignored has, in their order, the parameters of a CR that are not for a CR or have no meaning
	// in the classes it proposes, and those of a CC that osi.Class0Parameter let pass, which do not
	// encode.
	Ignored []Parameter

	UserData []byte // at most MaxConnectData octets, none in class 0 except over TCP
}

// ConnectionRequest is the CR TPDU, X.224 13.3.
type ConnectionRequest struct {
	Connection
	Version          uint8           // 1; 0 is absent and means the same
	Alternatives     ClassSet        // alternative protocol classes; 0 is absent
	ReassignmentTime osi.Opt[uint16] // in seconds, classes 1 and 3
}

// ConnectionConfirm is the CC TPDU, X.224 13.4.
type ConnectionConfirm struct {
	DstRef uint16 // the SrcRef of the CR
	Connection
}

// ResidualErrorRate is the parameter of X.224 13.3.4 k.
type ResidualErrorRate struct {
	Target, Minimum uint8 // negative powers of 10
	TSDUSize        uint8 // TSDU size of interest, power of 2
}

// TransitDelay is the parameter of X.224 13.3.4 m, in milliseconds.
type TransitDelay struct {
	CallingTarget, CallingMax uint16 // calling to called user
	CalledTarget, CalledMax   uint16 // called to calling user
}

// Throughput is the parameter of X.224 13.3.4 j, in octets a second.
type Throughput struct {
	Maximum Rates
	Average osi.Opt[Rates]
}

// Rates are the values of one throughput, 24 bits each.
type Rates struct {
	CallingTarget, CallingMin uint32 // calling to called user
	CalledTarget, CalledMin   uint32 // called to calling user
}

// String returns "CR".
func (*ConnectionRequest) String() string { return "CR" }

// String returns "CC".
func (*ConnectionConfirm) String() string { return "CC" }

// Format returns what the sender of a CR has to expect until the CC: its preferred class, and
// options unknown.
func (c *ConnectionRequest) Format() Format {
	return Format{Class: c.Class, Extended: c.Extended, OverTCP: c.OverTCP}
}

// Format returns the format of the TPDUs that follow a CC.
func (c *ConnectionConfirm) Format() Format {
	o := c.Class.effective(c.Options, c.OverTCP)
	if o&OptionExpedited == 0 {
		o &^= OptionNonBlocking // 6.5.4 t
	}
	return Format{
		Class: c.Class, Extended: c.Extended, NoFlowControl: c.Class == 2 && c.NoFlowControl,
		OverTCP: c.OverTCP, Options: osi.Some(o),
	}
}

// Decode decodes the one CR in b, of any class, over a network service; see [Decoder] for TCP. The
// fields alias b.
func (c *ConnectionRequest) Decode(b []byte) error {
	if c.usual(b, false, nil) { // see fast.go
		return nil
	}
	return decodeAs(c, kindCR, b)
}

// Decode decodes the one CC in b, of any class, over a network service; see [Decoder] for TCP. The
// fields alias b.
func (c *ConnectionConfirm) Decode(b []byte) error { return decodeAs(c, kindCC, b) }

func (c *ConnectionRequest) decode(b []byte, f Format, l *osi.Leniency) error {
	ignored := c.Ignored[:0]
	*c = ConnectionRequest{}
	c.Ignored, c.OverTCP = ignored, f.OverTCP
	end, err := kindCR.split(b, connectionFixed)
	if err != nil {
		return err
	}
	h := b[:end]
	c.setFixed((*[connectionFixed]byte)(h))
	c.UserData = b[end:len(b):len(b)]
	classes := ClassSet(1)
	if c.Class != 0 {
		if c.Class == 4 {
			if err := kindCR.verify(b, h, f); err != nil {
				return err
			}
		}
		classes = c.proposed(h)
	}
	checksum := false
	for off := connectionFixed; off < len(h); {
		var p Parameter
		if p, off, err = kindCR.next(h, off); err != nil {
			return err
		}
		switch {
		case parameterSpecs[p.Code].in&inCR == 0 || !meaningful(p.Code, classes, c.OverTCP):
			if p.Code == ParameterAlternatives && !l.Excuse(osi.Class0Parameter) {
				return fail(ruleAlternative, "CR", p.Offset+2, int(p.Value[0]), 0)
			}
			c.Ignored = append(c.Ignored, p)
			continue
		case p.Code == ParameterVersion:
			if c.Version = p.Value[0]; c.Version != 1 {
				err = fail(ruleVersion, "CR", p.Offset+2, int(c.Version), 1)
			}
		case p.Code == ParameterAlternatives:
			c.Alternatives, err = alternativeClasses(p)
		case p.Code == ParameterReassignment:
			c.ReassignmentTime = osi.Some(binary.BigEndian.Uint16(p.Value))
		case p.Code == ParameterChecksum:
			checksum = true
		default:
			err = c.set(kindCR, p)
		}
		if err != nil && !repeatedParameter(h, off, p.Code) {
			return err
		}
	}
	if dst := binary.BigEndian.Uint16(h[2:]); dst != 0 {
		return fail(ruleDstRef, "CR", 2, int(dst), 0)
	}
	if len(b) > MaxCR && !l.Excuse(osi.LongConnectionRequest) {
		return fail(ruleCRLength, "CR", MaxCR, len(b), MaxCR)
	}
	if err := c.check(kindCR, h[6], l); err != nil {
		return kindCR.locate(err, h, f)
	}
	if err := c.checkProposal(h[6]); err != nil {
		return kindCR.locate(err, h, f)
	}
	if c.Class == 4 && !checksum {
		return fail(ruleChecksumMissing, "CR", len(h), 0, int(ParameterChecksum))
	}
	return nil
}

// proposed returns the classes that a CR with header h proposes when it prefers another than class
// 0. Those of a broken parameter may be missing: decode finds the fault.
func (c *ConnectionRequest) proposed(h []byte) ClassSet {
	classes := ClassSet(1) << (c.Class & 7)
	if off := kindCR.offsetOf(ParameterAlternatives, h, Format{}); off > 0 {
		if p, _, ok := cutParameter(h, off); ok {
			more, _ := alternativeClasses(p)
			classes |= more
		}
	}
	return classes
}

func (c *ConnectionConfirm) decode(b []byte, f Format, l *osi.Leniency) error {
	ignored := c.Ignored[:0]
	*c = ConnectionConfirm{}
	c.Ignored, c.OverTCP = ignored, f.OverTCP
	end, err := kindCC.split(b, connectionFixed)
	if err != nil {
		return err
	}
	h := b[:end]
	c.DstRef = binary.BigEndian.Uint16(h[2:])
	c.setFixed((*[connectionFixed]byte)(h))
	if c.Class > 2 {
		c.NoFlowControl = false // has no meaning, 13.3.3
	}
	if c.Class == 4 {
		if err := kindCC.verify(b, h, f); err != nil {
			return err
		}
	}
	c.UserData = b[end:len(b):len(b)]
	checksum := false
	for off := connectionFixed; off < len(h); {
		var p Parameter
		if p, off, err = kindCC.next(h, off); err != nil {
			return err
		}
		switch {
		case c.Class <= maxClass && !meaningful(p.Code, 1<<c.Class, c.OverTCP):
			if c.Class != 0 || !l.Excuse(osi.Class0Parameter) {
				return fail(ruleClassParameter, "CC", p.Offset, int(p.Code), 0)
			}
			c.Ignored = append(c.Ignored, p)
		case p.Code == ParameterChecksum:
			checksum = true
		default:
			if err := c.set(kindCC, p); err != nil && !repeatedParameter(h, off, p.Code) {
				return err
			}
		}
	}
	if err := c.check(kindCC, h[6], l); err != nil {
		return kindCC.locate(err, h, f)
	}
	if err := c.checkSelection(); err != nil {
		return kindCC.locate(err, h, f)
	}
	if c.checksummed() && !checksum {
		return fail(ruleChecksumMissing, "CC", len(h), 0, int(ParameterChecksum))
	}
	return nil
}

// AppendBinary appends the CR to b. It refuses a TPDU of more than MaxCR octets.
func (c *ConnectionRequest) AppendBinary(b []byte) ([]byte, error) {
	err := c.check(kindCR, c.classOption(), nil)
	if err == nil {
		err = c.checkProposal(c.classOption())
	}
	if err == nil {
		err = c.checkIgnored()
	}
	e := encode(b, kindCR, Format{OverTCP: c.OverTCP}, err)
	e.classes = 1<<(c.Class&7) | c.Alternatives
	e.fixed(codeCR|c.Credit&0x0f, 0)
	c.appendFixed(&e)
	if c.Version != 0 {
		e.uint(ParameterVersion, uint64(c.Version), 1)
	}
	c.appendOptions(&e)
	if c.Alternatives != 0 {
		e.alternatives(c.Alternatives)
	}
	if c.ReassignmentTime.Present {
		e.uint(ParameterReassignment, uint64(c.ReassignmentTime.Value), 2)
	}
	c.appendQuality(&e)
	if n := len(e.b) - e.start + len(c.UserData); e.err == nil && n > MaxCR-4*int(c.Class>>2) {
		e.err = fail(ruleCRLength, "CR", 0, n, MaxCR)
	}
	return e.finish(c.Class == 4, c.UserData)
}

// AppendBinary appends the CC to b. A CC of class 4 gets a checksum unless
// Options agree on its non-use.
func (c *ConnectionConfirm) AppendBinary(b []byte) ([]byte, error) {
	err := c.check(kindCC, c.classOption(), nil)
	if err == nil {
		err = c.checkSelection()
	}
	if err == nil && len(c.Ignored) > 0 {
		err = fail(ruleClassParameter, "CC", 0, int(c.Ignored[0].Code), 0)
	}
	e := encode(b, kindCC, Format{OverTCP: c.OverTCP}, err)
	e.classes = 1 << (c.Class & 7)
	e.fixed(codeCC|c.Credit&0x0f, c.DstRef)
	c.appendFixed(&e)
	c.appendOptions(&e)
	c.appendQuality(&e)
	return e.finish(c.checksummed(), c.UserData)
}

// checksummed reports whether TPDUs of the connection that c confirms have checksums, X.224 6.17.
func (c *ConnectionConfirm) checksummed() bool {
	return c.Class == 4 && c.Options.Or(0)&OptionNoChecksum == 0
}

// Clone returns a copy that shares no memory with c or its buffer.
func (c *ConnectionRequest) Clone() ConnectionRequest {
	r := *c
	r.Connection = c.clone()
	return r
}

// Clone returns a copy that shares no memory with c or its buffer.
func (c *ConnectionConfirm) Clone() ConnectionConfirm {
	r := *c
	r.Connection = c.clone()
	return r
}

func (c *Connection) clone() Connection {
	r := *c
	r.Calling, r.Called = bytes.Clone(c.Calling), bytes.Clone(c.Called)
	r.Protection, r.UserData = bytes.Clone(c.Protection), bytes.Clone(c.UserData)
	r.Ignored = cloneParameters(c.Ignored)
	return r
}
