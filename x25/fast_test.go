package x25

import (
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/internal/vectors"
)

// checkFast asserts that b is decoded alike with and without the short ways, by a Decoder and by
// the struct.
func checkFast(t *testing.T, b []byte, f Format) {
	t.Helper()
	short, long := Decoder{Format: f}, Decoder{Format: f}
	p, err := short.Decode(b)
	q, errGeneral := long.decode(b)
	if !reflect.DeepEqual(p, q) || !reflect.DeepEqual(err, errGeneral) {
		t.Fatalf("%x: short way %+v, %v; general way %+v, %v", b, p, err, q, errGeneral)
	}
	if errGeneral != nil {
		if f == (Format{}) && (new(Data).Decode(b) == nil || new(CallRequest).Decode(b) == nil) {
			t.Fatalf("%x: a struct takes what the general way refuses: %v", b, errGeneral)
		}
		return
	}
	if f != (Format{}) {
		return
	}
	var typed Packet
	switch q := q.(type) {
	case *Data:
		d := Data{Q: true, M: true, PS: 5}
		typed, err = &d, d.Decode(b)
	case *CallRequest:
		c := CallRequest{D: true, Addresses: Addresses{TOANPI: true, Called: q.Addresses.Calling}, UserData: []byte{1}}
		typed, err = &c, c.Decode(b)
	default:
		return
	}
	if err != nil || !reflect.DeepEqual(typed, q) {
		t.Fatalf("%x: the struct gives %+v, %v; the general way %+v", b, typed, err, q)
	}
}

func FuzzFast(f *testing.F) {
	vs, err := vectors.Load("x25")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		f.Add(vs[i].Octets, uint8(0), uint8(0))
	}
	f.Fuzz(func(t *testing.T, b []byte, modulo, sender uint8) {
		checkFast(t, b, Format{Modulo: Modulo(modulo % 3), Sender: osi.Side(sender % 4)})
	})
}

// Every octet of a call and of DATA is changed in every way, and both are cut off.
func TestFastDamaged(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"call": "10 01 0B EE 31 10 20 10 01 01 23 31 10 41 50 07 10 23 0A 42 08 08 43 07 07 02 BB 01 80 03 01 01 00",
		"data": "10 01 64 41 42 43",
	} {
		b, err := vectors.Octets(text)
		if err != nil {
			t.Fatal(name, err)
		}
		for i := range b {
			x := b[i]
			for v := 0; v < 256; v += mirror.Step() {
				b[i] = byte(v)
				for m := range Modulo(3) {
					checkFast(t, b, Format{Modulo: m})
				}
			}
			b[i] = x
			checkFast(t, b[:i], Format{})
		}
	}
}
