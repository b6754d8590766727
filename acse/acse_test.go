package acse_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/internal/vectors"
)

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := vectors.Octets(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	mts   = osi.MustOID("2.6.0.1.6")
	ber   = osi.MustOID("2.1.1")
	login = osi.MustOID("2.2.3.0.1")
	user  = acse.UserInformation("\x28\x09\x02\x01\x05\xa0\x04\x04\x02AB")
)

// encodings pairs each APDU with its octets, written down from X.227 9.1.
var encodings = []struct {
	name string
	apdu acse.APDU
	want string
}{
	{"AARQ/name", &acse.AssociateRequest{ApplicationContext: mts}, "60 08 A1 06 06 04 56 00 01 06"},
	{
		"AARQ/all", &acse.AssociateRequest{
			Versions: acse.Version1, ApplicationContext: mts,
			Called: acse.Entity{
				APTitle: acse.APTitle{OID: osi.MustOID("1.2.3")}, AEQualifier: acse.AEQualifier{Number: osi.Some[int64](12)},
				APInvocation: osi.Some[int64](0), AEInvocation: osi.Some[int64](-1),
			},
			Calling: acse.Entity{
				APTitle:     acse.APTitle{Name: acse.Name("\x31\x0c\x30\x0a\x06\x03\x55\x04\x0a\x13\x03ACM")},
				AEQualifier: acse.AEQualifier{RDN: acse.RDN("\x30\x0a\x06\x03\x55\x04\x03\x13\x03MTA")}, APInvocation: osi.Some[int64](256),
			},
			Requirements: acse.RequireAuthentication | acse.RequireContextNegotiation, Mechanism: login,
			Authentication:      acse.Authentication{Form: acse.CharString, Value: []byte("pw")},
			ApplicationContexts: acse.ContextNames(nil).Append(mts).Append(ber),
			Implementation:      []byte("v1"), UserInformation: user,
		},
		`60 76
		80 02 07 80
		A1 06 06 04 56 00 01 06
		A2 04 06 02 2A 03  A3 03 02 01 0C  A4 03 02 01 00  A5 03 02 01 FF
		A6 10 30 0E 31 0C 30 0A 06 03 55 04 0A 13 03 41 43 4D
		A7 0E 31 0C 30 0A 06 03 55 04 03 13 03 4D 54 41
		A8 04 02 02 01 00
		8A 02 06 C0
		8B 04 52 03 00 01
		AC 04 80 02 70 77
		AD 0A 06 04 56 00 01 06 06 02 51 01
		9D 02 76 31
		BE 0B 28 09 02 01 05 A0 04 04 02 41 42`,
	},
	{
		"AARE/accepted", &acse.AssociateResponse{ApplicationContext: mts, UserInformation: user},
		"61 21 A1 06 06 04 56 00 01 06 A2 03 02 01 00 A3 05 A1 03 02 01 00 BE 0B 28 09 02 01 05 A0 04 04 02 41 42",
	},
	{
		"AARE/rejected", &acse.AssociateResponse{
			ApplicationContext: mts, Result: acse.RejectedTransient,
			Diagnostic: acse.Diagnostic{Source: acse.ServiceProvider, Code: acse.ProviderNoCommonVersion},
			Responding: acse.Entity{AEInvocation: osi.Some[int64](1)},
		},
		"61 19 A1 06 06 04 56 00 01 06 A2 03 02 01 02 A3 05 A2 03 02 01 02 A7 03 02 01 01",
	},
	{"RLRQ/empty", &acse.ReleaseRequest{}, "62 00"},
	{"RLRQ", &acse.ReleaseRequest{Reason: osi.Some(acse.ReleaseUserDefined), UserInformation: user}, "62 10 80 01 1E BE 0B 28 09 02 01 05 A0 04 04 02 41 42"},
	{"RLRE", &acse.ReleaseResponse{Reason: osi.Some(acse.ReleasedNotFinished)}, "63 03 80 01 01"},
	{"ABRT", &acse.Abort{Source: acse.ServiceProvider, Diagnostic: osi.Some(acse.AbortProtocolError)}, "64 06 80 01 01 81 01 02"},
	{
		"AUDT", &acse.UnitData{ApplicationContext: mts, Calling: acse.Entity{APInvocation: osi.Some[int64](7)}, UserInformation: user},
		"60 1A A1 06 06 04 56 00 01 06 A8 03 02 01 07 BE 0B 28 09 02 01 05 A0 04 04 02 41 42",
	},
}

func formOf(p acse.APDU) string {
	if p.String() == "AUDT" {
		return "unit-data"
	}
	return ""
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	for _, c := range encodings {
		want := octets(t, c.want)
		got, err := c.apdu.AppendBinary([]byte{0xee})
		if err != nil || !bytes.Equal(got, append([]byte{0xee}, want...)) {
			t.Errorf("%s encodes to %x, %v\nwant %x", c.name, got, err, want)
			continue
		}
		decoded, err := decode(nil, formOf(c.apdu), want)
		if d := mirror.Diff(acse.Clone(decoded), c.apdu, "InformationOffset"); err != nil || d != "" {
			t.Errorf("%s decodes to another value, %v: %s", c.name, err, d)
		}
		if decoded.String() != strings.SplitN(c.name, "/", 2)[0] {
			t.Errorf("%s is called %s", c.name, decoded)
		}
	}
}

func TestIndefinite(t *testing.T) {
	t.Parallel()
	p := acse.ReleaseRequest{Reason: osi.Some(acse.ReleaseUrgent), UserInformation: user}
	got, err := p.AppendIndefinite(nil)
	want := octets(t, "62 80 80 01 01 BE 80 28 09 02 01 05 A0 04 04 02 41 42 00 00 00 00")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %x, %v; want %x", got, err, want)
	}
}

var (
	twoTitles     = acse.Entity{APTitle: acse.APTitle{OID: mts, Name: acse.Name{}}}
	twoQualifiers = acse.Entity{AEQualifier: acse.AEQualifier{Number: osi.Some[int64](1), RDN: acse.RDN("\x30\x0a\x06\x03\x55\x04\x03\x13\x03MTA")}}
)

// Encoders refuse what the standard forbids, and leave b as it was.
func TestEncodersRefuse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		apdu acse.APDU
		rule string
	}{
		"AARQ without a name":     {&acse.AssociateRequest{}, "acse.application-context-name"},
		"AARE without a name":     {&acse.AssociateResponse{}, "acse.application-context-name"},
		"result":                  {&acse.AssociateResponse{ApplicationContext: mts, Result: 3}, "acse.result"},
		"diagnostic":              {&acse.AssociateResponse{ApplicationContext: mts, Diagnostic: acse.Diagnostic{Code: 15}}, "acse.diagnostic"},
		"source":                  {&acse.AssociateResponse{ApplicationContext: mts, Diagnostic: acse.Diagnostic{Source: 2}}, "acse.type"},
		"two versions":            {&acse.AssociateResponse{Versions: 3, ApplicationContext: mts}, "acse.version"},
		"forms":                   {&acse.AssociateRequest{ApplicationContext: mts, Called: acse.Entity{APTitle: acse.APTitle{OID: mts}, AEQualifier: acse.AEQualifier{RDN: acse.RDN("\x30\x0a\x06\x03\x55\x04\x03\x13\x03MTA")}}}, "acse.title-form"},
		"name":                    {&acse.AssociateRequest{ApplicationContext: mts, Called: acse.Entity{APTitle: acse.APTitle{Name: acse.Name{0x31}}}}, "ber.length-truncated"},
		"authentication":          {&acse.AssociateRequest{ApplicationContext: mts, Authentication: acse.Authentication{Form: acse.CharString}}, "acse.functional-unit"},
		"authentication form":     {&acse.AssociateRequest{ApplicationContext: mts, Requirements: 1, Authentication: acse.Authentication{Form: 9}}, "ber.explicit"},
		"called, two titles":      {&acse.AssociateRequest{ApplicationContext: mts, Called: twoTitles}, "acse.type"},
		"calling, two titles":     {&acse.AssociateRequest{ApplicationContext: mts, Calling: twoTitles}, "acse.type"},
		"calling, two qualifiers": {&acse.AssociateRequest{ApplicationContext: mts, Calling: twoQualifiers}, "acse.type"},
		"responding, two titles":  {&acse.AssociateResponse{ApplicationContext: mts, Responding: twoTitles}, "acse.type"},
		"AUDT, called":            {&acse.UnitData{ApplicationContext: mts, Called: twoTitles, UserInformation: user}, "acse.type"},
		"AUDT, calling":           {&acse.UnitData{ApplicationContext: mts, Calling: twoQualifiers, UserInformation: user}, "acse.type"},
		"known title as another":  {&acse.AssociateRequest{ApplicationContext: mts, Calling: acse.Entity{APTitle: acse.APTitle{Other: []byte{6, 1, 42}}}}, "acse.type"},
		"ignored that is known":   {&acse.AssociateRequest{ApplicationContext: mts, Ignored: [][]byte{{0xbe, 0}}}, "acse.component"},
		"two ignored in one":      {&acse.AssociateRequest{ApplicationContext: mts, Ignored: [][]byte{{0xae, 0, 0xaf, 0}}}, "ber.trailing"},
		"nothing ignored":         {&acse.AssociateRequest{ApplicationContext: mts, Ignored: [][]byte{{}}}, "ber.identifier"},
		"unused bits":             {&acse.AssociateRequest{ApplicationContext: mts, Requirements: 1, Authentication: acse.Authentication{Form: acse.BitString, Value: []byte{0}, Unused: 8}}, "acse.type"},
		"value without a form":    {&acse.AssociateRequest{ApplicationContext: mts, Authentication: acse.Authentication{Value: []byte{0}}}, "acse.type"},
		"name list, accepted":     {&acse.AssociateResponse{ApplicationContext: mts, Requirements: 2, ApplicationContexts: acse.ContextNames{}}, "acse.name-list-accepted"},
		"ignored":                 {&acse.AssociateRequest{ApplicationContext: mts, Ignored: [][]byte{{0xae}}}, "ber.length-truncated"},
		"user information":        {&acse.AssociateRequest{ApplicationContext: mts, UserInformation: acse.UserInformation{}}, "acse.user-information-empty"},
		"broken external":         {&acse.ReleaseRequest{UserInformation: acse.UserInformation{0x28, 0}}, "acse.external-encoding"},
		"unit data without data":  {&acse.UnitData{ApplicationContext: mts}, "acse.user-information-missing"},
	} {
		b, err := c.apdu.AppendBinary([]byte("kept"))
		if e := osi.AsError(err); e == nil || e.ID != c.rule || string(b) != "kept" {
			t.Errorf("%s: %q, %v; want %s", name, b, err, c.rule)
		}
	}
	for name, x := range map[string]acse.External{
		"no reference": {Form: acse.OctetAligned},
		"no encoding":  {IndirectReference: osi.Some[int64](1), Form: 3},
		"two values":   {IndirectReference: osi.Some[int64](1), Value: []byte{5, 0, 5, 0}},
		"no value":     {IndirectReference: osi.Some[int64](1)},
		"unused bits":  {IndirectReference: osi.Some[int64](1), Form: acse.Arbitrary, Unused: 1},
	} {
		if b, err := x.AppendBinary([]byte("kept")); err == nil || string(b) != "kept" {
			t.Errorf("EXTERNAL, %s: %q, %v", name, b, err)
		}
	}
}

// Values of lengths around the forms of length octets come back as they were.
func TestLengths(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 110, 125, 126, 127, 128, 254, 255, 256, 65535, 65536} {
		x := acse.External{IndirectReference: osi.Some[int64](3), Form: acse.OctetAligned, Value: bytes.Repeat([]byte{0x41}, n)}
		u, err := x.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		p := acse.AssociateRequest{ApplicationContext: mts, UserInformation: u}
		for _, form := range []func([]byte) ([]byte, error){p.AppendBinary, p.AppendIndefinite} {
			b, err := form(nil)
			if err != nil {
				t.Fatal(err)
			}
			var q acse.AssociateRequest
			if err := q.Decode(b); err != nil {
				t.Fatal(err)
			}
			got, ok := q.UserInformation.First()
			if at := q.InformationOffset + got.Offset; n > 0 && &b[at] != &got.Value[0] {
				t.Errorf("the value of %d octets is not at %d", n, at)
			}
			got.Offset = 0
			if !ok || !reflect.DeepEqual(got, x) || cap(got.Value) != len(got.Value) {
				t.Errorf("%d octets came back as %d", n, len(got.Value))
			}
		}
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		limits osi.Limits
		rule   string
		got    int
		want   int
	}{
		{osi.Limits{Depth: 2}, "ber.depth", 3, 2},
		{osi.Limits{Elements: 4}, "ber.elements", 5, 4},
	} {
		d := acse.Decoder{Limits: c.limits}
		_, err := d.Decode(octets(t, "60 15 A1 06 06 04 56 00 01 06 BE 0B 28 09 02 01 05 A0 04 04 02 41 42"))
		if e := osi.AsError(err); e == nil || e.ID != c.rule || e.Got != c.got || e.Want != c.want {
			t.Errorf("%+v: %v", c.limits, err)
		}
	}
}

// The names of X.227 9.1.
func TestNames(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]fmt.Stringer{
		"accepted": acse.Accepted, "rejected-permanent": acse.RejectedPermanent, "rejected-transient": acse.RejectedTransient, "result(3)": acse.Result(3),
		"acse-service-user: null":                               acse.Diagnostic{},
		"acse-service-user: authentication-required":            acse.Diagnostic{Code: 14},
		"acse-service-user: diagnostic(15)":                     acse.Diagnostic{Code: 15},
		"acse-service-provider: no-common-acse-version":         acse.Diagnostic{Source: 1, Code: 2},
		"acse-service-provider: diagnostic(3)":                  acse.Diagnostic{Source: 1, Code: 3},
		"source(2): diagnostic(0)":                              acse.Diagnostic{Source: 2},
		"acse-service-user: called-AE-qualifier-not-recognized": acse.Diagnostic{Code: acse.UserCalledAEQualifier},
		"normal": acse.ReleaseNormal, "urgent": acse.ReleaseUrgent, "user-defined": acse.ReleaseUserDefined, "reason(2)": acse.ReleaseRequestReason(2),
		"not-finished": acse.ReleasedNotFinished, "reason(3)": acse.ReleaseResponseReason(3),
		"diagnostic(0)": acse.AbortDiagnostic(0), "no-reason-given": acse.AbortNoReason, "protocol-error": acse.AbortProtocolError,
		"authentication-failure": acse.AbortAuthenticationFailure, "diagnostic(7)": acse.AbortDiagnostic(7),
		"single-ASN1-type": acse.SingleASN1Type, "octet-aligned": acse.OctetAligned, "arbitrary": acse.Arbitrary, "form(3)": acse.Form(3),
		"charstring": acse.CharString, "bitstring": acse.BitString, "external": acse.ExternalValue, "other": acse.OtherValue, "undefined": acse.UndefinedValue, "absent": acse.NoAuthentication, "form(9)": acse.AuthenticationForm(9),
	} {
		if got.String() != want {
			t.Errorf("%T is called %q, want %q", got, got, want)
		}
	}
	if acse.Versions(0).Has(acse.Version1) != true || acse.Versions(2).Has(acse.Version1) || acse.Versions(0).Has(2) {
		t.Error("an absent version is version 1 and no other")
	}
}

func TestWalkNames(t *testing.T) {
	t.Parallel()
	var p acse.AssociateRequest
	if err := p.Decode(octets(t, encodings[1].want)); err != nil {
		t.Fatal(err)
	}
	var got []string
	for rdn := range p.Calling.APTitle.Name.All() {
		for a := range rdn.All() {
			got = append(got, fmt.Sprintf("%v=%x", a.Type, a.Value))
		}
	}
	for o := range p.ApplicationContexts.All() {
		got = append(got, o.String())
	}
	if want := []string{"2.5.4.10=130341434d", "2.6.0.1.6", "2.1.1"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAuthenticationExternal(t *testing.T) {
	t.Parallel()
	a := acse.Authentication{Form: acse.ExternalValue, Value: octets(t, "02 01 03 81 01 41")}
	x, ok := a.External()
	if !ok || x.IndirectReference != osi.Some[int64](3) || string(x.Value) != "A" || x.Offset != 5 {
		t.Errorf("got %+v, %v", x, ok)
	}
	a.Form = acse.BitString
	if _, ok := a.External(); ok {
		t.Error("a bit string is no EXTERNAL")
	}
}

// A copy of whatever a vector holds has all its fields, and keeps them when the buffer is used
// again.
func TestCloneVectors(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		want, err := decode(nil, v.Get("form"), bytes.Clone(v.Octets))
		if err != nil {
			continue
		}
		b := bytes.Clone(v.Octets)
		p, err := decode(nil, v.Get("form"), b)
		if err != nil {
			t.Fatal(err)
		}
		copied := acse.Clone(p)
		clear(b)
		if d := mirror.Diff(copied, want, "scratch"); d != "" {
			t.Errorf("%s: %s", v.Name, d)
		}
	}
}

// A copy keeps its values when the buffer is used again.
func TestClone(t *testing.T) {
	t.Parallel()
	for _, c := range encodings {
		b := octets(t, c.want)
		p, err := decode(nil, formOf(c.apdu), b)
		if err != nil {
			t.Fatal(err)
		}
		copied := acse.Clone(p)
		clear(b)
		if d := mirror.Diff(copied, c.apdu, "InformationOffset"); d != "" {
			t.Errorf("%s: the copy differs: %s", c.name, d)
		}
	}
}

// A fault of the APDU itself comes behind the components in front of it.
func TestComponentsFault(t *testing.T) {
	t.Parallel()
	for b, want := range map[string]string{
		"\x64\x03\x80\x01\x01":             "80 ",
		"\x64\x06\x80\x01\x01\x81\x02\x01": "80 ber.length 6",
		"\x64\x03\x80\x01\x01\x00":         "80 ber.trailing 5",
	} {
		got := ""
		for c, err := range acse.Components([]byte(b)) {
			if e := osi.AsError(err); e != nil {
				got += fmt.Sprintf("%s %d", e.ID, e.Offset)
				break
			}
			got += fmt.Sprintf("%x ", c.Tag)
		}
		if got != want {
			t.Errorf("%x: %q, want %q", b, got, want)
		}
	}
}
