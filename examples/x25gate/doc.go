// Command x25gate joins the X.25 of the Linux kernel with X.25 over TCP, RFC 1613, and checks every
// packet in between: an MTA on AF_X25 sockets is reachable over TCP and protected.
//
//	x25gate -device x25gate0 -listen :1998 -route 2=192.0.2.1:1998
//
// The gate makes a tun device of type X.25 and is the DCE behind it; it needs CAP_NET_ADMIN and the
// modules tun and x25. Calls of the kernel to addresses that begin with the digits of a route go to
// its XOT peer; calls of XOT peers go to the kernel. Packets pass as they are but for the channel
// number, which means nothing over XOT: windows and acknowledgements are those of the two ends.
// Where the kernel and a peer use different modulos, P(S) and P(R) are translated in both
// directions, and windows over 7 lowered, RFC 1613 6.2. What the gate sends on a connection has the
// modulo of its call, whether the peer translates or not; a peer may send in one of its own.
//
// One stream of package validate judges the packets of the device, one for each TCP connection the
// frames of XOT. What is rejected is answered and told as its standard suggests. RESTART stays on
// its side. When a TCP connection ends before its call, the kernel gets a CLEAR with cause 09, out
// of order, and diagnostic 00: RFC 1613 names none. SIGTERM or an interrupt refuses new calls and
// lets calls go on for a time. -dump records the packets of the device.
//
// Permanent virtual circuits are refused.
package main
