package capture

import (
	"net/netip"

	"github.com/gopacket/gopacket/layers"
)

const (
	maxDatagrams = 256     // that wait for fragments
	maxDatagram  = 1 << 16 // octets of a whole one
)

// fragments joins fragments of IP packets. It keeps no more than maxDatagrams: then the one that
// began first is dropped.
type fragments struct {
	waiting map[fragmentKey]*datagram
	order   []fragmentKey // as they began
}

type fragmentKey struct {
	from, to netip.Addr
	id       uint32
	protocol layers.IPProtocol
}

type datagram struct {
	pieces stream
	size   int // -1 until the last fragment has come
}

// add takes a fragment and returns the whole payload that it completes, else nil.
func (f *fragments) add(key fragmentKey, off int, b []byte, more bool) []byte {
	if more {
		b = b[:len(b)&^7] // RFC 791 3.1: all but the last are of 8-octet units
	}
	if len(b) == 0 || off+len(b) > maxDatagram {
		return nil
	}
	d := f.waiting[key]
	if d == nil {
		if f.waiting == nil {
			f.waiting = map[fragmentKey]*datagram{}
		}
		if len(f.order) == maxDatagrams {
			delete(f.waiting, f.order[0])
			f.order = f.order[1:]
		}
		d = &datagram{size: -1}
		f.waiting[key] = d
		f.order = append(f.order, key)
	}
	d.pieces.hold(uint32(off), b) //nolint:gosec // at most maxDatagram
	if !more && d.size < 0 {
		d.size = off + len(b)
	}
	if d.size < 0 || d.pieces.heldOctets < d.size {
		return nil
	}
	f.drop(key)
	whole := make([]byte, 0, d.pieces.heldOctets)
	for _, p := range d.pieces.early {
		if int(p.seq) != len(whole) {
			return nil // octets behind the last fragment, a hole before them
		}
		whole = append(whole, p.b...)
	}
	return whole[:min(d.size, len(whole))]
}

func (f *fragments) drop(key fragmentKey) {
	delete(f.waiting, key)
	for i, k := range f.order {
		if k == key {
			f.order = append(f.order[:i], f.order[i+1:]...)
			return
		}
	}
}
