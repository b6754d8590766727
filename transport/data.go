package transport

import (
	"bytes"
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// MaxExpeditedData is the largest number of octets of user data of an ED, X.224 13.8.5; the
// smallest is 1.
const MaxExpeditedData = 16

// Data is the DT TPDU, X.224 13.7.
type Data struct {
	Format          Format          // of the connection
	DstRef          uint16          // 0 in classes 0 and 1, which have none
	EOT             bool            // last TPDU of a TSDU
	RequestAck      bool            // request of acknowledgement, classes 1, 3 and 4
	Number          uint32          // TPDU-NR: 0 in class 0, 7 bits in normal, 31 bits in extended format
	ExpeditedNumber osi.Opt[uint32] // ED-TPDU-NR, class 4 with non-blocking expedited data
	Checksum        bool            // present and right; on encoding: to be added (class 4)
	UserData        []byte
}

// ExpeditedData is the ED TPDU, X.224 13.8. In class 0 there is one over TCP alone, without DST-REF
// and number: RFC 1006 6; and elsewhere with osi.Class0Expedited.
type ExpeditedData struct {
	Format   Format
	DstRef   uint16 // 0 in class 0
	Number   uint32 // ED-TPDU-NR; 0 in class 0, where it is ignored on receipt
	Checksum bool   // as in Data
	UserData []byte // 1 to MaxExpeditedData octets
}

// String returns "DT".
func (*Data) String() string { return "DT" }

// String returns "ED".
func (*ExpeditedData) String() string { return "ED" }

// Decode decodes the one DT in b, of class 0; see [Decoder]. UserData aliases b.
func (d *Data) Decode(b []byte) error {
	if predictable(b) {
		d.fill(b) // see fast.go
		return nil
	}
	return decodeAs(d, kindDT, b)
}

func (d *Data) decode(b []byte, f Format, l *osi.Leniency) error {
	*d = Data{Format: f}
	if f.simple() {
		return d.decodeSimple(b, l)
	}
	end, err := kindDT.open(b, f)
	if err != nil {
		return err
	}
	h := b[:end]
	number, top, off := sequence(h, f)
	d.DstRef, d.Number = binary.BigEndian.Uint16(h[2:]), number
	for off < len(h) {
		var p Parameter
		if p, off, err = kindDT.nextIn(h, off, f); err != nil {
			return err
		}
		switch {
		case p.Code == ParameterChecksum:
			d.Checksum = true
		case len(p.Value) == f.edNumberOctets():
			d.ExpeditedNumber = osi.Some(octets.Uint32(p.Value))
		case !repeatedParameter(h, off, p.Code):
			return fail(ruleParameterLength, "DT", p.Offset+1, len(p.Value), f.edNumberOctets())
		}
	}
	d.EOT, d.RequestAck, d.UserData = top, b[1] == codeDT|1, b[end:len(b):len(b)]
	if err := d.check(l); err != nil {
		return kindDT.locate(err, h, f)
	}
	return nil
}

// edNumberOctets is the length of the parameter ED-TPDU-NR, X.224 13.7.4.
func (f Format) edNumberOctets() int {
	if f.long() {
		return 4
	}
	return 2
}

// decodeSimple decodes a DT of class 0 or 1: three octets and user data.
func (d *Data) decodeSimple(b []byte, l *osi.Leniency) error {
	if b[0] != 2 || len(b) < 3 {
		_, err := kindDT.split(b, 3)
		if err == nil {
			err = fail(ruleNoVariable, "DT", 0, int(b[0]), 2)
		}
		return err
	}
	d.EOT, d.Number = b[2]&0x80 != 0, uint32(b[2]&0x7f)
	d.RequestAck, d.UserData = b[1] == codeDT|1, b[3:len(b):len(b)]
	if err := d.check(l); err != nil {
		return kindDT.locate(err, b[:3], d.Format)
	}
	return nil
}

// check checks the values. The offset of its error is for locate.
func (d *Data) check(l *osi.Leniency) error {
	f := d.Format
	switch {
	case d.RequestAck && (f.Class&^2 == 0 || !f.may(OptionRequestAck)): // class 0 or 2
		return fail(ruleCode, "DT", 1, codeDT|1, codeDT)
	case f.simple() && d.DstRef != 0: // encoders only
		return fail(ruleNoVariable, "DT", 0, 4, 2)
	case d.Number != 0 && f.Class == 0 && !l.Excuse(osi.Class0Number):
		return fail(ruleNumber, "DT", 2, int(d.Number), 0)
	case d.Number > f.maxNumber(): // encoders only
		return fail(ruleSequence, "DT", 0, int(d.Number), int(f.maxNumber()))
	case d.ExpeditedNumber.Value > f.maxNumber():
		return fail(ruleEDNumber, "DT", int(ParameterExpeditedNumber), int(d.ExpeditedNumber.Value), 0)
	case len(d.UserData) == 0 && !d.EOT && !l.Excuse(osi.EmptySegment):
		return fail(ruleEmptySegment, "DT", atUserData, 0, 1)
	}
	return f.checksummed(kindDT, d.Checksum)
}

func (d *ExpeditedData) decode(b []byte, f Format, _ *osi.Leniency) error {
	*d = ExpeditedData{Format: f}
	end, err := kindED.open(b, f)
	if err != nil {
		return err
	}
	h := b[:end]
	d.UserData = b[end:len(b):len(b)]
	if d.Checksum, err = kindED.onlyChecksum(h, f); err != nil {
		return err
	}
	if f.Class > 0 { // else EOT may be missing and the number is ignored
		number, eot, _ := sequence(h, f)
		if !eot {
			return fail(ruleEOT, "ED", 4, int(h[4]), int(h[4]|0x80))
		}
		d.DstRef, d.Number = binary.BigEndian.Uint16(h[2:]), number
	}
	if err := d.check(); err != nil {
		return kindED.locate(err, h, f)
	}
	return nil
}

// check checks the values. The offset of its error is for locate.
func (d *ExpeditedData) check() error {
	f := d.Format
	switch n := len(d.UserData); {
	case n == 0:
		return fail(ruleExpedited, "ED", atUserData, 0, 1)
	case n > MaxExpeditedData:
		return fail(ruleExpedited, "ED", atUserData, n, MaxExpeditedData)
	case f.Class == 0 && d.DstRef != 0: // encoders only, as the next ones
		return fail(ruleNoVariable, "ED", 0, 4, 2)
	case f.Class == 0 && d.Number != 0:
		return fail(ruleSequence, "ED", 0, int(d.Number), 0)
	case d.Number > f.maxNumber():
		return fail(ruleSequence, "ED", 0, int(d.Number), int(f.maxNumber()))
	}
	return f.checksummed(kindED, d.Checksum)
}

// AppendBinary appends the DT to b.
func (d *Data) AppendBinary(b []byte) ([]byte, error) {
	e := encode(b, kindDT, d.Format, d.check(nil))
	code := uint8(codeDT)
	if d.RequestAck {
		code |= 1
	}
	if d.Format.simple() {
		e.b = append(e.b, 0, code)
	} else {
		e.fixed(code, d.DstRef)
	}
	e.number(d.Number, d.EOT, d.Format)
	if d.ExpeditedNumber.Present {
		e.uint(ParameterExpeditedNumber, uint64(d.ExpeditedNumber.Value), d.Format.edNumberOctets())
	}
	return e.finish(d.Checksum, d.UserData)
}

// AppendBinary appends the ED to b. Of class 0 it does so over TCP alone.
func (d *ExpeditedData) AppendBinary(b []byte) ([]byte, error) {
	e := encode(b, kindED, d.Format, d.check())
	if d.Format.Class == 0 {
		e.b = append(e.b, 0, codeED)
	} else {
		e.fixed(codeED, d.DstRef)
	}
	e.number(d.Number, true, d.Format)
	return e.finish(d.Checksum, d.UserData)
}

// Clone returns a copy that shares no memory with d or its buffer.
func (d *Data) Clone() Data {
	r := *d
	r.UserData = bytes.Clone(d.UserData)
	return r
}

// Clone returns a copy that shares no memory with d or its buffer.
func (d *ExpeditedData) Clone() ExpeditedData {
	r := *d
	r.UserData = bytes.Clone(d.UserData)
	return r
}

// sequence reads the sequence number behind the DST-REF of h, in format f: the number, the bit
// above it, and the offset behind it.
func sequence(h []byte, f Format) (number uint32, top bool, next int) {
	const off = 4
	if f.long() {
		v := binary.BigEndian.Uint32(h[off:])
		return v & (1<<31 - 1), v>>31 != 0, off + 4
	}
	return uint32(h[off] & 0x7f), h[off]&0x80 != 0, off + 1
}
