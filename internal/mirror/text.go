package mirror

import (
	"encoding"
	"encoding/json"
	"reflect"
	"testing"
)

// RoundTrip checks that the JSON of p's target, a struct, gives back an equal value. Fields whose
// names are in ignore may differ: the memory that a decoder keeps for the next PDU.
func RoundTrip(t testing.TB, p any, ignore ...string) {
	t.Helper()
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatalf("%+v: %v", p, err)
	}
	back := reflect.New(reflect.TypeOf(p).Elem()).Interface()
	if err := json.Unmarshal(b, back); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	if d := Diff(p, back, ignore...); d != "" || ignore == nil && !reflect.DeepEqual(p, back) {
		t.Fatalf("%s: %s", b, d)
	}
}

// A Text is a value that implements [encoding.TextMarshaler] and [encoding.TextAppender].
type Text interface {
	comparable
	encoding.TextMarshaler
	encoding.TextAppender
}

// A TextPointer is a pointer to a T that implements [encoding.TextUnmarshaler].
type TextPointer[T any] interface {
	*T
	encoding.TextUnmarshaler
}

// Texts checks that the texts of the values named are the names, and that these and all others are
// read back from their texts. What is no text of theirs is an error that leaves the value as it
// was.
func Texts[T Text, P TextPointer[T]](t testing.TB, named map[string]T, others ...T) {
	t.Helper()
	for name, v := range named {
		if got := checkText[T, P](t, v); got != name {
			t.Errorf("%T: %q, want %q", v, got, name)
		}
	}
	for _, v := range others {
		checkText[T, P](t, v)
	}
	for _, bad := range []string{"?", "9", "bit(1)", "reason()", "a,b", " "} {
		var v T
		if err := P(&v).UnmarshalText([]byte(bad)); err == nil || v != *new(T) {
			t.Errorf("%T: %q is read as %v, %v", v, bad, v, err)
		}
	}
}

func checkText[T Text, P TextPointer[T]](t testing.TB, v T) string {
	t.Helper()
	b, err := v.MarshalText()
	if err != nil {
		t.Errorf("%#v: %v", v, err)
	}
	if appended, err := v.AppendText([]byte("ab")); err != nil || string(appended) != "ab"+string(b) {
		t.Errorf("%#v: AppendText gives %q, %v", v, appended, err)
	}
	var back T
	if err := P(&back).UnmarshalText(b); err != nil || back != v {
		t.Errorf("%#v is written as %q, read as %#v, %v", v, b, back, err)
	}
	RoundTrip(t, &v)
	return string(b)
}

// All returns the 256 values of an octet.
func All[T ~uint8]() (all []T) {
	for i := range 256 {
		all = append(all, T(i))
	}
	return all
}

// Bits returns the single bits of T, and all of them together.
func Bits[T ~uint16 | ~uint32]() []T {
	all := []T{^T(0)}
	for one := T(1); one != 0; one <<= 1 {
		all = append(all, one)
	}
	return all
}
