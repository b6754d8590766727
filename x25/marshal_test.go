package x25_test

import (
	"testing"

	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/x25"
)

// The JSON of a packet, valid or not, gives it back.
func TestJSON(t *testing.T) {
	t.Parallel()
	for i, fresh := range every {
		f := filler(uint64(i))
		for range mirror.Count(*structs / 5) {
			p := fresh()
			f.Fill(p)
			mirror.RoundTrip(t, p)
		}
	}
}

// Names are those of X.25, and numbers without one are kept.
func TestTexts(t *testing.T) {
	t.Parallel()
	mirror.Texts(t, map[string]x25.ClearCause{
		"number busy": x25.ClearNumberBusy, "cause(2)": 2, "DTE originated": x25.ClearDTE, "DTE originated, private diagnostic": x25.ClearDTEPrivate,
		"DTE originated, private cause(130)": 0x82, "network congestion (private network)": 0x85, "gateway congestion": x25.ClearGatewayCongestion,
	}, mirror.All[x25.ClearCause]()...)
	mirror.Texts(t, map[string]x25.ResetCause{"network congestion": x25.ResetCongestion, "cause(2)": 2}, mirror.All[x25.ResetCause]()...)
	mirror.Texts(t, map[string]x25.RestartCause{"network operational": x25.RestartOperational, "cause(2)": 2}, mirror.All[x25.RestartCause]()...)
	mirror.Texts(t, map[string]x25.RegistrationCause{"network congestion": x25.RegistrationCongestion, "cause(0)": 0}, mirror.All[x25.RegistrationCause]()...)
	mirror.Texts(t, map[string]x25.RedirectionReason{
		"systematic call redirection": x25.ReasonSystematic, "called DTE originated": x25.ReasonCalledDTE, "called DTE originated(193)": 0xc1, "reason(2)": 2,
	}, mirror.All[x25.RedirectionReason]()...)
	mirror.Texts(t, map[string]x25.Modulo{"8": x25.Modulo8, "128": x25.Modulo128, "any": x25.AnyModulo, "modulo(9)": 9}, mirror.All[x25.Modulo]()...)
	mirror.Texts(t, map[string]x25.Type{"": x25.TypeNone, "CALL": x25.TypeCallRequest, "DATA": x25.TypeData, "type(2)": 2}, mirror.All[x25.Type]()...)
	mirror.Texts(t, map[string]x25.Protocol{"X.224": x25.ProtocolTransport, "CLNP": x25.ProtocolCLNP, "protocol(200)": 200}, mirror.All[x25.Protocol]()...)
}

// Addresses and semi-octets are written as they are parsed.
func TestAddressText(t *testing.T) {
	t.Parallel()
	address := func(text string) x25.Address {
		a, ok := x25.ParseAddress(text)
		if !ok {
			t.Fatalf("%q is no address", text)
		}
		return a
	}
	named := map[string]x25.Address{}
	for _, text := range []string{"", "1", "311020100101", "123456789012345", "1/3/311020100101", "5/1/49aabbccddeeff00112233445566778899aabbcc", "0/0/"} {
		named[text] = address(text)
	}
	for text, a := range named {
		b, err := a.MarshalText()
		var back x25.Address
		if err != nil || string(b) != text || back.UnmarshalText(b) != nil || back != a {
			t.Errorf("%s: %s, %v, %v", text, b, err, back)
		}
		mirror.RoundTrip(t, &a)
	}
	back := address("12")
	for _, bad := range []string{"a", "1/3", "1234567890123456", "1/3/a", "\n"} {
		if err := back.UnmarshalText([]byte(bad)); err == nil || back != address("12") {
			t.Errorf("%q is read as %v, %v", bad, back, err)
		}
	}
	for _, text := range []string{"", "0", "00", "f", "0123456789abcdef0123456789abcdef0123456789abcdef"} {
		var s x25.SemiOctets
		err := s.UnmarshalText([]byte(text))
		b, _ := s.MarshalText()
		if err != nil || s.Len() != len(text) || string(b) != text {
			t.Errorf("%s: %s, %v", text, b, err)
		}
		mirror.RoundTrip(t, &s)
	}
	var s x25.SemiOctets
	if err := s.UnmarshalText([]byte("0g")); err == nil || err.Error() != `x25.SemiOctets: "0g" is no string of at most 48 hexadecimal digits` {
		t.Errorf("got %v", err)
	}
}
