package osi_test

import (
	"encoding"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
)

// roundTrip checks that v is written as want, by itself and in JSON, and read back.
func roundTrip[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, v T, want string) {
	t.Helper()
	m := any(v).(interface {
		encoding.TextMarshaler
		encoding.TextAppender
	})
	b, err := m.MarshalText()
	if err != nil || string(b) != want {
		t.Errorf("%#v is written as %q, %v; want %q", v, b, err, want)
	}
	if b, err = m.AppendText([]byte("ab")); err != nil || string(b) != "ab"+want {
		t.Errorf("%#v: AppendText gives %q, %v", v, b, err)
	}
	var back T
	if err := P(&back).UnmarshalText([]byte(want)); err != nil || !reflect.DeepEqual(back, v) {
		t.Errorf("%q is read as %#v, %v; want %#v", want, back, err, v)
	}
	if b, err = json.Marshal(v); err != nil {
		t.Errorf("%#v: %v", v, err)
	}
	var again T
	if err := json.Unmarshal(b, &again); err != nil || !reflect.DeepEqual(again, v) {
		t.Errorf("%s is read as %#v, %v; want %#v", b, again, err, v)
	}
}

// refused checks that the texts are errors, which leave the value as it was.
func refused[T comparable, P interface {
	*T
	encoding.TextUnmarshaler
}](t *testing.T, v T, texts ...string) {
	t.Helper()
	for _, s := range texts {
		got := v
		if err := P(&got).UnmarshalText([]byte(s)); err == nil || got != v {
			t.Errorf("%T: %q is read as %v, %v", v, s, got, err)
		}
	}
}

// Texts are those of String, and of every number.
func TestText(t *testing.T) {
	t.Parallel()
	for i := range 256 {
		roundTrip(t, osi.Layer(i), osi.Layer(i).String())
		roundTrip(t, osi.Mode(i), osi.Mode(i).String())
		roundTrip(t, osi.Kind(i), osi.Kind(i).String())
		roundTrip(t, osi.Direction(i), osi.Direction(i).String())
		roundTrip(t, osi.Action(i), osi.Action(i).String())
		roundTrip(t, osi.Side(i), osi.Side(i).String())
	}
	roundTrip(t, osi.Transport, "transport")
	roundTrip(t, osi.Layer(0), "none")
	roundTrip(t, osi.Layer(99), "layer(99)")
	roundTrip(t, osi.ErrLength, "bad length")
	roundTrip(t, osi.Kind(99), "kind(99)")
	roundTrip(t, osi.FromInitiator, "initiator")
	roundTrip(t, osi.FromResponder, "responder")
	roundTrip(t, osi.Direction(2), "direction(2)")
	roundTrip(t, osi.NormalMode, "normal-mode")
	roundTrip(t, osi.X410Mode, "x410-1984-mode")
	roundTrip(t, osi.Mode(2), "mode(2)")
	roundTrip(t, osi.SendAndDisconnect, "send and disconnect")
	roundTrip(t, osi.Action(9), "action(9)")
	roundTrip(t, osi.AnySide, "any")
	roundTrip(t, osi.DTE, "DTE")
	roundTrip(t, osi.DCE, "DCE")
	roundTrip(t, osi.OverXOT, "XOT")
	roundTrip(t, osi.Side(4), "side(4)")
	refused(t, osi.Session, "", "Session", "session ", "layer(6)", "layer(256)", "layer(-1)", "6")
	refused(t, osi.ErrValue, "", "kind(6)", "bad")
	refused(t, osi.FromResponder, "", "0", "direction(0)")
	refused(t, osi.Send, "", "action(1)", "action()")

	for i := range 64 {
		roundTrip(t, osi.Tolerance(1)<<i, (osi.Tolerance(1) << i).String())
	}
	roundTrip(t, osi.TPKTReserved|osi.EmptyUserInformation, "tpkt-reserved,empty-user-information")
	roundTrip(t, osi.Tolerance(0), "")
	roundTrip(t, osi.Tolerance(1)<<63|1, "tpkt-reserved,bit63")
	refused(t, osi.TPKTReserved, "bit0", "tpkt", ",", "bit64")

	for _, c := range oids {
		roundTrip(t, osi.MustOID(c.text), c.text)
	}
	roundTrip(t, osi.OID{}, "")
	refused(t, osi.MustOID("2.1.1"), "1", "2.1.", "id-as-mtse ", "3.1")
	var o osi.OID
	if err := o.UnmarshalText([]byte("id-ac-mts-transfer")); err != nil || o.String() != "2.6.0.1.6" {
		t.Errorf("got %v, %v", o, err)
	}
	if err := o.UnmarshalText([]byte("\n3")); err == nil || err.Error() != `osi.OID: "\n3" is neither an object identifier nor the name of one` {
		t.Errorf("got %v", err)
	}
}

// A selector is readable, and none is lost.
func TestSelector(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]osi.Selector{
		"": {}, "MTA": osi.Selector("MTA"), " !~": osi.Selector(" !~"), "0x0001": {0, 1}, "0x4d00": {'M', 0}, "0x7f": {0x7f}, "0x80": {0x80},
		"0x3078": osi.Selector("0x"), "0x307834": osi.Selector("0x4"), "0": {'0'}, "\"<&": osi.Selector("\"<&"),
	} {
		roundTrip(t, s, want)
		if s.String() != want {
			t.Errorf("%x is %q, want %q", []byte(s), s, want)
		}
	}
	if got := osi.Selector(nil).String(); got != "" {
		t.Errorf("an absent selector is %q", got)
	}
	for want, s := range map[string]osi.Selector{"null": nil, `""`: {}, `"0x0001"`: {0, 1}, `"MTA"`: osi.Selector("MTA")} {
		b, err := json.Marshal(s)
		if err != nil || string(b) != want {
			t.Errorf("%#v is %s, %v; want %s", s, b, err, want)
		}
		back := osi.Selector("before")
		if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, s) {
			t.Errorf("%s is %#v, %v", b, back, err)
		}
	}
	for _, bad := range []string{"0x0", "0xgg", "é", "\n", "0x 0"} {
		if s, ok := osi.ParseSelector(bad); ok || s != nil {
			t.Errorf("%q is %v", bad, s)
		}
	}
	var s osi.Selector
	for _, bad := range []string{`1`, `"0x1"`, `["a"]`} {
		if json.Unmarshal([]byte(bad), &s) == nil {
			t.Errorf("%s is %v", bad, s)
		}
	}
}

// The JSON of an optional field tells absence from every value.
func TestOptJSON(t *testing.T) {
	t.Parallel()
	type nested = osi.Opt[osi.Opt[int64]]
	for _, c := range []struct {
		value any
		want  string
	}{
		{osi.Opt[int64]{}, "null"},
		{osi.Some[int64](0), "0"},
		{osi.Some[int64](-1 << 63), "-9223372036854775808"},
		{osi.Some[uint64](1<<64 - 1), "18446744073709551615"},
		{osi.Some(""), `""`},
		{osi.Some(osi.Session), `"session"`},
		{osi.Some([]byte(nil)), "[null]"},
		{osi.Some([]byte{}), `""`},
		{osi.Some([]*int(nil)), "[null]"},
		{osi.Some([]*int{nil}), "[[null]]"},
		{osi.Some([][]*int{{nil}}), "[[[null]]]"},
		{osi.Some([]*int{nil, nil}), "[null,null]"},
		{nested{}, "null"},
		{osi.Some(osi.Opt[int64]{}), "[null]"},
		{osi.Some(osi.Some[int64](7)), "7"},
	} {
		b, err := json.Marshal(c.value)
		if err != nil || string(b) != c.want {
			t.Errorf("%#v is %s, %v; want %s", c.value, b, err, c.want)
		}
		back := reflect.New(reflect.TypeOf(c.value))
		if err := json.Unmarshal(b, back.Interface()); err != nil || !reflect.DeepEqual(back.Elem().Interface(), c.value) {
			t.Errorf("%s is %#v, %v; want %#v", b, back.Elem(), err, c.value)
		}
	}
	o := osi.Some[uint8](1)
	if err := json.Unmarshal([]byte("256"), &o); err == nil || o.Present || o.Value != 0 {
		t.Errorf("got %v, %v", o, err)
	}
}

// The JSON of an error has the whole of its rule.
func TestErrorJSON(t *testing.T) {
	t.Parallel()
	e := &osi.Error{
		Rule: &osi.Rule{ID: "session.li", Layer: osi.Session, Field: "length indicator", Clause: "X.225 8.2.5", Kind: osi.ErrLength, Reason: 3},
		PDU:  "CN", Offset: 1, Got: 60, Want: 12, Octets: []byte{13, 60},
	}
	const want = `{"ID":"session.li","Layer":"session","Field":"length indicator","Clause":"X.225 8.2.5","Kind":"bad length","Reason":3,` +
		`"PDU":"CN","Offset":1,"Got":60,"Want":12,"Octets":"DTw="}`
	b, err := json.Marshal(e)
	if err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
	var back osi.Error
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(&back, e) {
		t.Errorf("got %#v, %v", back, err)
	}
	back = osi.Error{}
	if b, err = json.Marshal(&osi.Error{PDU: "CN"}); err != nil || json.Unmarshal(b, &back) != nil || !reflect.DeepEqual(back, osi.Error{PDU: "CN"}) {
		t.Errorf("without a rule: %s, %#v, %v", b, back, err)
	}
}

// What is read as a selector is written so that it is read again, and errors are one short line.
func FuzzSelector(f *testing.F) {
	for _, s := range []string{"", "MTA", "0x0001", "0x", "0X01", "0xzz", "\x00", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var s osi.Selector
		if err := s.UnmarshalText([]byte(text)); err != nil {
			if s != nil || len(err.Error()) > 100 {
				t.Fatalf("%q: %v, %v", text, s, err)
			}
		} else if again, ok := osi.ParseSelector(s.String()); !ok || !reflect.DeepEqual(again, s) {
			t.Fatalf("%q is %x, then %x, %v", text, []byte(s), []byte(again), ok)
		}
		if again, ok := osi.ParseSelector(osi.Selector(text).String()); !ok || string(again) != text {
			t.Fatalf("octets %x become %x, %v", text, []byte(again), ok)
		}
	})
}
