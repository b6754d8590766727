package main

import "strings"

// Packets that are sent before a malformed one: a call for X.29 and one for OSI
// transport, DATA with P(S) 0, and a CR.
const (
	callX29 = "\x10\x05\x0b\x44\x21\x00\x11\x00\x06\x42\x07\x07\x43\x02\x02\x01\x00\x00\x00"
	callOSI = "\x10\x05\x0b\x44\x21\x00\x11\x00\x06\x42\x0a\x0a\x43\x02\x02\x03\x01\x01\x00"
	good    = "\x10\x05\x00good"
	cr      = "\x10\x05\x00\x09\xe0\x00\x00\x00\x01\x00\xc0\x01\x0a"
	cc      = "\x09\xd0\x00\x01\x00\x02\x00\xc0\x01\x0a"
)

// malformedPackets each break X.25 in a call that was accepted and has sent one DATA.
var malformedPackets = []string{
	"\x10\x05\x04bad",                         // P(S) 2
	"\x10\x05\x00bad",                         // P(S) 0 again
	"\x10\x05\x62bad",                         // P(R) 3
	"\x10\x05\x02" + strings.Repeat("b", 129), // over the packet size
	"\x10\x05\x12" + "bad",                    // M and not full
	"\x10\x05\x3b", "\x10\x05\x0dbad",         // no packet type
	"\x10\x05\x01bad", "\x10\x05\xe1", "\x10\x05\x65", // RR too long, P(R) 7; RNR of P(R) 3
	"\x10\x05\x23", "\x10\x05\x23" + strings.Repeat("b", 33), // INTERRUPT of 0 and 33 octets
	"\x10\x05\x27", "\x10\x05\x27bad", // INTERRUPT CONFIRMATION of none, too long
	"\x10\x05\x1b", "\x10\x05\x1b\x00\x00bad", "\x10\x05\x1f", // RESET too short, too long, RESET CONFIRMATION of none
	callX29, "\x10\x05\x0f", "\x10\x05\x0b", // CALL and CALL-ACC in the call
	"\x10\x05\x13", "\x10\x05\x13\x00\x00\x00\x00bad", "\x10\x05\x17", // CLEAR too short, with user data, CLEAR CONFIRMATION of none
	"\x10\x05", "\x10", "", // no packet: XOT closes
}

// droppedPackets are discarded without an answer, and the connection goes on: RFC 1613 6.4, and a
// wrong GFI, of which X.25 has a DIAGNOSTIC tell.
var droppedPackets = []string{
	"\x00\x05\x02bad", "\x30\x05\x02bad", "\x20\x05\x02\x00bad", // GFI, and another modulo
	"\x10\x05\x09", "\x10\x00\xfb\x00\x00", "\x10\x00\xff", "\x10\x00\xf1\x24\x10\x05\x61", "\x10\x00\xf3\x00\x00", "\x10\x00\xf7\x7f\x00\x00\x00", // not for XOT
	"\x10\x05\xfb", // RESTART, malformed at that
}

// malformedCalls are CALLs that break X.25.
var malformedCalls = []string{
	"\x10\x05\x0b", "\x10\x05\x0b\x44\x21", // too short
	"\x10\x05\x0b\x44\x21\x0a\x11\x00\x00",                                                     // digit A
	callX29[:8] + "\x06\x42\x07\x07\x43\x02\x02" + strings.Repeat("u", 17),                     // user data of 17 octets
	callX29[:8] + "\x06\x42\x03\x07\x43\x02\x02", callX29[:8] + "\x06\x42\x07\x07\x43\x00\x02", // packet size 8, window 0
	callX29[:8] + "\x06\x42\x07\x07\x43\x02\x08", callX29[:8] + "\x07\x42\x07\x07\x43\x02\x02", // window 8, facility length
	callX29[:8] + "\x08\x42\x07\x07\x43\x02\x02\xc9\x09", callX29[:8] + "\x09\x42\x07\x07\x43\x02\x02\x42\x07\x07", // beyond, twice
}
