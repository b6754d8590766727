// Package stack joins the layers of package transport and up for one connection: octets
// in, decoded PDUs out, in both directions. It decides nothing: what does not decode is an event with its
// error, and the next PDU is tried. Package validate adds policy.
//
// # Layers
//
// What a [Conn] is fed is named by its [Carrier]: a TPKT stream in any
// chunking, whole NSDUs, or whole TSDUs. Each PDU gives one [Event], the lower layer's
// before those of the PDUs in it; what no layer decodes further comes out as octets.
//
// # Memory
//
// An event and all it refers to is lent: it is valid until the iteration continues, and
// aliases what was fed or the Conn's own buffers. A Conn holds no more than the unfinished TPKT and TSDU
// of each direction, within [osi.Limits]. Connections share nothing.
//
// # Errors
//
// A broken TPKT header ends its direction, since the stream has no next frame: see [Conn.Broken].
// After any other error decoding goes on with the next PDU, and what was half assembled is dropped.
//
// # What it never does
//
// It reads no sockets and no clocks, and it does not answer.
package stack
