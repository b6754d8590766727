package x25

import (
	"bytes"
	"strconv"
)

// Protocol is what call user data says of the protocol above, X.244 and ISO/IEC TR 9577.
type Protocol uint8

// The protocols.
const (
	ProtocolNone           Protocol = iota // no call user data: X.224 takes it for OSI transport
	ProtocolTransport                      // 03 01 01 00, X.264: OSI transport, X.224
	ProtocolConnectionless                 // 03 01 02 00, X.264: OSI connectionless transport, X.234
	ProtocolSecure                         // a UN TPDU with another PRT-ID or options: transport with ISO/IEC 10736, or unknown
	ProtocolPAD                            // 01 00 00 00: X.29
	ProtocolIP                             // CC
	ProtocolIPv6                           // 8E
	ProtocolCLNP                           // 81
	ProtocolESIS                           // 82
	ProtocolISIS                           // 83
	ProtocolIDRP                           // 85
	ProtocolESISX25                        // 8A
	ProtocolISO10030                       // 8C
	ProtocolISO11577                       // 8D
	ProtocolSNAP                           // 80
	ProtocolPPP                            // CF
	ProtocolNull                           // 00: null encapsulation, RFC 1356
	ProtocolQ931                           // 08
	ProtocolSNDCF                          // C1
	ProtocolCompression                    // B0
	ProtocolNational                       // 01 in bits 8-7 of the first octet
	ProtocolUnknown
)

var protocolNames = [...]string{
	"none", "X.224", "X.234", "secure transport", "X.29", "IP", "IPv6", "CLNP", "ES-IS", "IS-IS", "IDRP", "ES-IS for X.25",
	"ISO 10030", "ISO 11577", "SNAP", "PPP", "null encapsulation", "Q.931", "SNDCF", "compression", "national", "unknown",
}

// String returns the protocol's name.
func (p Protocol) String() string {
	if int(p) < len(protocolNames) {
		return protocolNames[p]
	}
	return "protocol(" + strconv.Itoa(int(p)) + ")"
}

// OSITransport is the call user data of a call for OSI transport: an X.400 MTA's call.
const OSITransport = "\x03\x01\x01\x00"

// IdentifyProtocol returns the protocol that call user data identifies, and what follows the
// identification. Octets not understood behind it are ignored.
func IdentifyProtocol(userData []byte) (p Protocol, rest []byte) {
	switch {
	case len(userData) == 0:
		return ProtocolNone, nil
	case bytes.HasPrefix(userData, []byte(OSITransport)):
		return ProtocolTransport, userData[4:len(userData):len(userData)]
	case bytes.HasPrefix(userData, []byte{3, 1, 2, 0}):
		return ProtocolConnectionless, userData[4:len(userData):len(userData)]
	case bytes.HasPrefix(userData, []byte{1, 0, 0, 0}):
		return ProtocolPAD, userData[4:len(userData):len(userData)]
	}
	if n := int(userData[0]); n >= 3 && n <= 0x20 && n < len(userData) && userData[1] == 1 { // LI and UN of X.264
		return unProtocol(userData[2]), userData[n+1 : len(userData) : len(userData)]
	}
	rest = userData[1:len(userData):len(userData)]
	if p = nlpid(userData[0]); p == ProtocolUnknown {
		if userData[0]>>6 == 1 {
			p = ProtocolNational
		}
		return p, userData
	}
	return p, rest
}

func unProtocol(id byte) Protocol {
	switch id {
	case 1:
		return ProtocolTransport
	case 2:
		return ProtocolConnectionless
	}
	return ProtocolSecure
}

func nlpid(id byte) Protocol {
	switch id {
	case 0xcc:
		return ProtocolIP
	case 0x8e:
		return ProtocolIPv6
	case 0x81:
		return ProtocolCLNP
	case 0x82:
		return ProtocolESIS
	case 0x83:
		return ProtocolISIS
	case 0x85:
		return ProtocolIDRP
	case 0x8a:
		return ProtocolESISX25
	case 0x8c:
		return ProtocolISO10030
	case 0x8d:
		return ProtocolISO11577
	case 0x80:
		return ProtocolSNAP
	case 0xcf:
		return ProtocolPPP
	case 0x00:
		return ProtocolNull
	case 0x08:
		return ProtocolQ931
	case 0xc1:
		return ProtocolSNDCF
	case 0xb0:
		return ProtocolCompression
	}
	return ProtocolUnknown
}
