package acse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// AssociateRequest is the A-ASSOCIATE-REQUEST APDU, AARQ, X.227 7.1.4 and 9.1. A P-CONNECT request
// carries it.
type AssociateRequest struct {
	Versions            Versions // those that the requestor supports; unknown bits are kept
	ApplicationContext  osi.OID
	Called, Calling     Entity
	Requirements        Requirements // zero for the kernel; unknown bits are kept
	Mechanism           osi.OID      // authentication mechanism name; zero when absent
	Authentication      Authentication
	ApplicationContexts ContextNames    // application context name list; nil when absent
	Implementation      []byte          // implementation information, a GraphicString; nil when absent
	UserInformation     UserInformation // nil when absent

	// Ignored are the encodings of the fields that X.227 does not define, which are ignored (7.4). The
	// slice is valid until the next Decode. Encoders put them before the user information, where
	// Amd.1 has its extension marker.
	Ignored [][]byte

	// InformationOffset is that of UserInformation in the buffer decoded; encoders ignore it.
	InformationOffset int

	scratch []byte // strings that came in segments
}

// String returns "AARQ".
func (*AssociateRequest) String() string { return "AARQ" }

// Decode decodes the one AARQ in b. The fields alias b, but for strings that came in
// segments, which are valid until the next Decode into p.
func (p *AssociateRequest) Decode(b []byte) error { return p.decode(b, &strict) }

func (p *AssociateRequest) reset() {
	ignored, scratch := p.Ignored[:0], p.scratch[:0]
	*p = AssociateRequest{}
	p.Ignored, p.scratch = ignored, scratch
}

func (p *AssociateRequest) decode(b []byte, o *options) error {
	p.reset()
	if p.predicted(b, o) {
		return nil
	}
	p.reset()
	var w walk
	w.begin(b, tagAARQ, grammarAARQ, o)
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
		case 10:
			p.Requirements = Requirements(w.Bits(&w.Component))
		case 11:
			w.units(p.Requirements, RequireAuthentication)
			p.Mechanism = w.OID(&w.Component)
		case 12:
			w.units(p.Requirements, RequireAuthentication)
			w.authentication(&p.Authentication, p.Mechanism, &p.scratch)
		case 13:
			w.units(p.Requirements, RequireContextNegotiation)
			p.ApplicationContexts = w.contextNames()
		case 29:
			p.Implementation = w.string(&p.scratch)
		case 30:
			p.UserInformation, p.InformationOffset = w.userInformation()
		default:
			if !o.discard {
				p.Ignored = append(p.Ignored, w.Raw(&w.Component))
			}
		}
	}
	w.Require(1, 0xa1, ruleContextName)
	if err := w.Finish("AARQ"); err != nil {
		p.reset()
		return err
	}
	return nil
}

// AppendBinary appends the AARQ to b.
func (p *AssociateRequest) AppendBinary(b []byte) ([]byte, error) { return p.append(b, ber.Definite) }

// AppendIndefinite appends the AARQ to b with indefinite lengths.
func (p *AssociateRequest) AppendIndefinite(b []byte) ([]byte, error) {
	return p.append(b, ber.Indefinite)
}

func (p *AssociateRequest) append(b []byte, f ber.Form) ([]byte, error) {
	out, m := ber.Open(b, tagAARQ, f)
	out = appendVersions(out, p.Versions)
	out = appendOID(out, 0xa1, p.ApplicationContext, f)
	out = p.Called.append(out, 2, f)
	out = p.Calling.append(out, 6, f)
	out = appendUnits(out, 10, p.Requirements, p.Mechanism, &p.Authentication, p.ApplicationContexts, f)
	out = ber.AppendOptional(out, 0x9d, p.Implementation)
	for _, one := range p.Ignored {
		if err := checkIgnored(one, len(out)-len(b)); err != nil {
			return b, err
		}
		out = append(out, one...)
	}
	out = ber.Close(appendUserInformation(out, p.UserInformation, f), m)
	var check AssociateRequest
	err := check.decode(out[len(b):], &checking)
	return checkedAPDU(b, out, "AARQ", err, check.Called.same(&p.Called) && check.Calling.same(&p.Calling) &&
		check.Authentication.same(&p.Authentication) && sameOctets(check.UserInformation, p.UserInformation))
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *AssociateRequest) Clone() AssociateRequest {
	c := *p
	c.scratch = nil
	c.Called.clone()
	c.Calling.clone()
	c.Authentication.clone()
	c.ApplicationContexts = bytes.Clone(p.ApplicationContexts)
	c.Implementation = bytes.Clone(p.Implementation)
	c.UserInformation = bytes.Clone(p.UserInformation)
	c.Ignored = cloneAll(p.Ignored)
	return c
}

func cloneAll(all [][]byte) [][]byte {
	var c [][]byte
	for _, one := range all {
		c = append(c, bytes.Clone(one))
	}
	return c
}

// checkIgnored checks that one, which is to stand at off, is a field that X.227 does not define.
func checkIgnored(one []byte, off int) error {
	if err := ber.Check(one, checking.depth, checking.elements); err != nil {
		return osi.Rebase(err, "AARQ", off)
	}
	if n := one[0] & 0x1f; one[0]&0xc0 == 0x80 && grammarAARQ.Known>>n&1 != 0 && n < 31 {
		return fail(ruleComponent, "AARQ", off, int(one[0]), 0)
	}
	return nil
}
