package capture

import "github.com/gopacket/gopacket/layers"

// Link types and Ethernet types of X.25.
const (
	linkLAPB    layers.LinkType     = 207    // LAPB_WITH_DIR: an octet that is 1 from the DTE and 0 from the DCE, and a LAPB frame
	linkExport  layers.LinkType     = 252    // PDUs exported by Wireshark
	typeLAPB    layers.EthernetType = 0x6000 // Linux lapbether: the length, low octet first, and a LAPB frame
	typeX25     layers.EthernetType = 0x0805 // an X.25 packet
	x25Exported                     = "x.25" // protocol name
)

// A Link is a link on which X.25 runs without TCP.
type Link struct {
	LAPB     bool // its units are LAPB frames, without FCS; else X.25 packets
	Directed bool // whether the capture tells the sender
	State    any  // the consumer's own

	first linkAddress // who sent the first frame
}

// links are those of one capture: at most one of each kind, since the frames of lapbether have no
// other end.
type links struct{ dir, ether, packets, export *Link }

// unit returns what a frame that is not TCP carries of X.25, and its link; nil when there is none.
func (ls *links) unit(f Frame, w *network) (*Link, Side, []byte) {
	switch f.Link {
	case linkLAPB:
		if len(f.Data) < 2 || f.Data[0] > 1 {
			return nil, 0, nil
		}
		return begin(&ls.dir, Link{LAPB: true, Directed: true}), Side(1 - f.Data[0]), f.Data[1:]
	case linkExport:
		protocol, b := exported(f.Data)
		if protocol != x25Exported {
			return nil, 0, nil
		}
		return begin(&ls.export, Link{}), Initiator, b
	}
	t, b := w.etherType()
	from := w.sender()
	var l *Link
	switch {
	case t == typeLAPB && len(b) >= 2:
		size := int(b[0]) | int(b[1])<<8
		l, b = begin(&ls.ether, Link{LAPB: true, Directed: true, first: from}), b[2:]
		b = b[:min(size, len(b))]
	case t == typeX25:
		l = begin(&ls.packets, Link{Directed: true, first: from})
	default:
		return nil, 0, nil
	}
	if from != l.first {
		return l, Responder, b
	}
	return l, Initiator, b
}

func begin(at **Link, l Link) *Link {
	if *at == nil {
		*at = &l
	}
	return *at
}
