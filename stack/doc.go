// Package stack joins the layers: octets in, decoded PDUs out, in both directions of
// one connection ([Conn]) or of one X.25 interface with all its calls ([Link]). It decides nothing: what
// does not decode is an event with its error, and the next PDU is tried. Package validate adds policy.
//
// # Layers
//
// What a [Conn] is fed is named by its [Carrier]: a TPKT stream in any chunking, whole NSDUs, or whole TSDUs. A [Link] is
// fed X.25 packets or an XOT stream, and has a Conn for each call. Each PDU gives one [Event], the lower layer's
// before those of the PDUs in it: X.25, transport, session, presentation, ACSE, RTSE. What no
// layer decodes further, such as the PDUs of an application, comes out as octets.
//
// What a PDU depends on is taken from those before it: the class of a CC, what CN and AC agree on, the contexts of CP and CPA.
//
// # Memory
//
// An event and all it refers to is lent: it is valid until the iteration continues, and
// aliases what was fed or the Conn's own buffers. A Conn holds no more than the unfinished TPKT, TSDU and SSDU
// of each direction, within [osi.Limits]. Connections share nothing; the calls of a Link share its decoders. The data
// phase allocates nothing.
//
// # Errors
//
// A broken TPKT or XOT header ends its direction, since the stream has no next frame: see [Conn.Broken].
// After any other error decoding goes on with the next PDU, and what was half assembled is dropped.
//
// # What it never does
//
// It reads no sockets and no clocks, and it does not answer.
package stack
