package transport

import (
	"bytes"
	"encoding/binary"

	"github.com/osi-go/osi"
)

// MaxExpeditedData is the largest number of octets of user data of an ED, X.224 13.8.5; the smallest is 1.
const MaxExpeditedData = 16

// Data is the DT TPDU, X.224 13.7.
type Data struct {
	Format          Format          // of the connection
	DstRef          uint16          // 0 in classes 0 and 1, which do not send it
	EOT             bool            // last TPDU of a TSDU
	RequestAck      bool            // request of acknowledgement, classes 1, 3 and 4
	Number          uint32          // TPDU-NR: 0 in class 0, 7 bits in normal, 31 bits in extended format
	ExpeditedNumber osi.Opt[uint32] // ED-TPDU-NR, class 4 with non-blocking expedited data
	Checksum        bool            // present and right; on encoding: to be added (class 4)
	UserData        []byte
}

// ExpeditedData is the ED TPDU, X.224 13.8. Of class 0 there is none in X.224;
// RFC 1006 stacks send one without DST-REF, see osi.Class0Expedited.
type ExpeditedData struct {
	Format   Format
	DstRef   uint16
	Number   uint32 // ED-TPDU-NR
	Checksum bool   // as in Data
	UserData []byte // 1 to MaxExpeditedData octets
}

// String returns "DT".
func (*Data) String() string { return "DT" }

// String returns "ED".
func (*ExpeditedData) String() string { return "ED" }

// Decode decodes the one DT in b, of a connection with format f. UserData aliases b.
func (d *Data) Decode(b []byte, f Format) error { return decodeAs(d, kindDT, b, f) }

// Decode decodes the one ED in b, of a connection with format f. UserData aliases b.
func (d *ExpeditedData) Decode(b []byte, f Format) error { return decodeAs(d, kindED, b, f) }

func (d *Data) decode(b []byte, f Format, l *osi.Leniency) error {
	*d = Data{Format: f}
	if f.simple() {
		return d.decodeSimple(b, l)
	}
	end, err := kindDT.split(b, kindDT.fixed(f))
	if err != nil {
		return err
	}
	h := b[:end]
	number, top, off := sequence(h, 4, f)
	d.DstRef, d.Number = binary.BigEndian.Uint16(h[2:]), number
	for off < len(h) {
		var p Parameter
		if p, off, err = kindDT.nextIn(h, off, f); err != nil {
			return err
		}
		switch {
		case p.Code == ParameterChecksum:
			d.Checksum = true
		case f.Extended && len(p.Value) == 4:
			d.ExpeditedNumber = osi.Some(binary.BigEndian.Uint32(p.Value))
		case !f.Extended && len(p.Value) == 2:
			d.ExpeditedNumber = osi.Some(uint32(binary.BigEndian.Uint16(p.Value)))
		default:
			return fail(ruleParameterLength, "DT", p.Offset+1, len(p.Value), 2)
		}
	}
	d.EOT, d.UserData = top, b[end:len(b):len(b)]
	return d.check(b, len(h), l)
}

// predicted decodes b, which has the code of a DT, when decode has nothing to complain about in class 0, and reports whether it did.
func (d *Data) predicted(b []byte) bool {
	if len(b) < 3 || b[0] != 2 || b[2] != 0x80 && (b[2] != 0 || len(b) == 3) {
		return false
	}
	*d = Data{}
	d.EOT, d.UserData = b[2] != 0, b[3:len(b):len(b)]
	return true
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
	d.UserData = b[3:len(b):len(b)]
	return d.check(b, 3, l)
}

func (d *Data) check(b []byte, header int, l *osi.Leniency) error {
	d.RequestAck = b[1] == codeDT|1
	switch {
	case d.RequestAck && d.Format.Class&^2 == 0: // class 0 or 2
		return fail(ruleCode, "DT", 1, int(b[1]), codeDT)
	case d.Number != 0 && d.Format.Class == 0 && !l.Excuse(osi.Class0Number):
		return fail(ruleNumber, "DT", 2, int(d.Number), 0)
	case len(d.UserData) == 0 && !d.EOT && !l.Excuse(osi.EmptySegment):
		return fail(ruleEmptySegment, "DT", header, 0, 1)
	}
	return kindDT.verify(b, d.Checksum, false, d.Format)
}

func (d *ExpeditedData) decode(b []byte, f Format, _ *osi.Leniency) error {
	*d = ExpeditedData{Format: f}
	end, err := kindED.split(b, kindED.fixed(f))
	if err != nil {
		return err
	}
	h, user := b[:end], b[end:len(b):len(b)]
	at := 4
	if f.Class == 0 {
		at = 2
	} else {
		d.DstRef = binary.BigEndian.Uint16(h[2:])
	}
	number, eot, _ := sequence(h, at, f)
	if d.Checksum, err = kindED.onlyChecksum(h, f); err != nil {
		return err
	}
	d.Number, d.UserData = number, user
	switch {
	case !eot && f.Class > 0: // ISODE's of class 0 has none
		return fail(ruleEOT, "ED", at, int(h[at]), 0x80)
	case len(user) == 0 || len(user) > MaxExpeditedData:
		return fail(ruleExpedited, "ED", len(h), len(user), MaxExpeditedData)
	}
	return kindED.verify(b, d.Checksum, false, f)
}

// AppendBinary appends the DT to b.
func (d *Data) AppendBinary(b []byte) ([]byte, error) {
	e := encoder{b: b, start: len(b), k: kindDT, classes: 1 << (d.Format.Class & 7)}
	code := uint8(codeDT)
	if d.RequestAck {
		code |= 1
	}
	switch {
	case d.Format.Class > maxClass:
		e.err = fail(ruleClassOption, "DT", 0, int(d.Format.Class), 0)
	case d.RequestAck && d.Format.Class&^2 == 0:
		e.err = fail(ruleCode, "DT", 1, int(code), codeDT)
	case d.Number != 0 && d.Format.Class == 0:
		e.err = fail(ruleNumber, "DT", 2, int(d.Number), 0)
	case len(d.UserData) == 0 && !d.EOT:
		e.err = fail(ruleEmptySegment, "DT", 0, 0, 1)
	}
	if d.Format.simple() {
		e.b = append(e.b, 0, code)
	} else {
		e.fixed(code, d.DstRef)
	}
	e.number(d.Number, d.EOT, d.Format)
	if d.ExpeditedNumber.Present {
		e.expeditedNumber(d.ExpeditedNumber.Value, d.Format)
	}
	return e.finish(d.Checksum, d.UserData)
}

// AppendBinary appends the ED to b. It refuses class 0.
func (d *ExpeditedData) AppendBinary(b []byte) ([]byte, error) {
	e := encoder{b: b, start: len(b), k: kindED, classes: 1 << (d.Format.Class & 7)}
	switch n := len(d.UserData); {
	case !kinds[kindED].classes.Has(d.Format.Class):
		e.err = fail(ruleClass, "ED", 1, codeED, 0)
	case n == 0 || n > MaxExpeditedData:
		e.err = fail(ruleExpedited, "ED", 0, n, MaxExpeditedData)
	}
	e.fixed(codeED, d.DstRef)
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

// sequence reads the sequence number at off of h, in format f: the number, the bit above it, and the offset behind it.
func sequence(h []byte, off int, f Format) (number uint32, top bool, next int) {
	if f.long() {
		v := binary.BigEndian.Uint32(h[off:])
		return v & (1<<31 - 1), v>>31 != 0, off + 4
	}
	return uint32(h[off] & 0x7f), h[off]&0x80 != 0, off + 1
}
