package socket

import (
	"bytes"
	"testing"
	"unsafe"

	"github.com/osi-go/osi/x25"
)

// Sizes and offsets are those that gcc gives for linux/x25.h, the same with -m64 and -m32: only the
// subscription, which this package leaves alone, has a field whose size differs.
func TestLayout(t *testing.T) {
	t.Parallel()
	var (
		s sockaddr
		f facilities
		d dteFacilities
		u callUserData
		c causeDiagnostic
		m matchLength
	)
	for _, test := range []struct {
		name      string
		got, want uintptr
	}{
		{"sockaddr_x25", unsafe.Sizeof(s), 18},
		{"sx25_addr", unsafe.Offsetof(s.Address), 2},
		{"x25_facilities", unsafe.Sizeof(f), 24},
		{"winsize_out", unsafe.Offsetof(f.WindowOut), 4},
		{"pacsize_in", unsafe.Offsetof(f.PacketIn), 8},
		{"pacsize_out", unsafe.Offsetof(f.PacketOut), 12},
		{"throughput", unsafe.Offsetof(f.Throughput), 16},
		{"reverse", unsafe.Offsetof(f.Reverse), 20},
		{"x25_dte_facilities", unsafe.Sizeof(d), 50},
		{"delay_max", unsafe.Offsetof(d.DelayMaximum), 4},
		{"min_throughput", unsafe.Offsetof(d.MinimumThroughput), 6},
		{"calling_len", unsafe.Offsetof(d.CallingLength), 8},
		{"called_len", unsafe.Offsetof(d.CalledLength), 9},
		{"calling_ae", unsafe.Offsetof(d.Calling), 10},
		{"called_ae", unsafe.Offsetof(d.Called), 30},
		{"x25_calluserdata", unsafe.Sizeof(u), 132},
		{"cuddata", unsafe.Offsetof(u.Data), 4},
		{"x25_causediag", unsafe.Sizeof(c), 2},
		{"x25_subaddr", unsafe.Sizeof(m), 4},
	} {
		if test.got != test.want {
			t.Errorf("%s: %d, want %d", test.name, test.got, test.want)
		}
	}
	if setCause != 0x89ec {
		t.Errorf("SIOCX25SCAUSEDIAG is %x", setCause)
	}
}

// The octets of a socket address: the digits, then zeros; spaces for any address.
func TestSocketAddress(t *testing.T) {
	t.Parallel()
	for _, digits := range []string{"", "1", "21000", "123456789012345"} {
		a, ok := x25.ParseAddress(digits)
		if !ok {
			t.Fatal(digits)
		}
		s := toKernel(a)
		want := make([]byte, 16)
		copy(want, digits)
		if s.Family != 9 || !bytes.Equal(s.Address[:], want) {
			t.Errorf("%q: %+v", digits, s)
		}
		if s.address() != a {
			t.Errorf("%q: back as %v", digits, s.address())
		}
	}
	if s := wildcardAddress(); string(s.Address[:]) != "               \x00" || s.address().Len() != 0 {
		t.Errorf("wildcard: %q", s.Address)
	}
	// A semi-octet over 9, as the kernel shows it.
	if s := (sockaddr{Address: [16]byte{'1', ':'}}); s.address().Len() != 0 {
		t.Error("no digit, yet an address")
	}
}

// What a call asks for reaches the kernel in its own terms and comes back.
func TestFacilities(t *testing.T) {
	t.Parallel()
	var none Call
	if got := none.kernel(); got != (facilities{2, 2, 7, 7, 0, 0}) {
		t.Errorf("nothing asked for: %+v", got)
	}
	called, _ := x25.ParseSemiOctets("49010203040")
	calling, _ := x25.ParseSemiOctets("0123456789012345678901234567890123456789")
	full := Call{
		PacketSizes:     x25.PacketSizes{FromCalled: 16, FromCalling: 4096},
		WindowSizes:     x25.WindowSizes{FromCalled: 1, FromCalling: 127},
		Throughput:      x25.ThroughputClasses{FromCalled: 3, FromCalling: 13},
		ReverseCharging: true, FastSelect: x25.FastSelectRestricted,
		CalledExtension: called, CallingExtension: calling,
	}
	if err := full.check(); err != nil {
		t.Fatal(err)
	}
	k, d := full.kernel(), full.extensions()
	if k != (facilities{1, 127, 4, 12, 0x3d, 0xc1}) {
		t.Errorf("%+v", k)
	}
	if d.CalledLength != 11 || d.CallingLength != 40 || !bytes.Equal(d.Called[:7], []byte{0x49, 1, 2, 3, 4, 0, 0}) {
		t.Errorf("%+v", d)
	}
	var back Call
	back.agreed(k, d)
	back.UserData = full.UserData
	if back.PacketSizes != full.PacketSizes || back.WindowSizes != full.WindowSizes || back.Throughput != full.Throughput ||
		!back.ReverseCharging || back.FastSelect != full.FastSelect || back.CalledExtension != called || back.CallingExtension != calling {
		t.Errorf("%+v", back)
	}
}

// Call user data, its length first.
func TestUserData(t *testing.T) {
	t.Parallel()
	long := bytes.Repeat([]byte{7}, 128)
	for _, b := range [][]byte{nil, {3, 1, 1, 0}, long} {
		k := userData(b)
		if int(k.Length) != len(b) || !bytes.Equal(k.octets(), b) {
			t.Errorf("%d octets: %d", len(b), k.Length)
		}
	}
	// A length that the kernel never gives.
	if k := (callUserData{Length: 1 << 31}); len(k.octets()) != 128 {
		t.Error("length not bounded")
	}
}
