package mutate

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi/examples/internal/capture"
)

func octets(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A TPKT with a CN whose Connect/Accept Item has Protocol Options and Version Number, and user data
// 31 … of two elements.
const connect = "0300 0020 02F080 0D17 0506 130100 160102 14020002 C109 3107 A003 800101 8000"

func TestElements(t *testing.T) {
	var got []string
	b := octets(t, connect)
	for _, e := range elements(nil, b, TPKT) {
		got = append(got, hex.EncodeToString(b[e.start:e.end]))
	}
	want := []string{
		strings.ToLower(strings.ReplaceAll(connect, " ", "")),
		"0d170506130100160102140200" + "02c1093107a0038001018000", "0506130100160102", "130100", "160102", "14020002",
		"c1093107a0038001018000", "3107a0038001018000", "a003800101", "800101", "8000",
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// What an edit of an element makes of the CN: all lengths around it fit.
func TestEdits(t *testing.T) {
	one := Conversation{Units: []Unit{{capture.Initiator, octets(t, connect)}}}
	at := func(element int) (hi, lo byte) { return 0, byte(element - 1) } // of 10 behind the frame
	for _, c := range []struct {
		edit    byte
		element int
		how     byte
		want    string
	}{
		{deleteElement, 9, 0, "0300 001D 02F080 0D14 0506 130100 160102 14020002 C106 3104 A000 8000"},
		{duplicateElement, 10, 0, "0300 0022 02F080 0D19 0506 130100 160102 14020002 C10B 3109 A003 800101 8000 8000"},
		{swapElements, 3, 0, "0300 0020 02F080 0D17 0506 160102 130100 14020002 C109 3107 A003 800101 8000"},
		{growElement, 10, 1, "0300 0022 02F080 0D19 0506 130100 160102 14020002 C10B 3109 A003 800101 8002 0000"},
		{shrinkElement, 5, 0, "0300 001F 02F080 0D16 0506 130100 160102 140100 C109 3107 A003 800101 8000"},
		{changeLength, 5, 3, "0300 0020 02F080 0D17 0506 130100 160102 14050002 C109 3107 A003 800101 8000"},
		{setInElement, 5, 1, "0300 0020 02F080 0D17 0506 130100 160102 14020000 C109 3107 A003 800101 8000"},
		{graftElement, 9, 0, "0300 0036 02F080 0D2D 0506 130100 160102 14020002 C11F 311D A019 0D17"},
	} {
		hi, lo := at(c.element)
		got := new(Editor).Apply(&one, []byte{c.edit, 0, 0, hi, lo, c.how}, []Conversation{one})
		if text := hex.EncodeToString(got[0].Octets); len(got) != 1 || !strings.HasPrefix(text, strings.ToLower(strings.ReplaceAll(c.want, " ", ""))) {
			t.Errorf("edit %d of element %d: got %s, want %s", c.edit, c.element, text, c.want)
		}
	}
	if text := hex.EncodeToString(one.Units[0].Octets); text != strings.ToLower(strings.ReplaceAll(connect, " ", "")) {
		t.Errorf("the conversation has become %s", text)
	}
}

// What is made of the value of a PDV-list: it has each form, and all lengths around it fit.
func TestReform(t *testing.T) {
	const single = "0300 0018 02F080 0100 0100 610B 3009 020103 A004 02020102"
	one := Conversation{Units: []Unit{{capture.Initiator, octets(t, single)}}}
	for how, want := range map[byte]string{
		0: single,
		2: "0300 0018 02F080 0100 0100 610B 3009 020103 8104 02020102",
		4: "0300 0019 02F080 0100 0100 610C 300A 020103 8205 0002020102",
		6: "0300 001C 02F080 0100 0100 610F 300D 020103 8108 02020102 02020102",
		7: "0300 000F 02F080 0100 0100 02020102",
	} {
		got := new(Editor).Apply(&one, []byte{reformValue, 0, 0, 0, 0, how}, nil)
		if text := hex.EncodeToString(got[0].Octets); text != strings.ToLower(strings.ReplaceAll(want, " ", "")) {
			t.Errorf("%d: got %s, want %s", how, text, want)
		}
	}
}

// All damages of two octets.
func TestSystematic(t *testing.T) {
	seen := map[string]bool{}
	n := 0
	for b := range Systematic([]byte{1, 2}) {
		if string(b) == "\x01\x02" {
			t.Error("the octets unchanged")
		}
		seen[string(b)] = true
		n++
	}
	for _, want := range []string{"", "\x01", "\x00\x02", "\xff\x02", "\x01\x01", "\x01\xff", "\x02", "\x01\x01\x02", "\x01\x02\x02", "\x02\x01"} {
		if !seen[want] {
			t.Errorf("no %x", want)
		}
	}
	if n != 2*(1+255+1+1)+1 {
		t.Errorf("%d damages", n)
	}
}

// The elements of units of each shape, with the elements of a CR, a TSDU and a BER value.
func TestShapes(t *testing.T) {
	for _, c := range []struct {
		shape Shape
		b     string
		want  string // the elements behind the first one, which is the unit
	}{
		{TPDU, "0C E0 0000 0001 00 C10141 C0010A FF", "0CE00000000100C10141C0010A C10141 C0010A"},
		{TSDU, "0100 0100 6100", "0100 0100 6100"},
		{BER, "3003020101 0500", "3003020101 020101 0500"},
		{Plain, "01020304", ""},
	} {
		var got []string
		b := octets(t, c.b)
		for _, e := range elements(nil, b, c.shape)[1:] {
			got = append(got, strings.ToUpper(hex.EncodeToString(b[e.start:e.end])))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: got %s, want %s", c.b, text, c.want)
		}
	}
}
