package socket

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// A Call is what a call request says, or what both ends have agreed on. The zero value of a field
// leaves the choice to the kernel: packets of 128 octets, windows of 2, no other facility.
type Call struct {
	Called, Calling x25.Address // without TOA and NPI; may be empty
	UserData        []byte      // call user data: at most 16 octets, 128 with fast select

	PacketSizes     x25.PacketSizes
	WindowSizes     x25.WindowSizes       // on a link of modulo 8 the kernel takes 7 for a larger value
	Throughput      x25.ThroughputClasses // classes 3 to 13
	ReverseCharging bool                  // Linux can request it only together with fast select
	FastSelect      x25.FastSelect        // Linux can request it only together with reverse charging

	// Address extensions: full NSAP addresses of 0 to 40 semi-octets. They are sent only where the
	// subscription of the link has them.
	CalledExtension, CallingExtension x25.SemiOctets
}

// check finds what Linux cannot request and, by encoding the call request, what X.25 forbids.
func (c *Call) check() error {
	if c.Called.IsTOANPI() || c.Calling.IsTOANPI() {
		return unsupported("TOA/NPI addresses")
	}
	if c.ReverseCharging != (c.FastSelect != x25.NoFastSelect) {
		return unsupported("reverse charging and fast select, one without the other")
	}
	if c.CalledExtension.Len() > x25.MaxExtension || c.CallingExtension.Len() > x25.MaxExtension {
		return unsupported("address extensions of more than 40 semi-octets")
	}
	if t := c.Throughput; t != (x25.ThroughputClasses{}) && (classOutside(t.FromCalled) || classOutside(t.FromCalling)) {
		return unsupported("throughput classes other than 3 to 13")
	}
	call := x25.CallRequest{
		Header:    x25.Header{Format: x25.Format{Modulo: x25.Modulo128, Sender: osi.DTE}, LCI: 1},
		Addresses: x25.Addresses{Called: c.Called, Calling: c.Calling},
		UserData:  c.UserData,
	}
	var err error
	if call.Facilities, err = x25.AppendFacilities(nil, x25.Modulo128, c.facilities()...); err != nil {
		return err
	}
	_, err = call.AppendBinary(nil)
	return err
}

// classOutside reports whether the kernel refuses a throughput class.
func classOutside(c x25.ThroughputClass) bool { return c < 3 || c > 13 }

// facilities returns the facilities of the call that are not left to the kernel.
func (c *Call) facilities() []x25.Facility {
	var f []x25.Facility
	if c.PacketSizes != (x25.PacketSizes{}) {
		f = append(f, c.PacketSizes.Facility())
	}
	if c.WindowSizes != (x25.WindowSizes{}) {
		f = append(f, c.WindowSizes.Facility())
	}
	if c.Throughput != (x25.ThroughputClasses{}) {
		f = append(f, c.Throughput.Facility(x25.CodeThroughput))
	}
	if c.ReverseCharging || c.FastSelect != x25.NoFastSelect {
		f = append(f, x25.CallOptions{ReverseCharging: c.ReverseCharging, FastSelect: c.FastSelect}.Facility())
	}
	return f
}

// defaultFacilities are those of the kernel.
var defaultFacilities = facilities{WindowIn: 2, WindowOut: 2, PacketIn: 7, PacketOut: 7}

// kernel returns the facilities of a call that check has found good, as the kernel has them. In
// facilities 42 and 43 the kernel writes "in" first, where X.25 has the direction from the called
// DTE.
func (c *Call) kernel() facilities {
	k := defaultFacilities
	if c.PacketSizes != (x25.PacketSizes{}) {
		k.PacketIn = uint32(octets.Log2(c.PacketSizes.FromCalled))
		k.PacketOut = uint32(octets.Log2(c.PacketSizes.FromCalling))
	}
	if c.WindowSizes != (x25.WindowSizes{}) {
		k.WindowIn, k.WindowOut = number(c.WindowSizes.FromCalled), number(c.WindowSizes.FromCalling)
	}
	k.Throughput = uint32(c.Throughput.FromCalled)<<4 | uint32(c.Throughput.FromCalling)
	k.Reverse = uint32(c.FastSelect) << 6
	if c.ReverseCharging {
		k.Reverse |= 1
	}
	return k
}

// agreed sets the facilities and address extensions to those that the kernel has for the call.
func (c *Call) agreed(k facilities, d dteFacilities) {
	c.PacketSizes = x25.PacketSizes{FromCalled: 1 << (k.PacketIn & 15), FromCalling: 1 << (k.PacketOut & 15)}
	c.WindowSizes = x25.WindowSizes{FromCalled: int(k.WindowIn & 127), FromCalling: int(k.WindowOut & 127)}
	c.Throughput = x25.ThroughputClasses{
		FromCalled: x25.ThroughputClass(k.Throughput >> 4 & 15), FromCalling: x25.ThroughputClass(k.Throughput & 15),
	}
	c.ReverseCharging = k.Reverse&1 != 0
	c.FastSelect = x25.FastSelect(k.Reverse >> 6 & 3)
	c.CalledExtension = unpack(d.Called[:], d.CalledLength)
	c.CallingExtension = unpack(d.Calling[:], d.CallingLength)
}

// extensions returns the address extensions as the kernel has them.
func (c *Call) extensions() (d dteFacilities) {
	d.CalledLength, d.Called = pack(c.CalledExtension)
	d.CallingLength, d.Calling = pack(c.CallingExtension)
	return d
}

func pack(s x25.SemiOctets) (n uint8, b [20]byte) {
	for i := range s.Len() {
		b[i/2] |= s.At(i) << (4 - 4*(i%2))
	}
	return octets.Len8(s.Len()), b
}

func unpack(b []byte, n uint8) x25.SemiOctets {
	const digits = "0123456789abcdef"
	text := make([]byte, 0, x25.MaxExtension)
	for i := range min(int(n), x25.MaxExtension) {
		text = append(text, digits[b[i/2]>>(4-4*(i%2))&15])
	}
	s, _ := x25.ParseSemiOctets(string(text))
	return s
}

// number returns n, which is 0 to 255.
func number(n int) uint32 { return uint32(octets.Len8(n)) }

// userData returns b as the kernel has it; at most 128 octets.
func userData(b []byte) (k callUserData) {
	k.Length = number(copy(k.Data[:], b))
	return k
}

// octets returns a copy of the call user data.
func (k *callUserData) octets() []byte {
	if k.Length == 0 {
		return nil
	}
	return bytes.Clone(k.Data[:min(k.Length, uint32(len(k.Data)))])
}

// unsupported returns an error for what the kernel cannot do.
func unsupported(what string) error {
	return fmt.Errorf("x25/socket: the kernel has no %s: %w", what, errors.ErrUnsupported)
}
