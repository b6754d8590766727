package presentation_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi/presentation"
)

// The values of simply encoded data or of an octet-aligned PDV-list are found one by one, and their
// framing is checked inside.
func TestValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ octets, want string }{
		{"", ""},
		{"0500", "0500"},
		{"0500 6203800100 30800500 0000", "0500 6203800100 308005000000"},
		{"0500 6203", "0500 ber.length"},
		{"3003 020501", "ber.length"},
		{"3080 0500", "ber.missing-eoc"},
		{"0500 0000", "0500 ber.unexpected-eoc"},
		{"3080 3003 020501 0000", "ber.length"},
		{strings.Repeat("3080", 40), "ber.depth"},
	} {
		var got []string
		for v, err := range presentation.Values(octets(t, strings.ReplaceAll(c.octets, " ", ""))) {
			if err != nil {
				got = append(got, ruleOf(err))
				continue
			}
			got = append(got, hex.EncodeToString(v))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s, want %s", c.octets, s, c.want)
		}
	}
	for range presentation.Values([]byte{5, 0, 5, 0}) {
		break // and nothing more is yielded
	}
}
