package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
)

// primitives has the session service primitive whose user data an SPDU carries. SData, the zero
// Primitive, stands for none, except for TypeDT.
var primitives = [...]presentation.Primitive{
	session.TypeCN: presentation.SConnect, session.TypeAC: presentation.SConnectAccept, session.TypeRF: presentation.SConnectReject,
	session.TypeAB: presentation.SUserAbort, session.TypeTD: presentation.STypedData, session.TypeEX: presentation.SExpeditedData,
	session.TypeCD: presentation.SCapabilityData, session.TypeCDA: presentation.SCapabilityDataConfirm,
	session.TypeRS: presentation.SResynchronize, session.TypeRA: presentation.SResynchronizeConfirm,
	session.TypeFN: presentation.SRelease, session.TypeDN: presentation.SReleaseConfirm, session.TypeNF: presentation.SReleaseConfirm,
	session.TypeGT: presentation.STokenGive, session.TypePT: presentation.STokenPlease, session.TypeGTC: presentation.SControlGive,
	session.TypeMIP: presentation.SSyncMinor, session.TypeMIA: presentation.SSyncMinorConfirm,
	session.TypeMAP: presentation.SSyncMajor, session.TypeMAA: presentation.SSyncMajorConfirm,
	session.TypeED: presentation.SUserExceptionReport, session.TypeAS: presentation.SActivityStart, session.TypeAR: presentation.SActivityResume,
	session.TypeAI: presentation.SActivityInterrupt, session.TypeAIA: presentation.SActivityInterruptConfirm,
	session.TypeAD: presentation.SActivityDiscard, session.TypeADA: presentation.SActivityDiscardConfirm,
	session.TypeAE: presentation.SActivityEnd, session.TypeUD: presentation.SUnitData,
}

// A use is the session service primitive that an SPDU stands for.
type use struct {
	primitive presentation.Primitive
	provider  bool // issued by the session provider: it has no user data
	negative  bool // of S-RELEASE: not finished

	units osi.Opt[session.FunctionalUnits] // that a CN or AC asks for
}

// useOf returns the use of p, X.226 8.5. ok is false if the user data of p, if any, are no PPDU.
func useOf(p session.SPDU) (u use, ok bool) {
	t := p.Type()
	if int(t) < len(primitives) {
		u.primitive = primitives[t]
	}
	ok = u.primitive != presentation.SData
	switch p := p.(type) {
	case *session.DataTransfer:
		ok = true
	case *session.Connect:
		u.units = osi.Some(p.Requirements.Or(session.FUDefault))
	case *session.Accept:
		u.units = osi.Some(p.Requirements.Or(session.FUDefault))
	case *session.Refuse:
		ok = p.Reason == osi.Some(session.RefusedByUser)
		u.provider = !ok
	case *session.Abort:
		u.provider = p.Disconnect&session.UserAbort == 0
	case *session.ExceptionReport:
		u = use{primitive: presentation.SUserExceptionReport, provider: true}
	case *session.NotFinished:
		u.negative = true
	}
	return u, ok
}

// PrimitiveOf returns the session service primitive that p stands for, X.226 8.5. ok is false if
// the user data of p, if any, are no PPDU, such as those of an RF of the session provider.
func PrimitiveOf(p session.SPDU) (primitive presentation.Primitive, ok bool) {
	u, ok := useOf(p)
	if !ok {
		return 0, false
	}
	return u.primitive, true
}

// The abstract syntaxes whose values are APDUs of a layer of this module.
var (
	syntaxACSE = acse.AbstractSyntax()
	syntaxRTSE = [...]osi.OID{
		rtse.AbstractSyntax(),
		osi.MustOID("2.3.0"), // rTSE-apdus, the module, as some stacks name it
		rtse.MTSAbstractSyntax(),
		rtse.MSAbstractSyntax(),
		rtse.MTAAbstractSyntax(),
	}
)

// longestSyntax is the number of contents octets of the longest of them.
const longestSyntax = 4

// LayerOf returns which layer decodes the values of an abstract syntax: [osi.ACSE], [osi.RTSE], or
// 0 for an application's own.
func LayerOf(syntax osi.OID) osi.Layer {
	switch n := syntax.Len(); {
	case n > longestSyntax || n == 0: // a comparison costs more
		return 0
	case syntax == syntaxACSE:
		return osi.ACSE
	case slices.Contains(syntaxRTSE[:], syntax):
		return osi.RTSE
	}
	return 0
}

// DecodeX410 decodes b, the RTSE APDU that carrier holds in X.410-1984 mode. A Data is taken as
// that of a token request, since no other Data holds an APDU. The result is lent until d decodes
// again.
func DecodeX410(d *rtse.Decoder, carrier presentation.PPDU, b []byte) (rtse.APDU, error) {
	switch carrier.(type) {
	case *presentation.Connect:
		return d.DecodeConnect(b)
	case *presentation.ConnectAccept:
		return d.DecodeAccept(b)
	case *presentation.ConnectReject:
		return d.DecodeRefuse(b)
	case *presentation.Data:
		return d.DecodePlease(b)
	default:
		return d.DecodeAbort(b)
	}
}
