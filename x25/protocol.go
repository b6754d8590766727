package x25

import (
	"bytes"

	"github.com/osi-go/osi/internal/text"
)

// Protocol is what call user data says of the protocol above, X.244 and ISO/IEC TR 9577.
type Protocol uint8

// The protocols.
const (
	ProtocolNone           Protocol = iota // no call user data: X.224 takes it for OSI transport
	ProtocolTransport                      // 03 01 01 00, X.264: OSI transport, X.224
	ProtocolConnectionless                 // 03 01 02 00, X.264: OSI connectionless transport, X.234
	ProtocolSecure                         // a UN TPDU with PRT-ID 03 or 04, X.264: transport with ISO/IEC 10736
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
func (p Protocol) String() string { return text.Name(protocolNames[:], p, "protocol") }

// OSITransport is the call user data of a call for OSI transport: an X.400 MTA's call.
const OSITransport = "\x03\x01\x01\x00"

// IdentifyProtocol returns the protocol that call user data identify, and what follows the
// identification, which aliases userData.
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
		if p = unProtocol(userData[2]); p != ProtocolNone {
			return p, userData[n+1 : len(userData) : len(userData)]
		}
	}
	rest = userData[1:len(userData):len(userData)]
	switch p = nlpids[userData[0]]; {
	case p != ProtocolNone:
		return p, rest
	case userData[0]>>6 == 1:
		return ProtocolNational, userData
	}
	return ProtocolUnknown, userData
}

// unProtocol returns the protocol of a PRT-ID of X.264; ProtocolNone is unknown.
func unProtocol(id byte) Protocol {
	switch id {
	case 1:
		return ProtocolTransport
	case 2:
		return ProtocolConnectionless
	case 3, 4:
		return ProtocolSecure
	}
	return ProtocolNone
}

// nlpids has the protocols by their network layer protocol identifier; ProtocolNone is unknown.
var nlpids = [256]Protocol{
	0xcc: ProtocolIP,
	0x8e: ProtocolIPv6,
	0x81: ProtocolCLNP,
	0x82: ProtocolESIS,
	0x83: ProtocolISIS,
	0x85: ProtocolIDRP,
	0x8a: ProtocolESISX25,
	0x8c: ProtocolISO10030,
	0x8d: ProtocolISO11577,
	0x80: ProtocolSNAP,
	0xcf: ProtocolPPP,
	0x00: ProtocolNull,
	0x08: ProtocolQ931,
	0xc1: ProtocolSNDCF,
	0xb0: ProtocolCompression,
}
