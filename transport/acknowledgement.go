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
	Credit       uint16                           // CDT: 4 bits in normal, 16 in extended format
	Subsequence  osi.Opt[uint16]                  // class 4
	FlowControl  osi.Opt[FlowControlConfirmation] // class 4
	SelectiveAck []byte                           // pairs of lower and upper edge, 1 or 4 octets each by format; nil is absent
	Checksum     bool                             // present and right; on encoding: to be added (class 4)
}

// FlowControlConfirmation is the parameter of X.224 13.9.4 c: what its sender has received in the peer's last AK.
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

// Decode decodes the one AK in b, of a connection with format f. SelectiveAck aliases b.
func (a *DataAcknowledgement) Decode(b []byte, f Format) error { return decodeAs(a, kindAK, b, f) }

// Decode decodes the one EA in b, of a connection with format f.
func (a *ExpeditedAcknowledgement) Decode(b []byte, f Format) error { return decodeAs(a, kindEA, b, f) }

// Decode decodes the one RJ in b, of a connection with format f.
func (r *Reject) Decode(b []byte, f Format) error { return decodeAs(r, kindRJ, b, f) }

func (a *DataAcknowledgement) decode(b []byte, f Format, _ *osi.Leniency) error {
	*a = DataAcknowledgement{Format: f}
	end, err := kindAK.split(b, kindAK.fixed(f))
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
		switch p.Code {
		case ParameterSubsequence:
			a.Subsequence = osi.Some(binary.BigEndian.Uint16(p.Value))
		case ParameterFlowControl:
			a.FlowControl = osi.Some(FlowControlConfirmation{
				binary.BigEndian.Uint32(p.Value), binary.BigEndian.Uint16(p.Value[4:]), binary.BigEndian.Uint16(p.Value[6:]),
			})
		case ParameterSelectiveAck:
			if n := edgeOctets(f); len(p.Value)%(2*n) != 0 {
				return fail(ruleParameterLength, "AK", p.Offset+1, len(p.Value), 2*n)
			}
			a.SelectiveAck = p.Value
		default:
			a.Checksum = true
		}
	}
	return kindAK.verify(b, a.Checksum, false, f)
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
	end, err := kindEA.split(b, kindEA.fixed(f))
	if err != nil {
		return err
	}
	h := b[:end]
	number, top, _ := sequence(h, 4, f)
	if top {
		return fail(ruleSequence, "EA", 4, int(h[4]), 0)
	}
	if a.Checksum, err = kindEA.onlyChecksum(h, f); err != nil {
		return err
	}
	a.DstRef, a.Expected = binary.BigEndian.Uint16(h[2:]), number
	return kindEA.verify(b, a.Checksum, false, f)
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
		return fail(ruleNoVariable, "RJ", 0, int(h[0]), off-1)
	}
	return nil
}

// window reads what AK and RJ have in common; off is that of the variable part.
func (k kind) window(h []byte, f Format) (dst uint16, expected uint32, credit uint16, off int, err error) {
	expected, top, off := sequence(h, 4, f)
	credit = uint16(h[1] & 0x0f)
	switch {
	case top:
		return 0, 0, 0, 0, fail(ruleSequence, k.String(), 4, int(h[4]), 0)
	case f.long() && credit != 0:
		return 0, 0, 0, 0, fail(ruleCode, k.String(), 1, int(h[1]), int(h[1]&0xf0))
	case f.long():
		credit = binary.BigEndian.Uint16(h[8:])
		off = 10
	}
	return binary.BigEndian.Uint16(h[2:]), expected, credit, off, nil
}

// window appends what AK and RJ have in common.
func (e *encoder) window(code uint8, dst uint16, expected uint32, credit uint16, f Format) {
	if !kinds[e.k].classes.Has(f.Class) && e.err == nil {
		e.err = fail(ruleClass, e.k.String(), 1, int(code), 0)
	}
	if f.long() {
		e.fixed(code, dst)
		e.number(expected, false, f)
		e.b = binary.BigEndian.AppendUint16(e.b, credit)
		return
	}
	if credit > 15 && e.err == nil {
		e.err = fail(ruleCredit, e.k.String(), 1, int(credit), 15)
	}
	e.fixed(code|uint8(credit&0x0f), dst)
	e.number(expected, false, f)
}

// AppendBinary appends the AK to b.
func (a *DataAcknowledgement) AppendBinary(b []byte) ([]byte, error) {
	e := encoder{b: b, start: len(b), k: kindAK, classes: 1 << (a.Format.Class & 7)}
	if n := 2 * edgeOctets(a.Format); len(a.SelectiveAck)%n != 0 {
		e.err = fail(ruleParameterLength, "AK", 0, len(a.SelectiveAck), n)
	}
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
	e := encoder{b: b, start: len(b), k: kindEA, classes: 1 << (a.Format.Class & 7)}
	if !kinds[kindEA].classes.Has(a.Format.Class) {
		e.err = fail(ruleClass, "EA", 1, codeEA, 0)
	}
	e.fixed(codeEA, a.DstRef)
	e.number(a.Expected, false, a.Format)
	return e.finish(a.Checksum, nil)
}

// AppendBinary appends the RJ to b.
func (r *Reject) AppendBinary(b []byte) ([]byte, error) {
	e := encoder{b: b, start: len(b), k: kindRJ, classes: 1 << (r.Format.Class & 7)}
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
