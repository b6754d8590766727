// Package capture reads captures, from files or live, finds the connections in them that carry TPKTs
// or X.25 over TCP, and gives the octets of each in the order of the stream, with the number of the
// frame that brought them. It gives the frames of X.25 links, too.
//
// The TCP reassembly is our own. Package reassembly of gopacket was tried on the same captures: it
// gives the octets behind a hole only when its buffers are full or it is told to flush, by age, all
// connections at once, where the acknowledgement of the other side proves the hole; it has no bound
// on connections, and nothing to drop the one that was silent longest; and it costs more: see
// docs/dissect.md.
package capture
