package acse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// UnitData is the A-UNIT-DATA APDU, AUDT, of the connectionless protocol X.237. A P-UNIT-DATA
// request carries it.
type UnitData struct {
	Versions           Versions
	ApplicationContext osi.OID
	Called, Calling    Entity
	Implementation     []byte          // implementation information, a GraphicString; nil when absent
	UserInformation    UserInformation // mandatory, X.217 Table 7

	// InformationOffset is that of UserInformation in the buffer decoded; encoders ignore it.
	InformationOffset int

	scratch []byte // strings that came in segments
}

// String returns "AUDT".
func (*UnitData) String() string { return "AUDT" }

// Decode decodes the one AUDT in b. The fields alias b, but for strings that came in segments,
// which are valid until the next Decode into p.
func (p *UnitData) Decode(b []byte) error { return p.decode(b, &strict) }

func (p *UnitData) reset() { *p = UnitData{scratch: p.scratch[:0]} }

func (p *UnitData) decode(b []byte, o *options) error {
	p.reset()
	var w walk
	w.begin(b, tagAUDT, grammarAUDT, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			p.Versions = w.versions()
		case 1:
			p.ApplicationContext = w.oid()
		case 2, 3, 4, 5:
			w.entity(n-2, &p.Called)
		case 6, 7, 8, 9:
			w.entity(n-6, &p.Calling)
		case 29:
			p.Implementation = w.string(&p.scratch)
		case 30:
			p.UserInformation, p.InformationOffset = w.userInformation()
		}
	}
	w.Require(1, 0xa1, ruleContextName)
	w.Require(30, 0xbe, ruleUserMissing)
	if err := w.Finish("AUDT"); err != nil {
		p.reset()
		return err
	}
	return nil
}

// AppendBinary appends the AUDT to b.
func (p *UnitData) AppendBinary(b []byte) ([]byte, error) { return p.append(b, ber.Definite) }

// AppendIndefinite appends the AUDT to b with indefinite lengths.
func (p *UnitData) AppendIndefinite(b []byte) ([]byte, error) { return p.append(b, ber.Indefinite) }

func (p *UnitData) append(b []byte, f ber.Form) ([]byte, error) {
	out, m := ber.Open(b, tagAUDT, f)
	out = appendVersions(out, p.Versions)
	out = appendOID(out, 0xa1, p.ApplicationContext, f)
	out = p.Called.append(out, 2, f)
	out = p.Calling.append(out, 6, f)
	out = ber.AppendOptional(out, 0x9d, p.Implementation)
	out = ber.Close(appendUserInformation(out, p.UserInformation, f), m)
	var check UnitData
	err := check.decode(out[len(b):], &checking)
	return checkedAPDU(b, out, "AUDT", err, check.Called.same(&p.Called) && check.Calling.same(&p.Calling) &&
		sameOctets(check.UserInformation, p.UserInformation))
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *UnitData) Clone() UnitData {
	c := *p
	c.scratch, c.Implementation = nil, bytes.Clone(p.Implementation)
	c.Called.clone()
	c.Calling.clone()
	c.UserInformation = bytes.Clone(p.UserInformation)
	return c
}
