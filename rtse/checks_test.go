package rtse_test

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/rtse"
)

// The application protocols of X.410 mode.
func TestApplications(t *testing.T) {
	t.Parallel()
	if rtse.ApplicationP1 != 1 || rtse.ApplicationP3 != 3 || rtse.ApplicationMTS != 12 {
		t.Error(rtse.ApplicationP1, rtse.ApplicationP3, rtse.ApplicationMTS)
	}
}

// What References refuses has no place in a buffer: its offset is 0. References of 64 octets, with
// identifier and length, and an additional one of 4 are the longest.
func TestReferenceSizes(t *testing.T) {
	t.Parallel()
	const common = "9601011200Z"
	for _, c := range []struct {
		s    rtse.SessionConnectionIdentifier
		m    osi.Mode
		rule string
	}{
		{rtse.SessionConnectionIdentifier{CallingReference: bytes.Repeat([]byte{'A'}, 62), CommonReference: []byte(common)}, osi.NormalMode, ""},
		{rtse.SessionConnectionIdentifier{CallingReference: bytes.Repeat([]byte{'A'}, 63), CommonReference: []byte(common)}, osi.NormalMode, "rtse.reference-size"},
		{rtse.SessionConnectionIdentifier{CallingReference: []byte("A"), CommonReference: []byte(common), Additional: []byte("AB")}, osi.NormalMode, ""},
		{rtse.SessionConnectionIdentifier{CallingReference: []byte("A"), CommonReference: []byte(common), Additional: []byte("ABC")}, osi.NormalMode, "rtse.reference-size"},
		{rtse.SessionConnectionIdentifier{T61: true, CallingReference: []byte("A"), CommonReference: []byte(common)}, osi.NormalMode, "rtse.mode"},
		{rtse.SessionConnectionIdentifier{CallingReference: []byte("A"), CommonReference: []byte(common)}, osi.X410Mode, "rtse.mode"},
		{rtse.SessionConnectionIdentifier{CallingReference: []byte("A"), CommonReference: []byte("960101")}, osi.NormalMode, "rtse.utc-time"},
	} {
		calling, _, _, err := c.s.References(c.m)
		if e := osi.AsError(err); c.rule != "" && (e == nil || e.ID != c.rule || e.Offset != 0 || calling != nil) || c.rule == "" && err != nil {
			t.Errorf("%+v: %x, %v; want %q", c.s, calling, err, c.rule)
		}
	}
}

// The references of X.228 7.1.1 have one of two identifiers each, and the common one a UTCTime: any
// other is refused.
func TestReferenceIdentifiers(t *testing.T) {
	t.Parallel()
	const time = "0B" + "393630313031313230305A" // 9601011200Z
	for _, c := range []struct {
		calling, common, additional string
		ok                          bool
	}{
		{"040141", "17" + time, "", true},
		{"140141", "17" + time, "", true},
		{"130141", "17" + time, "", false},
		{"050141", "17" + time, "", false},
		{"150141", "17" + time, "", false},
		{"030141", "17" + time, "", false},
		{"040141", "18" + time, "", false},
		{"040141", "16" + time, "", false},
		{"040141", "17" + time, "140141", true},
		{"040141", "17" + time, "800141", true},
		{"040141", "17" + time, "040141", false},
		{"040141", "17" + time, "810141", false},
		{"040141", "17" + time, "150141", false},
	} {
		var additional []byte
		if c.additional != "" {
			additional = octets(t, c.additional)
		}
		s, err := rtse.ParseReferences(octets(t, c.calling), octets(t, c.common), additional)
		if (err == nil) != c.ok || c.ok && (string(s.CallingReference) != "A" || s.T61 != (c.calling == "140141") || (string(s.Additional) == "A") != (additional != nil)) {
			t.Errorf("%+v: %+v, %v", c, s, err)
		}
	}
}

// Strings may come in segments, which are OCTET STRINGs whatever the type, X.690 8.23.6: the
// password of a bind, and the references of a connection.
func TestSegments(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"A1 09 80 01 41 A1 04 16 02 42 43":             "BC",
		"A1 0D 80 01 41 A1 08 36 06 04 01 42 04 01 43": "BC",
		"A1 0D 80 01 41 A1 08 24 06 04 01 42 04 01 43": "BC",
		"A1 0D 80 01 41 A1 08 36 06 16 01 42 16 01 43": "ber.segment",
		"A1 0D 80 01 41 A1 08 36 06 05 01 42 04 01 43": "ber.segment",
		"A1 0D 80 01 41 A1 08 24 06 03 01 42 04 01 43": "ber.segment",
		"A1 0D 80 01 41 A1 08 36 06 04 01 C2 04 01 43": "rtse.ia5-string",
		"A1 0D 80 01 41 A1 08 24 06 04 01 C2 04 01 43": "\xc2C",
		"A1 09 80 01 41 A1 04 17 02 42 43":             "rtse.credentials",
		"A1 09 80 01 41 A1 04 15 02 42 43":             "rtse.credentials",
	} {
		var p rtse.Bind
		err := p.Decode(octets(t, text))
		got := string(p.Password)
		if e := osi.AsError(err); e != nil {
			got = e.ID
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	const time = "17 0B 39 36 30 31 30 31 31 32 30 30 5A"
	for text, want := range map[string]string{
		"A2 16 A1 14 14 01 41 " + time + " 80 02 42 43":             "BC",
		"A2 1A A1 18 14 01 41 " + time + " A0 06 04 01 42 04 01 43": "BC",
		"A2 1A A1 18 14 01 41 " + time + " A0 06 14 01 42 14 01 43": "ber.segment",
		"A2 1A A1 18 14 01 41 " + time + " A0 06 05 01 42 04 01 43": "ber.segment",
		"A2 16 A1 14 14 01 41 " + time + " 81 02 42 43":             "rtse.reference",
	} {
		var got string
		if p, err := rtse.ParseAccept(octets(t, text)); err != nil {
			got = osi.AsError(err).ID
		} else {
			got = string(p.Connection.Recover.Value.Additional)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// What a decoder refuses it returns nothing of, whatever carries it.
func TestDecodersRefuse(t *testing.T) {
	t.Parallel()
	var d rtse.Decoder
	for name, decode := range map[string]func(b []byte) (rtse.APDU, error){
		"connect": func(b []byte) (rtse.APDU, error) { p, err := d.DecodeConnect(b); return nilOr(p == nil, p), err },
		"accept":  func(b []byte) (rtse.APDU, error) { p, err := d.DecodeAccept(b); return nilOr(p == nil, p), err },
		"refuse":  func(b []byte) (rtse.APDU, error) { p, err := d.DecodeRefuse(b); return nilOr(p == nil, p), err },
		"abort":   func(b []byte) (rtse.APDU, error) { p, err := d.DecodeAbort(b); return nilOr(p == nil, p), err },
		"please":  func(b []byte) (rtse.APDU, error) { p, err := d.DecodePlease(b); return nilOr(p == nil, p), err },
		"APDU":    d.Decode,
	} {
		for _, b := range [][]byte{{2, 1}, {2, 2, 1}, {4, 0x81}, {0x80, 1}, {0xff}} {
			if p, err := decode(b); err == nil || p != nil {
				t.Errorf("%s: %x: %v, %v", name, b, p, err)
			}
		}
	}
}

func nilOr(is bool, p rtse.APDU) rtse.APDU {
	if is {
		return nil
	}
	return p
}
