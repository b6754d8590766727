package socket

import "github.com/osi-go/osi/x25"

// The structs of linux/x25.h. Every field has a fixed size, so the layout is that of all
// architectures.

// sockaddr is struct sockaddr_x25: ASCII digits that a zero ends.
type sockaddr struct {
	Family  uint16
	Address [16]byte
}

// facilities is struct x25_facilities. Packet sizes are logarithms. Reverse is facility 01,
// Throughput facility 02; 0 is none.
type facilities struct {
	WindowIn, WindowOut uint32
	PacketIn, PacketOut uint32
	Throughput          uint32
	Reverse             uint32
}

// dteFacilities is struct x25_dte_facilities. The kernel knows the address extensions alone.
type dteFacilities struct {
	DelayCumulative, DelayTarget, DelayMaximum uint16
	MinimumThroughput, Expedited               uint8
	CallingLength, CalledLength                uint8 // semi-octets
	Calling, Called                            [20]byte
}

// callUserData is struct x25_calluserdata.
type callUserData struct {
	Length uint32
	Data   [128]byte
}

// causeDiagnostic is struct x25_causediag.
type causeDiagnostic struct{ Cause, Diagnostic uint8 }

// matchLength is struct x25_subaddr: how much of the call user data of a listener must match.
type matchLength struct{ Length uint32 }

// The ioctls: SIOCPROTOPRIVATE and up.
const (
	getFacilities    = 0x89e0 + 2 + iota // SIOCX25GFACILITIES
	setFacilities                        // SIOCX25SFACILITIES
	getUserData                          // SIOCX25GCALLUSERDATA
	setUserData                          // SIOCX25SCALLUSERDATA
	getCause                             // SIOCX25GCAUSEDIAG
	setMatchLength                       // SIOCX25SCUDMATCHLEN
	approveCalls                         // SIOCX25CALLACCPTAPPRV: the program accepts calls, not the kernel
	sendAccept                           // SIOCX25SENDCALLACCPT
	getDTEFacilities                     // SIOCX25GDTEFACILITIES
	setDTEFacilities                     // SIOCX25SDTEFACILITIES
	setCause                             // SIOCX25SCAUSEDIAG
)

const (
	familyX25  = 9  // AF_X25
	qualifiers = 1  // X25_QBITINCL: an octet for the Q bit begins every message
	anyAddress = 15 // so many spaces: a listener for every called address
)

// toKernel returns a as a socket address. An address of package x25 has at most 15 digits.
func toKernel(a x25.Address) (s sockaddr) {
	s.Family = familyX25
	_, _ = a.AppendText(s.Address[: 0 : len(s.Address)-1]) // never fails
	return s
}

// wildcardAddress is the socket address of a listener for every called address.
func wildcardAddress() (s sockaddr) {
	s.Family = familyX25
	for i := range anyAddress {
		s.Address[i] = ' '
	}
	return s
}

// address returns the address; none if the kernel has anything but digits.
func (s *sockaddr) address() x25.Address {
	n := 0
	for n < len(s.Address) && s.Address[n] != 0 {
		n++
	}
	a, _ := x25.ParseAddress(string(s.Address[:n]))
	return a
}
