package dump

import (
	"strconv"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

// field returns where the value of field n of an APDU lies.
func (w *writer) field(n uint32) int { return w.marks.at(0x80 | n) }

func (w *writer) apdu(p acse.APDU) {
	w.walk(w.pdu, 0)
	switch p := p.(type) {
	case *acse.AssociateRequest:
		w.someSet("Versions", w.field(0), uint64(p.Versions), acseVersions)
		w.oid("ApplicationContext", w.field(1), p.ApplicationContext)
		w.entity("Called", 2, &p.Called)
		w.entity("Calling", 6, &p.Calling)
		w.authentication(10, p.Requirements, p.Mechanism, &p.Authentication, p.ApplicationContexts)
		w.text("Implementation", p.Implementation)
		w.data("UserInformation", p.UserInformation)
		w.undefined("Ignored", p.Ignored)
	case *acse.AssociateResponse:
		w.someSet("Versions", w.field(0), uint64(p.Versions), acseVersions)
		w.oid("ApplicationContext", w.field(1), p.ApplicationContext)
		w.word("Result", w.field(2), p.Result.String())
		w.diagnostic(w.field(3), p.Diagnostic)
		w.entity("Responding", 4, &p.Responding)
		w.authentication(8, p.Requirements, p.Mechanism, &p.Authentication, p.ApplicationContexts)
		w.text("Implementation", p.Implementation)
		w.data("UserInformation", p.UserInformation)
	case *acse.ReleaseRequest:
		optWord(w, "Reason", w.field(0), p.Reason)
		w.data("UserInformation", p.UserInformation)
	case *acse.ReleaseResponse:
		optWord(w, "Reason", w.field(0), p.Reason)
		w.data("UserInformation", p.UserInformation)
	case *acse.Abort:
		w.word("Source", w.field(0), p.Source.String())
		optWord(w, "Diagnostic", w.field(1), p.Diagnostic)
		w.data("UserInformation", p.UserInformation)
	case *acse.UnitData:
		w.someSet("Versions", w.field(0), uint64(p.Versions), acseVersions)
		w.oid("ApplicationContext", w.field(1), p.ApplicationContext)
		w.entity("Called", 2, &p.Called)
		w.entity("Calling", 6, &p.Calling)
		w.text("Implementation", p.Implementation)
		w.data("UserInformation", p.UserInformation)
	}
}

// diagnostic writes source and code in words. The usual one costs no allocation.
func (w *writer) diagnostic(at int, d acse.Diagnostic) {
	if d == (acse.Diagnostic{}) {
		w.word("Diagnostic", at, "acse-service-user: null")
		return
	}
	w.word("Diagnostic", at, d.String())
}

// entity writes the four fields of a name, of which the AP title has number n.
func (w *writer) entity(name string, n uint32, t *acse.Entity) {
	w.open(name, noOffset)
	p, q := &t.APTitle, &t.AEQualifier
	switch {
	case p.IsZero() && q.IsZero():
	case !p.OID.IsZero() && q.Number.Present && q.Number.Value >= 0:
		if w.value("AETitle", noOffset) { // what Entity.AETitle returns
			w.quote()
			w.b, _ = p.OID.AppendText(w.b)
			w.b = strconv.AppendInt(append(w.b, '.'), q.Number.Value, 10)
			w.quote()
			w.end("AETitle", noOffset)
		}
	default:
		w.title("AETitle", noOffset, t.AETitle())
	}
	if !p.IsZero() {
		w.open("APTitle", noOffset)
		w.oid("OID", w.field(n), p.OID)
		if p.Name != nil {
			w.title("Name", w.at(p.Name), p.Name.String())
		}
		w.raw("Other", p.Other)
		w.close()
	}
	if !q.IsZero() {
		w.open("AEQualifier", noOffset)
		optNumber(w, "Number", w.field(n+1), q.Number)
		if q.RDN != nil {
			w.title("RDN", w.at(q.RDN), q.RDN.String())
		}
		w.raw("Other", q.Other)
		w.close()
	}
	optNumber(w, "APInvocation", w.field(n+2), t.APInvocation)
	optNumber(w, "AEInvocation", w.field(n+3), t.AEInvocation)
	w.close()
}

// quote writes what stands around a JSON string.
func (w *writer) quote() {
	if w.json {
		w.b = append(w.b, '"')
	}
}

// authentication writes the fields of functional units, of which the requirements have number n.
func (w *writer) authentication(n uint32, q acse.Requirements, mechanism osi.OID, a *acse.Authentication, names acse.ContextNames) {
	w.someSet("Requirements", w.field(n), uint64(q), acseRequirements)
	w.oid("Mechanism", w.field(n+1), mechanism)
	if a.Form != acse.NoAuthentication {
		w.open("Authentication", noOffset)
		w.word("Form", noOffset, a.Form.String())
		if a.Value == nil {
			w.secret("Value", []byte{})
		} else {
			w.secret("Value", a.Value)
		}
		w.count("Unused", noOffset, int64(a.Unused))
		w.oid("Mechanism", noOffset, a.Mechanism)
		w.close()
	}
	if names != nil {
		at := w.marks.list(0x80 | (n + 3))
		r := w.elements(at)
		w.list("ApplicationContexts", at)
		for o := range names.All() {
			w.oid("", nextStart(&r, at), o)
		}
		w.close()
	}
}
