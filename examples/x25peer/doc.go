// Package x25peer is a test of package x25/socket and of the codec against the packet layer of the
// Linux kernel, which nobody here wrote. The kernel runs as a process, User-Mode Linux, and the
// test binary as its init: .ci/x25peer builds and boots it. Elsewhere the tests skip.
//
// A scenario has two sides. One uses AF_X25 sockets through x25/socket; the other is the DCE behind
// a tun device of type X.25, a machine of package x25/plp: it says what may be sent, and takes what
// the kernel sends. What it finds, and what a scenario finds, is printed as a deviation with its
// clause.
package x25peer
