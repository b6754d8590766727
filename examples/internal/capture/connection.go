package capture

import (
	"container/list"
	"net/netip"
)

// A Side is one of the two ends of a connection or link.
type Side uint8

// The sides of a connection. Initiator sent the SYN. Where the capture begins later, it is the side
// that does not own the port that was asked for. Of a link it is the DTE or, where the capture does
// not tell, the sender of the first frame.
const (
	Initiator Side = iota
	Responder
)

func (s Side) other() Side { return s ^ 1 }

// A Connection is one TCP connection.
type Connection struct {
	Addr  [2]netip.AddrPort // by Side
	XOT   bool              // it carries X.25, by its port or its first octets; else TPKTs
	State any               // the consumer's own

	key     [2]netip.AddrPort // of Reassembler.connections
	halves  [2]half           // by end: that of the first address of key is 0
	flipped bool              // end 0 is the responder
	standing
	place  *list.Element // in the list of its standing
	closed bool          // End was told of it
}

// Begun reports whether the capture has the SYN of a side: its stream is there from the first
// octet.
func (c *Connection) Begun(from Side) bool { return c.halves[c.side(from)].syn }

// side converts the number of an end to its side, and a side to the number of its end.
func (c *Connection) side(end Side) Side {
	if c.flipped {
		return end.other()
	}
	return end
}

// half is what is known of one direction.
type half struct {
	stream
	opening

	started bool
	syn     bool   // its SYN has been seen
	fin     bool   // its FIN has been seen
	given   bool   // octets of it have come
	first   uint32 // sequence number of its first octet as far as seen
}

// A Consumer takes what the connections and links carry.
type Consumer interface {
	// Octets takes the next octets of a direction, which frame n made available. They are lent until
	// it returns.
	Octets(c *Connection, from Side, n int, b []byte)
	// Gap says that missing octets of a direction are not in the capture, as frame n shows; 0 when
	// their number is not known.
	Gap(c *Connection, from Side, n, missing int)
	// Unit takes what frame n of an X.25 link holds, lent until it returns.
	Unit(l *Link, from Side, n int, b []byte)
}

// An Ending says how the capture of a connection ended.
type Ending uint8

// The endings.
const (
	Open    Ending = iota // it had not ended when the capture did
	Closed                // both sides sent a FIN
	Reset                 // a side sent a RST
	Reused                // another connection began between the same ports
	Dropped               // more connections than are followed were open, and it was silent longest
)

// An Ender is a Consumer that wants to know when a connection ends, as frame n shows. It is told
// once, of connections of which it was given octets.
type Ender interface {
	End(c *Connection, n int, how Ending)
}
