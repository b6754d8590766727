package acse_test

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/mirror"
)

var mirrorCount = flag.Int("mirror", 10000, "structs of each type that TestMirror makes")

// oneOf returns a Make function that is right mostly and random once in 24 times.
func oneOf[T any](right func(f *mirror.Filler) T) func(*mirror.Filler) any {
	return func(f *mirror.Filler) any {
		if !f.Chance(24) {
			return right(f)
		}
		var v T
		(&mirror.Filler{Rand: f.Rand, Make: map[reflect.Type]func(*mirror.Filler) any{
			reflect.TypeFor[osi.OID](): func(f *mirror.Filler) any { return someOID(f) },
		}}).Fill(&v)
		return v
	}
}

func someOID(f *mirror.Filler) osi.OID { return mirror.Pick(f, mts, ber, login, osi.OID{}) }

func someRDN(f *mirror.Filler) []byte {
	return bytes.Repeat([]byte("\x30\x08\x06\x03\x55\x04\x03\x13\x01M"), mirror.Pick(f, 1, 1, 1, 2, 2, 0))
}

func someValue(f *mirror.Filler) []byte {
	return mirror.Pick(f, []byte{5, 0}, []byte{0x30, 0x80, 5, 0, 0, 0}, []byte{0x84, 1, 7}, []byte{0x9f, 0x1f, 0}, []byte{0x64, 0}, []byte{0xae, 0})
}

func someExternals(f *mirror.Filler) acse.UserInformation {
	if f.Chance(2) {
		return nil
	}
	u := acse.UserInformation{}
	for range mirror.Pick(f, 1, 1, 2, 3, 0) {
		x := acse.External{DirectReference: someOID(f), Form: acse.Form(f.Rand.IntN(3)), Value: someValue(f)}
		f.Fill(&x.IndirectReference)
		f.Fill(&x.Descriptor)
		u, _ = x.AppendBinary(u)
	}
	return u
}

// filler makes structs of which a good share is valid.
func filler(seed uint64) *mirror.Filler {
	return &mirror.Filler{Rand: rand.New(rand.NewPCG(seed, 1)), Make: map[reflect.Type]func(*mirror.Filler) any{
		reflect.TypeFor[osi.OID]():  oneOf(someOID),
		reflect.TypeFor[acse.RDN](): oneOf(func(f *mirror.Filler) acse.RDN { return someRDN(f) }),
		reflect.TypeFor[acse.APTitle](): oneOf(func(f *mirror.Filler) (t acse.APTitle) {
			switch f.Rand.IntN(5) {
			case 0:
				t.OID = mts
			case 1:
				t.Name = acse.Name(mirror.Pick(f, "", "\x31\x0a\x30\x08\x06\x03\x55\x04\x0a\x13\x01C"))
			case 2:
				t.Other = someValue(f)
			}
			return t
		}),
		reflect.TypeFor[acse.AEQualifier](): oneOf(func(f *mirror.Filler) (q acse.AEQualifier) {
			switch f.Rand.IntN(5) {
			case 0:
				f.Fill(&q.Number)
			case 1:
				q.RDN = someRDN(f)
			case 2:
				q.Other = someValue(f)
			}
			return q
		}),
		reflect.TypeFor[acse.Authentication](): oneOf(func(f *mirror.Filler) (a acse.Authentication) {
			a.Form = acse.AuthenticationForm(f.Rand.IntN(6))
			switch a.Form {
			case acse.NoAuthentication:
			case acse.CharString:
				f.Fill(&a.Value)
			case acse.BitString:
				f.Fill(&a.Value)
				a.Unused = f.Rand.IntN(9)
			case acse.ExternalValue:
				a.Value = mirror.Pick(f, []byte("\x02\x01\x03\x81\x01A"), []byte("\x81\x01A"))
			case acse.OtherValue:
				a.Mechanism, a.Value = login, someValue(f)
			case acse.UndefinedValue:
				a.Value = someValue(f)
			}
			return a
		}),
		reflect.TypeFor[acse.Requirements](): oneOf(func(f *mirror.Filler) acse.Requirements {
			return mirror.Pick[acse.Requirements](f, 0, 1, 2, 3, 3, 3, 4, 1<<31)
		}),
		reflect.TypeFor[acse.Versions](): oneOf(func(f *mirror.Filler) acse.Versions { return mirror.Pick[acse.Versions](f, 0, 1, 1, 2, 3, 1<<31) }),
		reflect.TypeFor[acse.Result]():   oneOf(func(f *mirror.Filler) acse.Result { return mirror.Pick[acse.Result](f, 0, 1, 2, 3) }),
		reflect.TypeFor[acse.Diagnostic](): oneOf(func(f *mirror.Filler) acse.Diagnostic {
			return acse.Diagnostic{Source: mirror.Pick[acse.Source](f, 0, 0, 1, 2), Code: mirror.Pick[int64](f, 0, 1, 2, 14, 15, 300, -1)}
		}),
		reflect.TypeFor[acse.ContextNames](): oneOf(func(f *mirror.Filler) acse.ContextNames {
			return mirror.Pick(f, nil, nil, acse.ContextNames{}, acse.ContextNames(nil).Append(mts).Append(ber))
		}),
		reflect.TypeFor[acse.UserInformation](): oneOf(someExternals),
		reflect.TypeFor[[][]byte](): oneOf(func(f *mirror.Filler) (all [][]byte) {
			for range max(0, f.Rand.IntN(5)-2) {
				all = append(all, someValue(f))
			}
			return all
		}),
	}}
}

// fillExported fills the exported fields of p.
func fillExported(f *mirror.Filler, p any) {
	v := reflect.ValueOf(p).Elem()
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			f.Fill(v.Field(i).Addr().Interface())
		}
	}
}

// codec is what the typed values have beside an APDU.
type codec interface {
	acse.APDU
	Decode(b []byte) error
}

func newCodecs() []codec {
	return []codec{
		new(acse.AssociateRequest), new(acse.AssociateResponse), new(acse.ReleaseRequest), new(acse.ReleaseResponse), new(acse.Abort), new(acse.UnitData),
	}
}

// normal makes alike what means the same: absent and empty lists, and empty octets of an
// authentication value.
func normal(p codec) codec {
	alike := func(a *acse.Authentication) {
		if a.Form != acse.NoAuthentication && a.Value == nil {
			a.Value = []byte{}
		}
	}
	switch p := p.(type) {
	case *acse.AssociateRequest:
		if alike(&p.Authentication); len(p.Ignored) == 0 {
			p.Ignored = nil
		}
	case *acse.AssociateResponse:
		alike(&p.Authentication)
	}
	return p
}

// plausible gives p what most of its kind need to be valid; other fields stay as they are.
func plausible(p codec) {
	entity := func(e *acse.Entity) {
		if e.APTitle.Name != nil && e.AEQualifier.Number.Present || !e.APTitle.OID.IsZero() && e.AEQualifier.RDN != nil {
			e.AEQualifier = acse.AEQualifier{}
		}
	}
	units := func(r *acse.Requirements, a *acse.Authentication, mechanism *osi.OID) {
		if *r = 3; a.Form == acse.OtherValue {
			*mechanism = a.Mechanism
		}
	}
	switch p := p.(type) {
	case *acse.AssociateRequest:
		p.ApplicationContext, p.Ignored = mts, nil
		entity(&p.Called)
		entity(&p.Calling)
		units(&p.Requirements, &p.Authentication, &p.Mechanism)
	case *acse.AssociateResponse:
		p.ApplicationContext = mts
		entity(&p.Responding)
		if p.Result = min(p.Result, acse.RejectedTransient); p.Authentication.Form == acse.UndefinedValue {
			p.Authentication = acse.Authentication{}
		}
		p.Diagnostic.Source = min(p.Diagnostic.Source, acse.ServiceProvider)
		p.Responding.APTitle.Other, p.Responding.AEQualifier.Other = nil, nil
		units(&p.Requirements, &p.Authentication, &p.Mechanism)
		if p.Result == acse.Accepted {
			p.Versions, p.ApplicationContexts, p.Diagnostic = 0, nil, acse.Diagnostic{Code: 1}
		}
	case *acse.UnitData:
		p.ApplicationContext = mts
		entity(&p.Called)
		entity(&p.Calling)
		p.Called.APTitle.Other, p.Called.AEQualifier.Other, p.Calling.APTitle.Other, p.Calling.AEQualifier.Other = nil, nil, nil, nil
		if p.UserInformation == nil {
			p.UserInformation = user
		}
	}
}

// Whatever a struct holds, it is refused and nothing is appended, or its octets decode strictly to
// an equal value.
func TestMirror(t *testing.T) {
	t.Parallel()
	for i, p := range newCodecs() {
		f := filler(uint64(i))
		valid := 0
		for range mirror.Count(*mirrorCount) {
			if fillExported(f, p); f.Chance(2) {
				plausible(p)
			}
			prefix := append(make([]byte, 0, 512), "kept"...)
			for form, encode := range []func([]byte) ([]byte, error){p.AppendBinary, p.AppendIndefinite} {
				out, err := encode(prefix)
				if !bytes.HasPrefix(out, prefix) || string(prefix) != "kept" {
					t.Fatalf("%v: %q", p, out)
				}
				if err != nil {
					if e := osi.AsError(err); len(out) != len(prefix) || e == nil || e.Offset < 0 {
						t.Fatalf("%+v: %q beside %v", p, out, err)
					}
					continue
				}
				if form == 0 {
					valid++
				}
				q := newCodecs()[i]
				if err := q.Decode(out[len(prefix):]); err != nil {
					t.Fatalf("%+v encodes to %x: %v", p, out[len(prefix):], err)
				}
				if d := mirror.Diff(normal(p), normal(q), "scratch", "InformationOffset"); d != "" {
					t.Fatalf("%+v encodes to %x: %s", p, out[len(prefix):], d)
				}
			}
		}
		if valid < mirror.Count(*mirrorCount)/5 {
			t.Errorf("%v: %d of %d structs are valid", p, valid, mirror.Count(*mirrorCount))
		}
	}
}

// The same of an EXTERNAL.
func TestMirrorExternal(t *testing.T) {
	t.Parallel()
	f := filler(9)
	valid := 0
	for range mirror.Count(*mirrorCount) {
		var x acse.External
		fillExported(f, &x)
		if f.Chance(2) {
			x.Value, x.Form = someValue(f), acse.Form(f.Rand.IntN(3))
		}
		if x.Form != acse.Arbitrary && !f.Chance(8) {
			x.Unused = 0
		} else if f.Chance(2) {
			x.Unused = f.Rand.IntN(10)
		}
		u, err := x.AppendBinary(acse.UserInformation("kept"))
		if err != nil {
			if string(u) != "kept" {
				t.Fatalf("%+v: %q beside %v", x, u, err)
			}
			continue
		}
		valid++
		if x.Value == nil {
			x.Value = []byte{}
		}
		all := slices.Collect(acse.UserInformation(u[4:]).All())
		if len(all) != 1 {
			t.Fatalf("%+v encodes to %x: %d values", x, u[4:], len(all))
		}
		if d := mirror.Diff(x, all[0], "Offset"); d != "" {
			t.Fatalf("%+v encodes to %x: %s", x, u[4:], d)
		}
	}
	if valid < mirror.Count(*mirrorCount)/5 {
		t.Errorf("%d of %d are valid", valid, mirror.Count(*mirrorCount))
	}
}

// checkMirror asserts that what a typed Decode accepts comes back in either encoding.
func checkMirror(t *testing.T, b []byte) {
	t.Helper()
	for i, p := range newCodecs() {
		if p.Decode(b) != nil {
			continue
		}
		for _, encode := range []func([]byte) ([]byte, error){p.AppendBinary, p.AppendIndefinite} {
			out, err := encode(nil)
			if err != nil {
				t.Fatalf("%x: decoded to %+v: %v", b, p, err)
			}
			q := newCodecs()[i]
			if err := q.Decode(out); osi.AsError(err) != nil && osi.AsError(err).Kind == osi.ErrLimit {
				continue // an indefinite encoding of a value as deep as the limit allows
			} else if err != nil {
				t.Fatalf("%x: encoded to %x: %v", b, out, err)
			}
			if d := mirror.Diff(normal(p), normal(q), "scratch", "InformationOffset"); d != "" {
				t.Fatalf("%x: encoded to %x: %s", b, out, d)
			}
		}
	}
}

// A typed Decode refuses every other APDU, and leaves the receiver as a zero value; the offset is
// that of the tag.
func TestOtherAPDU(t *testing.T) {
	t.Parallel()
	for i, p := range newCodecs() {
		for _, c := range encodings {
			same := p.String() == c.apdu.String()
			if same || p.String() == "AUDT" && c.apdu.String() == "AARQ" || p.String() == "AARQ" && c.apdu.String() == "AUDT" {
				continue // AARQ and AUDT have one tag: what carries them tells them apart
			}
			err := p.Decode(octets(t, c.want))
			e := osi.AsError(err)
			if e == nil || e.ID != "acse.apdu" || e.Offset != 0 || e.Got != int(octets(t, c.want)[0]) || e.Want != 0x60+i%5 || e.PDU != p.String() {
				t.Errorf("%v decodes %s: %v", p, c.name, err)
			}
			if d := mirror.Diff(p, newCodecs()[i], "scratch", "Ignored"); d != "" {
				t.Errorf("%v after %s: %s", p, c.name, d)
			}
		}
	}
}
