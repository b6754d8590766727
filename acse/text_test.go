package acse_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/mirror"
)

// Names as RFC 4514 writes them.
func TestNameText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "",
		"31 0D 30 0B 06 03 55 04 06 13 04 43 48 2C 20":                                     `C=CH\,\ `,
		"31 0B 30 09 06 03 55 04 06 13 02 43 48 31 0C 30 0A 06 03 55 04 0A 13 03 41 43 4D": "O=ACM,C=CH",
		"31 16 30 0A 06 03 55 04 03 16 03 4D 54 41 30 08 06 03 55 04 0B 13 01 58":          "CN=MTA+OU=X",
		"31 0A 30 08 06 03 55 04 07 14 01 E4":                                              "L=#1401e4",
		"31 0B 30 09 06 03 55 04 08 0C 02 C3 A4":                                           "ST=ä",
		"31 0A 30 08 06 03 55 04 08 0C 01 C3":                                              "ST=#0c01c3",
		"31 0A 30 08 06 03 55 04 08 13 01 7F":                                              "ST=#13017f",
		"31 0B 30 09 06 03 55 04 08 0C 02 C2 85":                                           "ST=#0c02c285",   // next line
		"31 0C 30 0A 06 03 55 04 08 0C 03 E2 80 AE":                                        "ST=#0c03e280ae", // right-to-left override
		"31 0A 30 08 06 03 55 04 09 13 01 0A":                                              "STREET=#13010a",
		"31 0A 30 08 06 03 55 04 09 13 01 1F":                                              "STREET=#13011f",
		"31 0A 30 08 06 03 55 04 05 13 01 31":                                              "2.5.4.5=#130131",
		"31 0C 30 0A 06 03 55 04 03 13 03 23 23 20":                                        `CN=\##\ `,
		"31 09 30 07 06 03 55 04 03 05 00":                                                 "CN=#0500",
		"31 14 30 12 06 0A 09 92 26 89 93 F2 2C 64 01 19 16 04 61 5C 62 22":                `DC=a\\b\"`,
		"31 11 30 0F 06 0A 09 92 26 89 93 F2 2C 64 01 01 1A 01 61":                         "UID=a",
		"31 0A 30 08 06 03 55 04 03 12 01 31":                                              "CN=1",
		"31 0E 30 0C 06 03 55 04 03 13 05 3C 3B 2B 3E 3D":                                  `CN=\<\;\+\>=`,
		"31 0C 30 0A 06 03 55 04 03 33 03 13 01 41":                                        "CN=#3303130141",
	} {
		if got := acse.Name(octets(t, text)).String(); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

// AP title and AE qualifier as one text.
func TestAETitle(t *testing.T) {
	t.Parallel()
	name := acse.Name("\x31\x0c\x30\x0a\x06\x03\x55\x04\x0a\x13\x03ACM")
	rdn := acse.RDN("\x30\x0a\x06\x03\x55\x04\x03\x13\x03MTA")
	oid := osi.MustOID("1.3.9999.1")
	twelve := osi.Some[int64](12)
	for _, c := range []struct {
		e    acse.Entity
		want string
	}{
		{acse.Entity{}, ""},
		{acse.Entity{APTitle: acse.APTitle{OID: oid}}, "1.3.9999.1"},
		{acse.Entity{AEQualifier: acse.AEQualifier{Number: twelve}}, "12"},
		{acse.Entity{APTitle: acse.APTitle{OID: oid}, AEQualifier: acse.AEQualifier{Number: twelve}}, "1.3.9999.1.12"},
		{acse.Entity{APTitle: acse.APTitle{OID: oid}, AEQualifier: acse.AEQualifier{Number: osi.Some[int64](0)}}, "1.3.9999.1.0"},
		{acse.Entity{APTitle: acse.APTitle{OID: oid}, AEQualifier: acse.AEQualifier{Number: osi.Some[int64](-1)}}, "1.3.9999.1/-1"},
		{acse.Entity{APTitle: acse.APTitle{Name: name}, AEQualifier: acse.AEQualifier{RDN: rdn}}, "CN=MTA,O=ACM"},
		{acse.Entity{APTitle: acse.APTitle{Name: acse.Name{}}, AEQualifier: acse.AEQualifier{RDN: rdn}}, "CN=MTA"},
		{acse.Entity{APTitle: acse.APTitle{Name: name}}, "O=ACM"},
		{acse.Entity{AEQualifier: acse.AEQualifier{RDN: rdn}}, "CN=MTA"},
		{acse.Entity{APTitle: acse.APTitle{Name: name}, AEQualifier: acse.AEQualifier{Number: twelve}}, "O=ACM/12"},
		{acse.Entity{APTitle: acse.APTitle{OID: oid}, AEQualifier: acse.AEQualifier{RDN: rdn}}, "1.3.9999.1/CN=MTA"},
		{acse.Entity{APTitle: acse.APTitle{Other: []byte{5, 0}}, AEQualifier: acse.AEQualifier{Other: []byte{1, 1, 0}}}, "#0500/#010100"},
	} {
		if got := c.e.AETitle(); got != c.want || c.e.String() != got {
			t.Errorf("%#v is %q, want %q", c.e, got, c.want)
		}
	}
}

// What a log shows of an entity and its parts.
func TestEntityText(t *testing.T) {
	t.Parallel()
	title := acse.APTitle{Name: acse.Name("\x31\x0c\x30\x0a\x06\x03\x55\x04\x0a\x13\x03ACM")}
	qualifier := acse.AEQualifier{RDN: acse.RDN("\x30\x0a\x06\x03\x55\x04\x03\x13\x03MTA")}
	three, zero := osi.Some[int64](3), osi.Some[int64](0)
	for want, v := range map[string]fmt.Stringer{
		"O=ACM": title, "CN=MTA": qualifier, "": acse.APTitle{}, "12": acse.AEQualifier{Number: osi.Some[int64](12)}, "1.3.9": acse.APTitle{OID: osi.MustOID("1.3.9")},
		"#0500": acse.APTitle{Other: []byte{5, 0}}, "#01": acse.AEQualifier{Other: []byte{1}},
		"CN=MTA,O=ACM": acse.Entity{APTitle: title, AEQualifier: qualifier},
		"CN=MTA,O=ACM (AP invocation 3, AE invocation 0)": acse.Entity{APTitle: title, AEQualifier: qualifier, APInvocation: three, AEInvocation: zero},
		"O=ACM (AE invocation 3)":                         acse.Entity{APTitle: title, AEInvocation: three},
		"(AP invocation 0)":                               acse.Entity{APInvocation: zero},
	} {
		if got := v.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if got := fmt.Sprint(v); got != want {
			t.Errorf("printed as %q, want %q", got, want)
		}
	}
	if got := (acse.AEQualifier{}).String() + (acse.Entity{}).String(); got != "" {
		t.Errorf("got %q", got)
	}
}

// A name in JSON is its text for readers, and its octets.
func TestNameJSON(t *testing.T) {
	t.Parallel()
	for want, n := range map[string]acse.Name{
		"null": nil, `{"Text":"","Octets":""}`: {},
		`{"Text":"O=ACM","Octets":"MQwwCgYDVQQKEwNBQ00="}`: acse.Name("\x31\x0c\x30\x0a\x06\x03\x55\x04\x0a\x13\x03ACM"),
		`{"Text":"","Octets":"AQ=="}`:                      {1},
	} {
		b, err := json.Marshal(n)
		if err != nil || string(b) != want {
			t.Errorf("%x is %s, %v; want %s", []byte(n), b, err, want)
		}
		back := acse.Name("before")
		if err := json.Unmarshal(b, &back); err != nil || mirror.Diff(n, back) != "" {
			t.Errorf("%s is %#v, %v", b, back, err)
		}
	}
	var r acse.RDN
	for _, bad := range []string{`"CN=MTA"`, `{"Text":"CN=MTA"}`, `{"Octets":1}`} {
		if json.Unmarshal([]byte(bad), &r) == nil {
			t.Errorf("%s is read", bad)
		}
	}
}
