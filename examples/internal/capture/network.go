package capture

import (
	"fmt"
	"net/netip"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// Link types beyond those of package layers. 12 and 14 are what BSD systems write for DLT_RAW.
const (
	linkRawBSD     layers.LinkType = 12
	linkRawOpenBSD layers.LinkType = 14
	linkPPPHDLC    layers.LinkType = 50 // PPP or Cisco HDLC
	linkPPPEther   layers.LinkType = 51 // PPPoE
	linkCiscoHDLC  layers.LinkType = 104
)

// network finds the IP packet and the TCP segment in a frame.
type network struct {
	ethernet layers.Ethernet
	sll      layers.LinuxSLL
	sll2     layers.LinuxSLL2
	loopback layers.Loopback
	vlan     layers.Dot1Q
	llc      layers.LLC
	snap     layers.SNAP
	mpls     shim
	pppoe    shim
	ppp      shim
	gre      layers.GRE
	udp      layers.UDP
	vxlan    layers.VXLAN
	ip4      layers.IPv4
	ip6      layers.IPv6
	skipped  layers.IPv6ExtensionSkipper
	fragment layers.IPv6Fragment
	ah       layers.IPSecAH
	tcp      layers.TCP

	parsers map[gopacket.LayerType]*gopacket.DecodingLayerParser
	found   []gopacket.LayerType // of the last frame

	from, to  netip.Addr
	fragments fragments
}

func newNetwork() *network {
	w := &network{
		parsers: map[gopacket.LayerType]*gopacket.DecodingLayerParser{},
		mpls:    shim{class: layers.LayerTypeMPLS, read: readMPLS},
		pppoe:   shim{class: layers.LayerTypePPPoE, read: readPPPoE},
		ppp:     shim{class: layers.LayerTypePPP, read: readPPP},
	}
	all := []gopacket.DecodingLayer{
		&w.ethernet, &w.sll, &w.sll2, &w.loopback, &w.vlan, &w.llc, &w.snap, &w.mpls, &w.pppoe, &w.ppp, &w.gre, &w.udp, &w.vxlan,
		&w.ip4, &w.ip6, &w.skipped, &w.fragment, &w.ah, &w.tcp,
	}
	for _, l := range all {
		for _, first := range l.CanDecode().LayerTypes() {
			w.parsers[first] = gopacket.NewDecodingLayerParser(first, all...)
			w.parsers[first].IgnoreUnsupported = true
		}
	}
	return w
}

// firstLayer returns what a frame begins with; zero for what is not decoded.
func firstLayer(f Frame) gopacket.LayerType {
	switch f.Link {
	case layers.LinkTypeEthernet:
		return layers.LayerTypeEthernet
	case layers.LinkTypeLinuxSLL:
		return layers.LayerTypeLinuxSLL
	case layers.LinkTypeLinuxSLL2:
		return layers.LayerTypeLinuxSLL2
	case layers.LinkTypeNull, layers.LinkTypeLoop:
		return layers.LayerTypeLoopback
	case layers.LinkTypePPP, linkPPPHDLC, linkCiscoHDLC:
		return layers.LayerTypePPP
	case linkPPPEther:
		return layers.LayerTypePPPoE
	case layers.LinkTypeIPv4:
		return layers.LayerTypeIPv4
	case layers.LinkTypeIPv6:
		return layers.LayerTypeIPv6
	case layers.LinkTypeRaw, linkRawBSD, linkRawOpenBSD:
		if len(f.Data) > 0 && f.Data[0]>>4 == 6 {
			return layers.LayerTypeIPv6
		}
		return layers.LayerTypeIPv4
	}
	return gopacket.LayerTypeZero
}

// isRead reports whether frames of a link type are read.
func isRead(t layers.LinkType) bool {
	return t == linkLAPB || t == linkSITA || t == linkExport || firstLayer(Frame{Link: t}) != gopacket.LayerTypeZero
}

// segment returns the TCP segment of a frame, or the one that a frame with a fragment completes,
// with its ends. ok is false when there is none.
func (w *network) segment(f Frame) (tcp *layers.TCP, from, to netip.AddrPort, ok bool) {
	first, b := firstLayer(f), f.Data
	for b != nil { // a packet may have been cut again inside of another one
		if !w.decode(first, b) {
			return nil, from, to, false
		}
		b, first = w.defragment()
	}
	if len(w.found) == 0 || w.found[len(w.found)-1] != layers.LayerTypeTCP {
		return nil, from, to, false
	}
	return &w.tcp, netip.AddrPortFrom(w.from, uint16(w.tcp.SrcPort)), netip.AddrPortFrom(w.to, uint16(w.tcp.DstPort)), true
}

// decode decodes the headers in b as far as they are known, and notes the ends of the innermost IP
// packet.
func (w *network) decode(first gopacket.LayerType, b []byte) bool {
	w.found = w.found[:0]
	p := w.parsers[first]
	if p == nil || p.DecodeLayers(b, &w.found) != nil {
		return false
	}
	for _, l := range w.found {
		switch l {
		case layers.LayerTypeIPv4:
			w.from, w.to = address(w.ip4.SrcIP), address(w.ip4.DstIP)
		case layers.LayerTypeIPv6:
			w.from, w.to = address(w.ip6.SrcIP), address(w.ip6.DstIP)
		}
	}
	return true
}

func address(ip []byte) netip.Addr {
	a, _ := netip.AddrFromSlice(ip) // the IP layers take 4 or 16 octets
	return a.Unmap()
}

// defragment returns the payload that the fragment just decoded completes, and what it begins with.
func (w *network) defragment() ([]byte, gopacket.LayerType) {
	if len(w.found) == 0 {
		return nil, 0
	}
	switch w.found[len(w.found)-1] {
	case layers.LayerTypeIPv4:
		ip := &w.ip4
		more := ip.Flags&layers.IPv4MoreFragments != 0
		if !more && ip.FragOffset == 0 {
			return nil, 0
		}
		key := fragmentKey{w.from, w.to, uint32(ip.Id), ip.Protocol}
		return w.fragments.add(key, int(ip.FragOffset)*8, ip.Payload, more), ip.Protocol.LayerType()
	case layers.LayerTypeIPv6Fragment:
		f := &w.fragment
		key := fragmentKey{w.from, w.to, f.Identification, f.NextHeader}
		return w.fragments.add(key, int(f.FragmentOffset)*8, f.Payload, f.MoreFragments), f.NextHeader.LayerType()
	}
	return nil, 0
}

// etherType returns the type of an Ethernet or Linux cooked frame, behind any VLAN tags, and what
// follows it.
func (w *network) etherType() (t layers.EthernetType, payload []byte) {
	if len(w.found) == 0 {
		return 0, nil
	}
	switch w.found[len(w.found)-1] {
	case layers.LayerTypeEthernet:
		return w.ethernet.EthernetType, w.ethernet.Payload
	case layers.LayerTypeDot1Q:
		return w.vlan.Type, w.vlan.Payload
	case layers.LayerTypeLinuxSLL:
		return w.sll.EthernetType, w.sll.Payload
	case layers.LayerTypeLinuxSLL2:
		return w.sll2.ProtocolType, w.sll2.Payload
	}
	return 0, nil
}

// unread returns what follows the headers that were found in the frame just decoded, in words;
// empty when that is not known.
func (w *network) unread() string {
	if len(w.found) == 0 {
		return ""
	}
	switch last := w.found[len(w.found)-1]; last {
	case layers.LayerTypeMPLS, layers.LayerTypePPP:
		return fmt.Sprintf("%v without IP", last)
	case layers.LayerTypeIPv4:
		return ipProtocol(w.ip4.Protocol)
	case layers.LayerTypeIPv6:
		return ipProtocol(w.ip6.NextHeader)
	case layers.LayerTypeIPv6HopByHop, layers.LayerTypeIPv6Routing, layers.LayerTypeIPv6Destination:
		return ipProtocol(w.skipped.NextHeader)
	case layers.LayerTypeIPSecAH:
		return ipProtocol(w.ah.NextHeader)
	case layers.LayerTypeUDP:
		return ipProtocol(layers.IPProtocolUDP)
	case layers.LayerTypeGRE:
		return etherName(w.gre.Protocol)
	case layers.LayerTypeSNAP:
		return etherName(w.snap.Type)
	case layers.LayerTypeLLC:
		return fmt.Sprintf("LLC, DSAP %02x", w.llc.DSAP)
	}
	if t, b := w.etherType(); b != nil {
		return etherName(t)
	}
	return ""
}

func ipProtocol(p layers.IPProtocol) string { return fmt.Sprintf("IP protocol %d (%v)", uint8(p), p) }

func etherName(t layers.EthernetType) string {
	return fmt.Sprintf("Ethernet type %04x (%v)", uint16(t), t)
}
