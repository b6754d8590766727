package x25_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/x25"
)

// checkInvariants asserts what holds for any octets given to Decode.
func checkInvariants(t *testing.T, b []byte, f x25.Format) {
	t.Helper()
	before := bytes.Clone(b)
	d := x25.Decoder{Format: f}
	p, err := d.Decode(b)
	if !bytes.Equal(b, before) {
		t.Fatalf("%x: the input was modified", before)
	}
	if err != nil {
		checkError(t, b, p, err)
		return
	}
	out, err := p.AppendBinary(nil)
	if err != nil || !bytes.Equal(out, b) {
		t.Fatalf("%x: %+v encodes to %x, %v", b, p, out, err)
	}
	var again x25.Decoder
	again.Format = f
	if q, err := again.Decode(out); err != nil || !reflect.DeepEqual(p, q) {
		t.Fatalf("%x: decoded to %+v, again to %+v, %v", b, p, q, err)
	}
}

func checkError(t *testing.T, b []byte, p x25.Packet, err error) {
	t.Helper()
	e, ok := err.(*osi.Error)
	if !ok || p != nil || e.Offset < 0 || e.Offset > len(b) {
		t.Fatalf("%x: %v, offset outside 0 to %d or a result beside the error", b, err, len(b))
	}
	for n := (e.Offset + len(b)) % 29; n < 4*3*5*2; n += 29 { // some of the situations, others for other packets
		situation := x25.Situation{
			Format:    x25.Format{Sender: osi.Side(n % 4)},
			Interface: x25.InterfaceState(n / 4 % 3), Channel: x25.ChannelState(n / 12 % 5), Permanent: n/60 > 0,
		}
		action, answer := x25.Answer(err, b, situation)
		if (action == osi.Send) != (answer != nil) || action != osi.Send && action != osi.Discard {
			t.Fatalf("%x: action %v with answer %v", b, action, answer)
		}
		if answer == nil {
			continue
		}
		// The answer is valid where it goes.
		out, err := answer.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%x: the answer %+v does not encode: %v", b, answer, err)
		}
		d := x25.Decoder{Format: situation.Format}
		if d.Format.Modulo = x25.Modulo8; len(b) > 0 && b[0]&0x30 == 0x20 {
			d.Format.Modulo = x25.AnyModulo
		}
		if _, err := d.Decode(out); err != nil {
			t.Fatalf("%x: the answer %x: %v", b, out, err)
		}
	}
}

// Whatever is cut off or changed, the answer is a value or a typed error within the input.
func TestVectorsMutated(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		if v.Get("form") != "packet" || len(v.Octets) > 60 {
			continue
		}
		for n := range v.Octets {
			checkInvariants(t, v.Octets[:n:n], formatOf(v))
			b := bytes.Clone(v.Octets)
			for x := 0; x < 256; x += mirror.Step() {
				b[n] = byte(x)
				checkInvariants(t, b, formatOf(v))
			}
		}
	}
}

func FuzzPacket(f *testing.F) {
	vs := load(f)
	for i := range vs {
		format := formatOf(&vs[i])
		f.Add(vs[i].Octets, byte(format.Modulo), byte(format.Sender))
	}
	f.Fuzz(func(t *testing.T, b []byte, modulo, sender byte) {
		format := x25.Format{Modulo: x25.Modulo(modulo % 3), Sender: osi.Side(sender % 4)}
		checkInvariants(t, b, format)

		// A used decoder gives what a fresh one gives, whatever it decoded before.
		used, fresh := x25.Decoder{Format: format}, x25.Decoder{Format: format}
		for n := range min(len(b), 40) {
			_, _ = used.Decode(b[:n])
		}
		x, errX := used.Decode(b)
		y, errY := fresh.Decode(b)
		if !reflect.DeepEqual(x, y) || !reflect.DeepEqual(errX, errY) {
			t.Fatalf("used %+v, %v; fresh %+v, %v", x, errX, y, errY)
		}
		// The typed tier of DATA agrees.
		var data x25.Data
		errZ := data.Decode(b)
		if p, ok := x.(*x25.Data); ok && format == (x25.Format{}) && (errZ != nil || !reflect.DeepEqual(*p, data)) {
			t.Fatalf("Decoder %+v; typed %+v, %v", p, data, errZ)
		}
	})
}

func FuzzFacilities(f *testing.F) {
	vs := load(f)
	d := x25.Decoder{Format: x25.Format{Modulo: x25.AnyModulo}}
	for i := range vs {
		if p, err := d.Decode(vs[i].Octets); err == nil && fieldOf(p) != nil {
			f.Add([]byte(fieldOf(p)))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		field := x25.FacilityField(b)
		var all []x25.Facility
		end := 0
		var walkErr error
		for e, err := range field.All() {
			if err != nil {
				walkErr = err
				break
			}
			if e.Offset != end || cap(e.Value) != len(e.Value) {
				t.Fatalf("%x: element %+v at %d", b, e, end)
			}
			end += 1 + len(e.Value)
			if e.Octet >= 0xc0 {
				end++
			}
			touch(e)
			all = append(all, e)
		}
		err := field.Check(x25.Modulo128)
		if len(b) <= x25.MaxFacilities { // the decoder has a short way that Check has not
			packet := append([]byte{0x20, 1, 0x0f, 0, byte(len(b))}, b...)
			_, decodeErr := (&x25.Decoder{Format: x25.Format{Modulo: x25.Modulo128}}).Decode(packet)
			e, f := osi.AsError(err), osi.AsError(decodeErr)
			if (e == nil) != (f == nil) || e != nil && (e.Rule != f.Rule || e.Offset+5 != f.Offset) {
				t.Fatalf("%x: Check says %v, Decode %v", b, err, decodeErr)
			}
		}
		if walkErr != nil && err == nil {
			t.Fatalf("%x: the walk says %v, the check nothing", b, walkErr)
		}
		if err != nil {
			if e := osi.AsError(err); e.Offset < 0 || e.Offset > len(b) {
				t.Fatalf("%x: %v", b, err)
			}
			return
		}
		if end != len(b) {
			t.Fatalf("%x: walked %d of %d octets", b, end, len(b))
		}
		// Encoding the elements gives a field with the same elements, markers apart.
		out, err := x25.AppendFacilities(nil, x25.Modulo128, all...)
		if err != nil {
			t.Fatalf("%x: %v", b, err)
		}
		for _, e := range all {
			if got, ok := out.Find(e.Code()); !e.IsMarker() && (!ok || !bytes.Equal(got.Value, e.Value)) {
				t.Fatalf("%x: %x has no %v", b, out, e.Code())
			}
		}
	})
}

// touch calls every accessor.
func touch(e x25.Facility) {
	e.CallOptions()
	e.ThroughputClasses()
	e.PacketSizes()
	e.WindowSizes()
	e.ClosedUserGroup()
	e.ROA()
	e.Flag()
	e.RedirectionReason()
	e.Redirection()
	e.TransitDelay()
	e.Segments(0)
	e.CallDuration(0)
	e.AddressExtension()
	e.EndToEndDelay()
	e.Priority()
	e.Protection()
	_ = e.Code().String()
}

// FuzzSequences drives channels with packets: two octets each say what, the third how many octets.
func FuzzSequences(f *testing.F) {
	f.Add([]byte{1, 1, 3, 1, 0, 2, 2, 0, 4}, uint8(0))
	f.Add([]byte{1, 1, 16, 2, 1, 16, 1, 0, 2, 2, 4, 0}, uint8(16))
	f.Fuzz(func(t *testing.T, b []byte, size uint8) {
		s := x25.Sequences{Limits: osi.Limits{TSDU: 64, Segments: 8, Channels: 4}}
		want := map[uint16][]byte{}
		for ; len(b) >= 3; b = b[3:] {
			p := x25.Data{
				Header: x25.Header{LCI: uint16(b[0]%8) + 1}, M: b[1]&1 != 0, D: b[1]&2 != 0, Q: b[1]&4 != 0,
				UserData: bytes.Repeat(b[:1], int(b[2])),
			}
			sdu, done, err := s.Add(&p, int(size))
			if err != nil {
				if osi.AsError(err) == nil || sdu != nil || done {
					t.Fatalf("%x, %v, %v", sdu, done, err)
				}
				if s.Len(p.LCI) != 0 {
					t.Fatal("octets held after an error")
				}
				delete(want, p.LCI)
				continue
			}
			want[p.LCI] = append(want[p.LCI], p.UserData...)
			if done {
				if p.M || !bytes.Equal(sdu, want[p.LCI]) {
					t.Fatalf("%x, want %x", sdu, want[p.LCI])
				}
				delete(want, p.LCI)
			}
			if s.Open() > 4 || s.Len(p.LCI) > 64 || s.Open() != len(want) {
				t.Fatalf("%d channels open, want %d", s.Open(), len(want))
			}
		}
	})
}
