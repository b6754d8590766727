package x25_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/x25"
)

var structs = flag.Int("mirror", 10000, "structs of each type that TestMirror tries")

// every has a constructor for each packet type.
var every = [...]func() typed{
	func() typed { return new(x25.CallRequest) }, func() typed { return new(x25.CallAccepted) },
	func() typed { return new(x25.ClearRequest) }, func() typed { return new(x25.ClearConfirmation) },
	func() typed { return new(x25.Data) }, func() typed { return new(x25.Interrupt) }, func() typed { return new(x25.InterruptConfirmation) },
	func() typed { return new(x25.ReceiveReady) }, func() typed { return new(x25.ReceiveNotReady) }, func() typed { return new(x25.Reject) },
	func() typed { return new(x25.ResetRequest) }, func() typed { return new(x25.ResetConfirmation) },
	func() typed { return new(x25.RestartRequest) }, func() typed { return new(x25.RestartConfirmation) },
	func() typed { return new(x25.DiagnosticPacket) },
	func() typed { return new(x25.RegistrationRequest) }, func() typed { return new(x25.RegistrationConfirmation) },
}

// typed is a packet with its Decode.
type typed interface {
	x25.Packet
	Decode(b []byte) error
}

func filler(seed uint64) *mirror.Filler {
	return &mirror.Filler{Rand: rand.New(rand.NewPCG(seed, 25)), Octets: []int{0, 0, 0, 1, 1, 2, 3, 3, 16, 17, 32, 33, 129}, Make: map[reflect.Type]func(*mirror.Filler) any{
		reflect.TypeFor[x25.SemiOctets]():    func(f *mirror.Filler) any { return makeSemiOctets(f, 10+f.Rand.IntN(7)) },
		reflect.TypeFor[x25.Addresses]():     makeAddresses,
		reflect.TypeFor[x25.Address]():       func(f *mirror.Filler) any { return makeAddress(f, f.Chance(20)) },
		reflect.TypeFor[x25.FacilityField](): makeField,
		reflect.TypeFor[x25.ClearCause]():    func(f *mirror.Filler) any { return mirror.Pick(f, 0, 0x80, 0xff, 0, f.Rand.IntN(256)) },
		reflect.TypeFor[bool]():              func(f *mirror.Filler) any { return !f.Chance(3) },
		reflect.TypeFor[time.Duration](): func(f *mirror.Filler) any {
			return time.Duration(f.Rand.IntN(70000)-100)*time.Millisecond + time.Duration(max(0, f.Rand.IntN(20)-18))
		},
		reflect.TypeFor[x25.RedirectionReason](): func(f *mirror.Filler) any { return mirror.Pick(f, 1, 7, 9, 0x0f, 0xc0, 0xff, 0xbf, 0) },
		reflect.TypeFor[x25.Header](): func(f *mirror.Filler) any {
			return x25.Header{Format: makeFormat(f).(x25.Format), LCI: mirror.Pick[uint16](f, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 255, 256, 4095, 4096)}
		},
	}}
}

func makeFormat(f *mirror.Filler) any {
	return x25.Format{
		Modulo: x25.Modulo(mirror.Pick(f, f.Rand.IntN(4), f.Rand.IntN(2), f.Rand.IntN(2), f.Rand.IntN(2), f.Rand.IntN(2), f.Rand.IntN(2))),
		Sender: mirror.Pick(f, osi.AnySide, osi.OverXOT, osi.OverXOT, osi.DTE, osi.DCE),
	}
}

func makeSemiOctets(f *mirror.Filler, digits int) x25.SemiOctets {
	text := ""
	for range mirror.Pick(f, 0, 1, 2, 7, 14, 15, 16, 40, 41) {
		text += fmt.Sprintf("%x", f.Rand.IntN(digits))
	}
	s, _ := x25.ParseSemiOctets(text)
	return s
}

func makeAddress(f *mirror.Filler, toanpi bool) x25.Address {
	if !toanpi {
		a, _ := x25.ParseAddress(makeSemiOctets(f, 10).String())
		return a
	}
	a, _ := x25.NewAddress(x25.TOA(f.Rand.IntN(7)), x25.NPI(f.Rand.IntN(16)), makeSemiOctets(f, 10))
	return a
}

func makeAddresses(f *mirror.Filler) any {
	a := x25.Addresses{TOANPI: f.Chance(3)}
	if f.Chance(2) {
		a.Called = makeAddress(f, a.TOANPI != f.Chance(20))
		a.Calling = makeAddress(f, a.TOANPI != f.Chance(20))
	}
	return a
}

// makeField makes what is often valid: elements, a marker, elements.
func makeField(f *mirror.Filler) any {
	if f.Chance(3) {
		return mirror.Pick(f, nil, nil, nil, x25.FacilityField{}, x25.FacilityField(f.Bytes(f.Rand.IntN(112))))
	}
	var field x25.FacilityField
	codes := []x25.FacilityCode{
		x25.CodeReverseCharging, x25.CodeThroughput, x25.CodePacketSize, x25.CodeWindowSize, x25.CodeNUI, x25.CodeCalledModified, x25.CodeDeflection, x25.CodeCUG,
		0x013f, x25.CodeExpedited, x25.CodePriority, x25.CodeProtection, x25.CodeCalledExtension, 0x0001, 0xff42,
	}
	for range f.Rand.IntN(5) {
		code := codes[f.Rand.IntN(len(codes))]
		value := f.Bytes(1 + int(code&0xc0>>6)%3)
		value[0] = mirror.Pick[byte](f, 0, 1, 0x80, 0xc0, 0xff, value[0])
		if likely, ok := map[x25.FacilityCode][]byte{
			x25.CodePacketSize: {byte(3 + f.Rand.IntN(11)), 7}, x25.CodeWindowSize: {byte(f.Rand.IntN(9)), 2}, x25.CodeDeflection: {0xc1, 3, 0x12, 0x30},
		}[code]; ok {
			value = likely
		}
		if next, err := x25.AppendFacilities(field, x25.Modulo128, x25.NewFacility(code, value...)); err == nil {
			field = next
		}
	}
	return field
}

// alike makes octets that are nil and empty the same, where the field's doc says that they are: all
// but the facilities of packets with HasBlock.
func alike(p any) any {
	v := reflect.ValueOf(p).Elem()
	for _, name := range []string{"UserData", "Explanation", "Elements", "Facilities"} {
		if f := v.FieldByName(name); f.IsValid() && f.Len() == 0 && (name != "Facilities" || !v.FieldByName("HasBlock").IsValid()) {
			f.SetZero()
		}
	}
	return p
}

// What encodes decodes to an equal value; what does not leaves the buffer as it was.
func TestMirror(t *testing.T) {
	t.Parallel()
	for i, make := range every {
		f, valid := filler(uint64(i)), 0
		for range mirror.Count(*structs) {
			p := make()
			f.Fill(p)
			if c, ok := p.(*x25.ClearRequest); ok && !f.Chance(3) { // addresses need a facility that is rare
				c.Addresses, c.Diagnostic = x25.Addresses{TOANPI: c.Addresses.TOANPI}, osi.Some(x25.DiagNormal)
			}
			prefix := f.Bytes(f.Rand.IntN(3))
			in := append(bytes.Clone(prefix), 0xaa, 0xbb)[:len(prefix)]
			out, err := p.AppendBinary(in)
			if err != nil {
				if osi.AsError(err) == nil || !bytes.Equal(out, prefix) {
					t.Fatalf("%+v: %x behind an error, want %x: %v", p, out, prefix, err)
				}
				continue
			}
			valid++
			checkMirror(t, p, make(), out[len(prefix):])
		}
		if valid < mirror.Count(*structs)/5 && mirror.Count(*structs) >= 5000 {
			t.Errorf("%s: %d of %d are valid", make(), valid, mirror.Count(*structs))
		}
		t.Logf("%s: %d of %d", make(), valid, mirror.Count(*structs))
	}
}

func checkMirror(t *testing.T, p, q typed, b []byte) {
	t.Helper()
	format := reflect.ValueOf(p).Elem().FieldByName("Format").Interface().(x25.Format)
	d := x25.Decoder{Format: format}
	r, err := d.Decode(b)
	if err != nil {
		t.Fatalf("%+v: %x: %v", p, b, err)
	}
	if d := mirror.Diff(alike(p), alike(r)); d != "" {
		t.Fatalf("%+v: %x: %s", p, b, d)
	}
	if format != (x25.Format{}) {
		return
	}
	if err := q.Decode(b); err != nil || mirror.Diff(alike(q), alike(r)) != "" {
		t.Fatalf("%x: typed %+v, %v, Decoder %+v", b, q, err, r)
	}
}

// The typed facilities encode what their accessors read, or AppendFacilities refuses them.
func TestFacilityMirror(t *testing.T) {
	t.Parallel()
	type maker func(f *mirror.Filler) (v any, e x25.Facility, read func(x25.Facility) (any, bool))
	throughput := func(code x25.FacilityCode) maker {
		return func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			v := x25.ThroughputClasses{FromCalled: x25.ThroughputClass(f.Rand.IntN(50)), FromCalling: x25.ThroughputClass(f.Rand.IntN(18))}
			return v, v.Facility(code), func(e x25.Facility) (any, bool) { return any2(e.ThroughputClasses()) }
		}
	}
	redirection := func(code x25.FacilityCode) maker {
		return func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			var v x25.Redirection
			f.Fill(&v)
			return v, v.Facility(code), func(e x25.Facility) (any, bool) { return any2(e.Redirection()) }
		}
	}
	extension := func(code x25.FacilityCode) maker {
		return func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			v := x25.AddressExtension{Use: x25.ExtensionUse(f.Rand.IntN(5)), Address: makeSemiOctets(f, 16)}
			return v, v.Facility(code), func(e x25.Facility) (any, bool) { return any2(e.AddressExtension()) }
		}
	}
	for name, m := range map[string]maker{
		"options": func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			v := x25.CallOptions{ReverseCharging: f.Chance(2), FastSelect: x25.FastSelect(f.Rand.IntN(5)), ICRD: x25.ICRD(f.Rand.IntN(5))}
			return v, v.Facility(), func(e x25.Facility) (any, bool) { return any2(e.CallOptions()) }
		},
		"throughput": throughput(x25.CodeThroughput), "extended": throughput(x25.CodeThroughputExtended),
		"minimum": throughput(x25.CodeMinimumThroughput), "minimum extended": throughput(x25.CodeMinimumThroughputExtended),
		"packet size": func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			v := x25.PacketSizes{FromCalled: mirror.Pick(f, 16, 128, 4096, 8192, 8, 0, 100, -16), FromCalling: mirror.Pick(f, 16, 32, 4096)}
			return v, v.Facility(), func(e x25.Facility) (any, bool) { return any2(e.PacketSizes()) }
		},
		"window": func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			v := x25.WindowSizes{FromCalled: mirror.Pick(f, 1, 7, 127, 128, 0, 256, -1), FromCalling: mirror.Pick(f, 1, 2, 127, 257)}
			return v, v.Facility(), func(e x25.Facility) (any, bool) { return any2(e.WindowSizes()) }
		},
		"closed user group": func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			v := x25.ClosedUserGroup{Index: mirror.Pick[uint16](f, 0, 1, 42, 99, 100, 9999, 10000), Extended: f.Chance(2), Outgoing: f.Chance(2), Bilateral: f.Chance(4)}
			return v, v.Facility(), func(e x25.Facility) (any, bool) { return any2(e.ClosedUserGroup()) }
		},
		"redirection": redirection(x25.CodeRedirection), "deflection": redirection(x25.CodeDeflection),
		"called extension": extension(x25.CodeCalledExtension), "calling extension": extension(x25.CodeCallingExtension),
		"transit delay": func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			var v time.Duration
			f.Fill(&v)
			return v, x25.TransitDelayFacility(v), func(e x25.Facility) (any, bool) { return any2(e.TransitDelay()) }
		},
		"end-to-end delay": func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			var v x25.EndToEndDelay
			f.Fill(&v)
			return v, v.Facility(), func(e x25.Facility) (any, bool) { return any2(e.EndToEndDelay()) }
		},
		"priority": func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			var v x25.Priority
			f.Fill(&v)
			return v, v.Facility(), func(e x25.Facility) (any, bool) { return any2(e.Priority()) }
		},
		"protection": func(f *mirror.Filler) (any, x25.Facility, func(x25.Facility) (any, bool)) {
			v := x25.Protection{Format: uint8(f.Rand.IntN(5)), Level: f.Bytes(mirror.Pick(f, 0, 1, 50, 110)), Lowest: mirror.Pick(f, nil, f.Bytes(0), f.Bytes(3))}
			return v, v.Facility(), func(e x25.Facility) (any, bool) { return any2(e.Protection()) }
		},
	} {
		f, valid := filler(26), 0
		for range mirror.Count(*structs) / 10 {
			v, e, read := m(f)
			out, err := x25.AppendFacilities(nil, x25.Modulo128, e)
			if err != nil {
				if osi.AsError(err) == nil || out != nil {
					t.Fatalf("%s %+v: %x, %v", name, v, out, err)
				}
				continue
			}
			valid++
			found, _ := out.Find(e.Code())
			if got, ok := read(found); !ok || !reflect.DeepEqual(got, v) {
				t.Fatalf("%s %+v: %x reads %+v, %v", name, v, out, got, ok)
			}
		}
		if valid < mirror.Count(*structs)/100 && mirror.Count(*structs) >= 5000 {
			t.Errorf("%s: %d of %d are valid", name, valid, mirror.Count(*structs)/10)
		}
	}
}

func any2[T any](v T, ok bool) (any, bool) { return v, ok }
