package transport

import (
	"bytes"
	"encoding/binary"

	"github.com/osi-go/osi"
)

// DataAcknowledgement is the AK TPDU, X.224 13.9, of classes 1 to 4.
type DataAcknowledgement struct {
	Format       Format
	DstRef       uint16
	Expected     uint32                           // YR-TU-NR: the next TPDU-NR expected
	Credit       uint16                           // CDT: 4 bits in normal, 16 in extended format; 15 in class 1
	Subsequence  osi.Opt[uint16]                  // class 4
	FlowControl  osi.Opt[FlowControlConfirmation] // class 4
	SelectiveAck []byte                           // class 4: pairs of lower and upper edge, 1 or 4 octets each by format; nil is absent
	Checksum     bool                             // present and right; on encoding: to be added (class 4)
}

// FlowControlConfirmation is the parameter of X.224 13.9.4 c: what its sender has received in the
// peer's last AK. In normal format 7 bits of LowerWindowEdge and 4 of YourCredit are significant;
// the others are ignored on receipt.
type FlowControlConfirmation struct {
	LowerWindowEdge uint32
	YourSubsequence uint16
	YourCredit      uint16
}

// ExpeditedAcknowledgement is the EA TPDU, X.224 13.10, of classes 1 to 4.
type ExpeditedAcknowledgement struct {
	Format   Format
	DstRef   uint16
	Expected uint32 // YR-EDTU-NR: number of the ED acknowledged
	Checksum bool   // as in a DataAcknowledgement
}

// Reject is the RJ TPDU, X.224 13.11, of classes 1 and 3.
type Reject struct {
	Format   Format
	DstRef   uint16
	Expected uint32 // YR-TU-NR: from where to send again
	Credit   uint16 // CDT, as in a DataAcknowledgement
}

// String returns "AK".
func (*DataAcknowledgement) String() string { return "AK" }

// String returns "EA".
func (*ExpeditedAcknowledgement) String() string { return "EA" }

// String returns "RJ".
func (*Reject) String() string { return "RJ" }

func (a *DataAcknowledgement) decode(b []byte, f Format, _ *osi.Leniency) error {
	*a = DataAcknowledgement{Format: f}
	end, err := kindAK.open(b, f)
	if err != nil {
		return err
	}
	h := b[:end]
	var off int
	if a.DstRef, a.Expected, a.Credit, off, err = kindAK.window(h, f); err != nil {
		return err
	}
	for off < len(h) {
		var p Parameter
		if p, off, err = kindAK.nextIn(h, off, f); err != nil {
			return err
		}
		if p.Code == ParameterSubsequence {
			a.Subsequence = osi.Some(binary.BigEndian.Uint16(p.Value))
		} else if p.Code == ParameterFlowControl {
			a.FlowControl = osi.Some(flowControl(p.Value, f))
		} else if p.Code != ParameterSelectiveAck {
			a.Checksum = true
		} else if n := 2 * edgeOctets(f); len(p.Value)%n == 0 {
			a.SelectiveAck = p.Value
		} else if !repeatedParameter(h, off, p.Code) {
			return fail(ruleParameterLength, "AK", p.Offset+1, len(p.Value), n)
		}
	}
	if err := a.check(); err != nil {
		return kindAK.locate(err, h, f)
	}
	return nil
}

func flowControl(v []byte, f Format) FlowControlConfirmation {
	c := FlowControlConfirmation{binary.BigEndian.Uint32(v), binary.BigEndian.Uint16(v[4:]), binary.BigEndian.Uint16(v[6:])}
	if !f.long() {
		c.LowerWindowEdge &= 0x7f
		c.YourCredit &= 0x0f
	}
	return c
}

// check checks the values. The offset of its error is for locate.
func (a *DataAcknowledgement) check() error {
	f := a.Format
	if err := kindAK.checkWindow(a.Expected, a.Credit, f); err != nil {
		return err
	}
	if c := a.FlowControl.Value; c.LowerWindowEdge > f.maxNumber() || !f.long() && c.YourCredit > 15 {
		return fail(ruleWindowEdge, "AK", int(ParameterFlowControl), int(c.LowerWindowEdge>>24), 0)
	}
	size := edgeOctets(f)
	if a.SelectiveAck != nil && (len(a.SelectiveAck) == 0 || len(a.SelectiveAck)%(2*size) != 0) { // encoders only
		return fail(ruleParameterLength, "AK", 0, len(a.SelectiveAck), 2*size)
	}
	for i := 0; i < len(a.SelectiveAck); i += size {
		if x := a.SelectiveAck[i]; x&0x80 != 0 {
			return fail(ruleEdges, "AK", int(ParameterSelectiveAck), int(x), int(x&0x7f))
		}
	}
	return f.checksummed(kindAK, a.Checksum)
}

// edgeOctets returns the size of an edge of a selective acknowledgement.
func edgeOctets(f Format) int {
	if f.long() {
		return 4
	}
	return 1
}

func (a *ExpeditedAcknowledgement) decode(b []byte, f Format, _ *osi.Leniency) error {
	*a = ExpeditedAcknowledgement{Format: f}
	end, err := kindEA.open(b, f)
	if err != nil {
		return err
	}
	h := b[:end]
	number, top, _ := sequence(h, f)
	if top {
		return fail(ruleSequence, "EA", 4, int(h[4]), int(h[4]&0x7f))
	}
	if a.Checksum, err = kindEA.onlyChecksum(h, f); err != nil {
		return err
	}
	a.DstRef, a.Expected = binary.BigEndian.Uint16(h[2:]), number
	return kindEA.locate(f.checksummed(kindEA, a.Checksum), h, f)
}

func (r *Reject) decode(b []byte, f Format, _ *osi.Leniency) error {
	*r = Reject{Format: f}
	end, err := kindRJ.split(b, kindRJ.fixed(f))
	if err != nil {
		return err
	}
	h := b[:end]
	var off int
	if r.DstRef, r.Expected, r.Credit, off, err = kindRJ.window(h, f); err != nil {
		return err
	}
	if off < len(h) {
		return fail(ruleRJVariable, "RJ", 0, int(h[0]), off-1)
	}
	return kindRJ.checkWindow(r.Expected, r.Credit, f)
}

// window reads what AK and RJ have in common; off is that of the variable part.
func (k kind) window(h []byte, f Format) (dst uint16, expected uint32, credit uint16, off int, err error) {
	expected, top, off := sequence(h, f)
	credit = uint16(h[1] & 0x0f)
	switch {
	case top:
		return 0, 0, 0, 0, fail(ruleSequence, k.String(), 4, int(h[4]), int(h[4]&0x7f))
	case f.long() && credit != 0:
		return 0, 0, 0, 0, fail(ruleCode, k.String(), 1, int(h[1]), int(h[1]&0xf0))
	case f.long():
		credit = binary.BigEndian.Uint16(h[8:])
		off = 10
	}
	return binary.BigEndian.Uint16(h[2:]), expected, credit, off, nil
}

// checkWindow checks what AK and RJ have in common.
func (k kind) checkWindow(expected uint32, credit uint16, f Format) error {
	switch {
	case expected > f.maxNumber(): // encoders only
		return fail(ruleSequence, k.String(), 0, int(expected), int(f.maxNumber()))
	case f.Class == 1 && credit != 15, !f.long() && credit > 15:
		return fail(ruleCredit, k.String(), 1, int(credit), 15)
	}
	return nil
}

// window appends what AK and RJ have in common.
func (e *encoder) window(code uint8, dst uint16, expected uint32, credit uint16, f Format) {
	if f.long() {
		e.fixed(code, dst)
		e.number(expected, false, f)
		e.b = binary.BigEndian.AppendUint16(e.b, credit)
		return
	}
	e.fixed(code|uint8(credit&0x0f), dst)
	e.number(expected, false, f)
}

// AppendBinary appends the AK to b.
func (a *DataAcknowledgement) AppendBinary(b []byte) ([]byte, error) {
	e := encode(b, kindAK, a.Format, a.check())
	e.window(codeAK, a.DstRef, a.Expected, a.Credit, a.Format)
	if a.Subsequence.Present {
		e.uint(ParameterSubsequence, uint64(a.Subsequence.Value), 2)
	}
	if c := a.FlowControl; c.Present {
		e.uint(ParameterFlowControl, uint64(c.Value.LowerWindowEdge)<<32|uint64(c.Value.YourSubsequence)<<16|uint64(c.Value.YourCredit), 8)
	}
	if a.SelectiveAck != nil {
		e.parameter(ParameterSelectiveAck, a.SelectiveAck)
	}
	return e.finish(a.Checksum, nil)
}

// AppendBinary appends the EA to b.
func (a *ExpeditedAcknowledgement) AppendBinary(b []byte) ([]byte, error) {
	err := a.Format.checksummed(kindEA, a.Checksum)
	if a.Expected > a.Format.maxNumber() {
		err = fail(ruleSequence, "EA", 0, int(a.Expected), int(a.Format.maxNumber()))
	}
	e := encode(b, kindEA, a.Format, err)
	e.fixed(codeEA, a.DstRef)
	e.number(a.Expected, false, a.Format)
	return e.finish(a.Checksum, nil)
}

// AppendBinary appends the RJ to b.
func (r *Reject) AppendBinary(b []byte) ([]byte, error) {
	e := encode(b, kindRJ, r.Format, kindRJ.checkWindow(r.Expected, r.Credit, r.Format))
	e.window(codeRJ, r.DstRef, r.Expected, r.Credit, r.Format)
	return e.finish(false, nil)
}

// Clone returns a copy that shares no memory with a or its buffer.
func (a *DataAcknowledgement) Clone() DataAcknowledgement {
	r := *a
	r.SelectiveAck = bytes.Clone(a.SelectiveAck)
	return r
}

// Clone returns a copy.
func (a *ExpeditedAcknowledgement) Clone() ExpeditedAcknowledgement { return *a }

// Clone returns a copy.
func (r *Reject) Clone() Reject { return *r }
