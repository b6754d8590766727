package main

import (
	"container/list"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Peers limit what one address may do; an IPv6 /64 counts as one address. The table has an entry
// for each address that is connected, and for the idlePeers others that were seen last.
type peers struct {
	mu     sync.Mutex
	byAddr map[netip.Prefix]*peer
	idle   list.List // of *peer without connections, the one seen last in front
}

const idlePeers = 16384

// A peer is an address that is connected, or was.
type peer struct {
	key      netip.Prefix
	open     int           // connections
	element  *list.Element // in idle; nil while open > 0
	minute   time.Time     // when the minute of rejected began
	rejected int           // units rejected in that minute
	refused  time.Time     // the address is refused until then
}

// peerLimits are the settings of peers; 0 is no limit.
type peerLimits struct {
	connections int
	rejections  int // in a minute
	penalty     time.Duration
}

// A refusal says why a connection is not taken; "" is none.
type refusal string

const (
	refusedCrowd   refusal = "connections"
	refusedPeer    refusal = "peer-connections"
	refusedPenalty refusal = "peer-rejections"
	refusedHeader  refusal = "proxy-header"
	refusedLoop    refusal = "loop"
)

// keyOf returns the address that limits count for.
func keyOf(a net.Addr) (netip.Prefix, bool) {
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Prefix{}, false
	}
	addr := ap.Addr().Unmap().WithZone("")
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	p, err := addr.Prefix(bits)
	return p, err == nil
}

// admit takes a connection of the address, or says why not. leave is called when it has ended.
func (t *peers) admit(a net.Addr, l peerLimits, now time.Time) (p *peer, why refusal) {
	key, ok := keyOf(a)
	if !ok {
		return new(peer), ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	p = t.byAddr[key]
	switch {
	case p == nil:
		if t.byAddr == nil {
			t.byAddr = map[netip.Prefix]*peer{}
		}
		p = &peer{key: key}
		t.byAddr[key] = p
	case now.Before(p.refused):
		return nil, refusedPenalty
	case l.connections > 0 && p.open >= l.connections:
		return nil, refusedPeer
	}
	if p.element != nil {
		t.idle.Remove(p.element)
		p.element = nil
	}
	p.open++
	return p, ""
}

// leave is the end of a connection that was admitted.
func (t *peers) leave(p *peer) {
	if !p.key.IsValid() {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if p.open--; p.open > 0 {
		return
	}
	p.element = t.idle.PushFront(p)
	if t.idle.Len() > idlePeers {
		last := t.idle.Remove(t.idle.Back()).(*peer)
		delete(t.byAddr, last.key)
	}
}

// reject counts a rejected unit, and reports whether the peer is refused from now on.
func (t *peers) reject(p *peer, l peerLimits, now time.Time) bool {
	if !p.key.IsValid() || l.rejections == 0 {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Sub(p.minute) >= time.Minute {
		p.minute, p.rejected = now, 0
	}
	if p.rejected++; p.rejected > l.rejections {
		p.refused = now.Add(l.penalty)
	}
	return now.Before(p.refused)
}

// size returns the number of entries.
func (t *peers) size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.byAddr)
}
