// Package capture reads captures, from files or live, finds the connections in them that carry
// TPKTs or X.25 over TCP, and gives the octets of each in the order of the stream, with the number
// of the frame that brought them. It gives the frames of X.25 links, too.
//
// The TCP reassembly is our own. Package reassembly of gopacket was tried on the same captures, and
// is as fast. But it gives the octets behind a hole only when its buffers are full or it is
// flushed, where the acknowledgement of the other side proves the hole: of six captures with holes
// it gave 46 % of the octets before their end, this package 99.5 %. It has no bound on connections,
// and nothing to drop the one that was silent longest.
package capture
