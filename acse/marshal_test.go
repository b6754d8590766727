package acse_test

import (
	"testing"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/mirror"
)

// The JSON of an APDU, valid or not, gives it back; so does that of an EXTERNAL.
func TestJSON(t *testing.T) {
	t.Parallel()
	for i, p := range newCodecs() {
		f := filler(uint64(i))
		for range mirror.Count(*mirrorCount / 5) {
			fillExported(f, p)
			mirror.RoundTrip(t, p)
		}
	}
	for _, v := range load(t) {
		if p, err := acse.Parse(v.Octets); err == nil {
			mirror.RoundTrip(t, p, "scratch")
		}
	}
	f := filler(227)
	for range mirror.Count(*mirrorCount / 5) {
		var x acse.External
		fillExported(f, &x)
		mirror.RoundTrip(t, &x)
	}
}

// Names are those of X.227, and numbers without one are kept.
func TestMarshalText(t *testing.T) {
	t.Parallel()
	mirror.Texts(t, map[string]acse.Versions{"": 0, "version1": acse.Version1, "version1,bit31": 1<<31 | 1}, mirror.Bits[acse.Versions]()...)
	mirror.Texts(t, map[string]acse.Requirements{"": 0, "authentication": acse.RequireAuthentication, "authentication,application-context-negotiation": 3, "bit2": 4}, mirror.Bits[acse.Requirements]()...)
	mirror.Texts(t, map[string]acse.AuthenticationForm{"absent": 0, "charstring": acse.CharString, "form(9)": 9}, mirror.All[acse.AuthenticationForm]()...)
	mirror.Texts(t, map[string]acse.Form{"single-ASN1-type": 0, "arbitrary": acse.Arbitrary, "form(3)": 3}, mirror.All[acse.Form]()...)
	mirror.Texts(t, map[string]acse.Result{"accepted": 0, "rejected-permanent": 1, "rejected-transient": 2, "result(3)": 3}, mirror.All[acse.Result]()...)
	mirror.Texts(t, map[string]acse.Source{"acse-service-user": 0, "acse-service-provider": 1, "source(300)": 300, "source(-1)": -1})
	mirror.Texts(t, map[string]acse.AbortDiagnostic{"no-reason-given": acse.AbortNoReason, "diagnostic(300)": 300, "diagnostic(-9)": -9})
	mirror.Texts(t, map[string]acse.ReleaseRequestReason{"normal": 0, "urgent": 1, "user-defined": 30, "reason(2)": 2})
	mirror.Texts(t, map[string]acse.ReleaseResponseReason{"normal": 0, "not-finished": 1, "user-defined": 30, "reason(256)": 256})
}
