package text_test

import (
	"strconv"
	"testing"

	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/internal/text"
)

type reason int64

func (r reason) String() string {
	if r == 1 {
		return "busy"
	}
	return "reason(" + strconv.FormatInt(int64(r), 10) + ")"
}

type code uint8

func (c code) String() string { return "code " + strconv.FormatInt(int64(c), 16) }

type units uint16

func (u units) String() string {
	if u == 0 {
		return "none"
	}
	return text.Bits(uint64(u), []string{"HD", "", "EX"})
}

// Texts stand for the values named, and those of String are read back whatever the value.
func TestParse(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]reason{"busy": 1, "reason(0)": 0, "reason(255)": 255, "reason(300)": 300, "reason(-7)": -7, "reason(9223372036854775807)": 1<<63 - 1} {
		got := reason(77)
		if err := text.Parse(&got, []byte(s)); err != nil || got != want || got.String() != s {
			t.Errorf("%s: %d, %v", s, got, err)
		}
	}
	for i := range 256 {
		var got code
		if err := text.Parse(&got, []byte(code(i).String())); err != nil || got != code(i) {
			t.Errorf("%d: %d, %v", i, got, err)
		}
	}
	for _, s := range []string{"", "reason(1)", "reason(+2)", "reason(02)", "reason( 2)", "Busy", "reason(9223372036854775808)", "code 7f "} {
		r, c := reason(77), code(77)
		if err := text.Parse(&r, []byte(s)); err == nil || r != 77 {
			t.Errorf("%q: %d, %v", s, r, err)
		}
		if err := text.Parse(&c, []byte(s)); err == nil || c != 77 {
			t.Errorf("%q: %d, %v", s, c, err)
		}
	}
	var r reason
	if err := text.Parse(&r, []byte("bu\nsy")); err == nil || err.Error() != `text_test.reason: no value is named "bu\nsy"` {
		t.Errorf("got %v", err)
	}
}

// The same of sets.
func TestParseSet(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]units{
		"none": 0, "": 0, "HD": 1, "bit1": 2, "HD,EX": 5, "EX,HD": 5, "EX, bit15": 0x8004, "HD,HD": 1,
	} {
		got := units(77)
		if err := text.Parse(&got, []byte(s)); err != nil || got != want {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
	for i := 0; i < 1<<16; i += mirror.Step() {
		var got units
		if err := text.Parse(&got, []byte(units(i).String())); err != nil || got != units(i) {
			t.Fatalf("%d: %v, %v", i, got, err)
		}
	}
	for _, s := range []string{",", "HD,", "bit0", "bit16", "hd", "HD;EX", " HD,none"} {
		got := units(77)
		if err := text.Parse(&got, []byte(s)); err == nil || got != 77 {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
	if got := text.Bits(1<<63|2, []string{"a", "b"}); got != "b,bit63" {
		t.Errorf("got %q", got)
	}
	if got := text.Bits(0, nil); got != "" {
		t.Errorf("got %q", got)
	}
}
