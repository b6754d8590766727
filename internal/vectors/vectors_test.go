package vectors_test

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi/internal/vectors"
)

func TestOctets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0A 0b # comment 41\n0C": "\x0a\x0b\x0c",
		"41*3 4243":              "AAABC",
		"(A0 80)*2 00":           "\xa0\x80\xa0\x80\x00",
		"(01 (02)*2 )*2":         "\x01\x02\x02\x01\x02\x02",
		"":                       "",
	} {
		got, err := vectors.Octets(text)
		if err != nil || !bytes.Equal(got, []byte(want)) {
			t.Errorf("Octets(%q) = %x, %v; want %x", text, got, err, want)
		}
	}
	for _, text := range []string{"4", "41*", "41*-1", "(41", "(41)*x ", "zz"} {
		if b, err := vectors.Octets(text); err == nil {
			t.Errorf("Octets(%q) = %x, want an error", text, b)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	v, err := vectors.Parse("expect: reject\nrule: session.li\noffset: 1\nsource: X.225 8.2.5\n\n0D FF # a CN\n")
	if err != nil || v.Rule != "session.li" || v.Offset != 1 || v.Get("source") != "X.225 8.2.5" || !bytes.Equal(v.Octets, []byte{0x0d, 0xff}) {
		t.Fatalf("%+v, %v", v, err)
	}
	for _, text := range []string{
		"expect: accept\nsource: x",
		"expect: maybe\nsource: x\n\n00",
		"expect: reject\noffset: 1\nsource: x\n\n00",
		"expect: reject\nrule: a.b\nsource: x\n\n00",
		"expect: tolerate\nrule: a.b\noffset: 1\nsource: x\n\n00",
		"expect: accept\n\n00",
		"expect: accept\nexpect: accept\nsource: x\n\n00",
		"expect: accept\nsource: x\noffset: -1\n\n00",
		"expect accept\nsource: x\n\n00",
	} {
		if _, err := vectors.Parse(text); err == nil {
			t.Errorf("Parse(%q) reports no error", text)
		}
	}
}
