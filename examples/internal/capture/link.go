package capture

import (
	"net"

	"github.com/gopacket/gopacket/layers"
)

// Link types and Ethernet types of X.25.
const (
	linkLAPB   layers.LinkType     = 207    // LAPB_WITH_DIR: an octet that is 1 from the DTE and 0 from the DCE, and a LAPB frame
	linkSITA   layers.LinkType     = 196    // a header of SITA, and what its last octet says
	linkExport layers.LinkType     = 252    // PDUs exported by Wireshark
	typeLAPB   layers.EthernetType = 0x6000 // Linux lapbether: the length, low octet first, and a LAPB frame
	typeX25    layers.EthernetType = 0x0805 // an X.25 packet
)

// The header of SITA: flags, signals, two octets of errors, the protocol.
const (
	sitaHeader   = 5
	sitaReceived = 0x01 // flag: from the remote end; else from the local one
	sitaLAPB     = 1    // protocol
)

// A Link is a link on which X.25 runs without TCP.
type Link struct {
	LAPB     bool // its units are LAPB frames, without FCS; else X.25 packets
	Directed bool // whether the capture tells the sender
	DTE      bool // Initiator is the DTE
	Name     string
	Ends     [2]string // names of the sides, as far as they are known
	State    any       // the consumer's own

	first linkAddress // who sent the first frame
}

// links are those of one capture: at most one of each kind, since the frames of lapbether have no
// other end.
type links struct{ dir, sita, ether, packets, export *Link }

// unit returns what a frame that is not TCP carries of X.25, and its link; nil when there is none.
func (ls *links) unit(f Frame, w *network) (*Link, Side, []byte) {
	switch f.Link {
	case linkLAPB:
		if len(f.Data) < 2 || f.Data[0] > 1 {
			return nil, 0, nil
		}
		l := begin(&ls.dir, Link{LAPB: true, Directed: true, DTE: true, Name: "LAPB", Ends: [2]string{"DTE", "DCE"}})
		return l, Side(1 - f.Data[0]), f.Data[1:]
	case linkSITA:
		if len(f.Data) < sitaHeader+2 || f.Data[sitaHeader-1] != sitaLAPB {
			return nil, 0, nil
		}
		l := begin(&ls.sita, Link{LAPB: true, Directed: true, Name: "SITA", Ends: [2]string{"local", "remote"}})
		return l, Side(f.Data[0] & sitaReceived), f.Data[sitaHeader:]
	case linkExport:
		return ls.exported(f.Data)
	}
	t, b := w.etherType()
	from := w.sender()
	var l *Link
	switch {
	case t == typeLAPB && len(b) >= 2:
		size := int(b[0]) | int(b[1])<<8
		l, b = begin(&ls.ether, Link{LAPB: true, Directed: true, DTE: true, Name: "lapbether", first: from}), b[2:]
		b = b[:min(size, len(b))]
	case t == typeX25:
		l = begin(&ls.packets, Link{Directed: true, Name: "X.25", first: from})
	default:
		return nil, 0, nil
	}
	side := Initiator
	if from != l.first {
		side = Responder
	}
	l.name(side, from)
	return l, side, b
}

func begin(at **Link, l Link) *Link {
	if *at == nil {
		*at = &l
	}
	return *at
}

// name notes the address of a side.
func (l *Link) name(side Side, a linkAddress) {
	if l.Ends[side] == "" {
		l.Ends[side] = net.HardwareAddr(a[:6]).String()
	}
}

// linkAddress is a MAC address.
type linkAddress [8]byte

// sender returns the link address of who sent the frame just decoded.
func (w *network) sender() (s linkAddress) {
	if len(w.found) == 0 {
		return s
	}
	switch w.found[0] {
	case layers.LayerTypeEthernet:
		copy(s[:], w.ethernet.SrcMAC)
	case layers.LayerTypeLinuxSLL:
		copy(s[:], w.sll.Addr)
	case layers.LayerTypeLinuxSLL2:
		copy(s[:], w.sll2.Addr)
	}
	return s
}
