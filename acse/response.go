package acse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// AssociateResponse is the A-ASSOCIATE-RESPONSE APDU, AARE, X.227 7.1.5 and 9.1. A P-CONNECT
// response carries it: of acceptance with Accepted, of user-rejection with the other results.
type AssociateResponse struct {
	Versions            Versions // accepted: the one selected; rejected: those that could be supported
	ApplicationContext  osi.OID
	Result              Result
	Diagnostic          Diagnostic
	Responding          Entity
	Requirements        Requirements // zero for the kernel
	Mechanism           osi.OID      // authentication mechanism name; zero when absent
	Authentication      Authentication
	ApplicationContexts ContextNames    // application context name list; nil when absent
	Implementation      []byte          // implementation information, a GraphicString; nil when absent
	UserInformation     UserInformation // nil when absent

	// InformationOffset is that of UserInformation in the buffer decoded; encoders ignore it.
	InformationOffset int

	scratch []byte // strings that came in segments
}

// String returns "AARE".
func (*AssociateResponse) String() string { return "AARE" }

// Decode decodes the one AARE in b. The fields alias b, but for strings that came in
// segments, which are valid until the next Decode into p.
func (p *AssociateResponse) Decode(b []byte) error { return p.decode(b, &strict) }

func (p *AssociateResponse) reset() {
	scratch := p.scratch[:0]
	*p = AssociateResponse{}
	p.scratch = scratch
}

func (p *AssociateResponse) decode(b []byte, o *options) error {
	p.reset()
	if p.predicted(b, o) {
		return nil
	}
	p.reset()
	var w walk
	version := 0 // offset of its value
	w.begin(b, tagAARE, grammarAARE, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			p.Versions, version = w.versions(), w.Component.Start
		case 1:
			p.ApplicationContext = w.oid()
		case 2:
			p.Result = w.result()
			if p.Result == Accepted && w.Has(0) && p.Versions != Version1 {
				w.Fail(ruleVersion, version, int(p.Versions), int(Version1))
			}
		case 3:
			p.Diagnostic = w.diagnostic(p.Result)
		case 4, 5, 6, 7:
			w.entity(n-4, &p.Responding)
		case 8:
			p.Requirements = Requirements(w.bits(knownRequirements))
		case 9:
			w.units(p.Requirements, RequireAuthentication)
			p.Mechanism = w.OID(&w.Component)
		case 10:
			w.units(p.Requirements, RequireAuthentication)
			w.authentication(&p.Authentication, p.Mechanism, &p.scratch)
		case 11:
			w.units(p.Requirements, RequireContextNegotiation)
			p.ApplicationContexts = w.contextNames()
			if p.Result == Accepted {
				w.Fail(ruleNameList, w.Component.Offset, int(w.Component.Tag&0xff), 0)
			}
		case 29:
			p.Implementation = w.string(&p.scratch)
		case 30:
			p.UserInformation, p.InformationOffset = w.userInformation()
		}
	}
	w.Require(1, 0xa1, ruleContextName)
	w.Require(2, 0xa2, ruleNoResult)
	w.Require(3, 0xa3, ruleNoDiagnostic)
	if err := w.Finish("AARE"); err != nil {
		p.reset()
		return err
	}
	return nil
}

// diagnostic reads the field as Associate-source-diagnostic. The code of a rejection need not have
// a name: Amd.1 lets a later version name it.
func (w *walk) diagnostic(r Result) (d Diagnostic) {
	choice := w.Explicit(&w.Component)
	in := w.Explicit(&choice)
	switch choice.Tag {
	case 0xa1:
		d.Source = ServiceUser
	case 0xa2:
		d.Source = ServiceProvider
	default:
		w.Fail(ruleType, choice.Offset, int(choice.Tag&0xff), 0xa1)
	}
	if in.Tag != 0x02 {
		w.Fail(ruleType, in.Offset, int(in.Tag&0xff), 0x02)
	}
	d.Code = w.Integer(&in)
	switch {
	case r != Accepted:
	case d.Source == ServiceProvider: // who accepts nothing
		w.Fail(ruleSource, choice.Offset, int(choice.Tag&0xff), 0xa1)
	case d.Code < 0 || d.Code >= userCodes:
		w.Fail(ruleDiagnostic, in.Start, int(d.Code), 0)
	}
	return d
}

// Answers returns an error of kind ErrState when p does not answer q: it
//
//   - selects functional units that q does not request, X.227 7.1.5.9,
//   - accepts, although q does not offer version 1, 7.1.5.1 a,
//   - accepts by application context negotiation a name that q does not propose, X.217 9.1.1.2.
//
// Without that functional unit an acceptor may name any application context. Offsets are 0.
func (p *AssociateResponse) Answers(q *AssociateRequest) error {
	const aare = "AARE"
	if more := p.Requirements &^ q.Requirements; more != 0 {
		return fail(ruleUnrequested, aare, 0, int(more), int(q.Requirements))
	}
	switch {
	case p.Result != Accepted:
	case q.Supported() != nil:
		return fail(ruleNotOffered, aare, 0, int(Version1), int(q.Versions))
	case p.Requirements&RequireContextNegotiation != 0 && !q.proposes(p.ApplicationContext):
		return fail(ruleNotProposed, aare, 0, 0, 0)
	}
	return nil
}

// proposes reports whether p proposes the application context.
func (p *AssociateRequest) proposes(name osi.OID) bool {
	if p.ApplicationContext == name {
		return true
	}
	for o := range p.ApplicationContexts.All() {
		if o == name {
			return true
		}
	}
	return false
}

// AppendBinary appends the AARE to b.
func (p *AssociateResponse) AppendBinary(b []byte) ([]byte, error) { return p.append(b, ber.Definite) }

// AppendIndefinite appends the AARE to b with indefinite lengths.
func (p *AssociateResponse) AppendIndefinite(b []byte) ([]byte, error) {
	return p.append(b, ber.Indefinite)
}

func (p *AssociateResponse) append(b []byte, f ber.Form) ([]byte, error) {
	out, m := ber.Open(b, tagAARE, f)
	out = appendVersions(out, p.Versions)
	out = appendOID(out, 0xa1, p.ApplicationContext, f)
	out = appendInteger(out, 0xa2, osi.Some(int64(p.Result)), f)
	out, d := ber.Open(out, 0xa3, f)
	switch p.Diagnostic.Source {
	case ServiceUser:
		out = appendInteger(out, 0xa1, osi.Some(p.Diagnostic.Code), f)
	case ServiceProvider:
		out = appendInteger(out, 0xa2, osi.Some(p.Diagnostic.Code), f)
	default:
		return b, fail(ruleType, "AARE", len(out)-len(b), 0, 0xa1)
	}
	out = ber.Close(out, d)
	out = p.Responding.append(out, 4, f)
	out = appendUnits(out, 8, p.Requirements, p.Mechanism, &p.Authentication, p.ApplicationContexts, f)
	out = ber.AppendOptional(out, 0x9d, p.Implementation)
	out = ber.Close(appendUserInformation(out, p.UserInformation, f), m)
	var check AssociateResponse
	err := check.decode(out[len(b):], &checking)
	return checkedAPDU(b, out, "AARE", err, check.Responding.same(&p.Responding) &&
		check.Authentication.same(&p.Authentication) && sameOctets(check.UserInformation, p.UserInformation))
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *AssociateResponse) Clone() AssociateResponse {
	c := *p
	c.scratch = nil
	c.Responding.clone()
	c.Authentication.clone()
	c.ApplicationContexts = bytes.Clone(p.ApplicationContexts)
	c.Implementation = bytes.Clone(p.Implementation)
	c.UserInformation = bytes.Clone(p.UserInformation)
	return c
}
