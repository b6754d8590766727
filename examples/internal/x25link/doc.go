// Package x25link makes a network device of type X.25 with a program at its far end, through the
// tun driver of Linux. The kernel's packet layer is the DTE, the program the DCE.
package x25link
