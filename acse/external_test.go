package acse_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

// What an EXTERNAL holds, X.690 8.18, and where it begins: in each of its encodings, whole and in
// segments, of which those of a BIT STRING say how many bits of the last octet are unused, X.690
// 8.6.4. What is broken in it is refused with the APDU.
func TestExternals(t *testing.T) {
	t.Parallel()
	for external, want := range map[string]string{
		"020103 a002 0500":                  "single-ASN1-type 0500 at 7",
		"0602 5101 a002 0500":               "single-ASN1-type 0500 at 8",
		"020103 0700 a002 0500":             "single-ASN1-type 0500 at 9", // a data-value-descriptor
		"020103 8102 4142":                  "octet-aligned 4142 at 7",
		"020103 8100":                       "octet-aligned  at 7",
		"020103 a106 0401 41 0401 42":       "octet-aligned 4142 at 7",
		"020103 a180 0401 41 0401 42 0000":  "octet-aligned 4142 at 7",
		"020103 8203 00 4142":               "arbitrary 4142 at 8",
		"020103 8203 03 4148":               "arbitrary 4148 at 8, 3 unused",
		"020103 a208 0302 00 41 0302 03 48": "arbitrary 4148 at 7, 3 unused",
		"020103 a207 0302 00 41 0301 00":    "arbitrary 41 at 7",
		"020103 a208 0302 03 48 0302 00 41": "ber.bit-segment",
		"020103 a207 0401 41 0302 00 41":    "ber.bit-segment",
		"020103 a204 0302 08 41":            "ber.bit-string",
		"020103 a202 0300":                  "ber.bit-string",
		"020103 8203 08 4142":               "ber.bit-string",
		"020103 8200":                       "ber.bit-string",
		"020103 a106 0401 41 0301 00":       "ber.segment",
		"020103 a000":                       "ber.explicit",
		"020103 a004 0500 0500":             "ber.trailing",
		"020103":                            "acse.external-encoding",
		"020103 8300":                       "acse.external",
		"020103 a002 0500 0500":             "acse.external",
		"a002 0500":                         "acse.external-reference",
	} {
		x := octets(t, strings.ReplaceAll(external, " ", ""))
		b := append(octets(t, "a107060528ca220203"), 0xbe, byte(len(x)+2), 0x28, byte(len(x)))
		b = append([]byte{0x60, byte(len(b) + len(x))}, append(b, x...)...)
		var p acse.AssociateRequest
		got := ""
		if err := p.Decode(b); err != nil {
			got = osi.AsError(err).ID
			if len(p.UserInformation) > 0 || !p.ApplicationContext.IsZero() {
				t.Errorf("%s: %+v is left", external, p)
			}
		} else {
			for x := range p.UserInformation.All() {
				got = fmt.Sprintf("%v %s at %d", x.Form, hex.EncodeToString(x.Value), x.Offset)
				if x.Unused > 0 {
					got += fmt.Sprintf(", %d unused", x.Unused)
				}
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", external, got, want)
		}
	}
}
