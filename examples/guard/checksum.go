package main

import (
	"encoding/binary"
	"errors"
	"hash/crc32"

	"github.com/pires/go-proxyproto"
)

var errHeader = errors.New("a header whose checksum or whose TLVs are wrong")

// checkHeader checks the TLVs of a header of version 2 and the CRC-32C among them, if there is one:
// that of the header with 0 in its place. The block of LOCAL is discarded, whatever it holds, and
// of the addresses of Unix not all octets have been kept.
func checkHeader(h *proxyproto.Header) error {
	if h.Version != 2 || h.Command.IsLocal() || h.TransportProtocol.IsUnix() {
		return nil
	}
	b, err := h.Format()
	if err != nil {
		return err
	}
	tlvs := b[16+12:]
	if h.TransportProtocol.IsIPv6() {
		tlvs = b[16+36:]
	}
	for len(tlvs) > 0 {
		if len(tlvs) < 3 {
			return errHeader
		}
		kind, n := proxyproto.PP2Type(tlvs[0]), int(binary.BigEndian.Uint16(tlvs[1:]))
		if tlvs = tlvs[3:]; n > len(tlvs) {
			return errHeader
		}
		if kind == proxyproto.PP2_TYPE_CRC32C && !hasChecksum(b, tlvs[:n]) {
			return errHeader
		}
		tlvs = tlvs[n:]
	}
	return nil
}

// hasChecksum reports whether sum, a part of b that it clears, is the checksum of b.
func hasChecksum(b, sum []byte) bool {
	if len(sum) != crc32.Size {
		return false
	}
	said := binary.BigEndian.Uint32(sum)
	clear(sum)
	return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) == said
}
