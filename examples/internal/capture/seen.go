package capture

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gopacket/gopacket/layers"
)

// Seen counts what was in a capture, passed on or not.
type Seen struct {
	Frames int
	Cut    int                     // frames of which the capture has only a part
	Ports  map[uint16]int          // TCP connections by the port of the responder, as far as that is known
	Links  map[layers.LinkType]int // frames of link types that are not read

	exports []string // protocols of PDUs exported by Wireshark that are not read
	unread  []string // what is in frames beside TCP, at most mostSeen
}

const mostSeen = 8

func (s *Seen) port(p uint16) {
	if s.Ports == nil {
		s.Ports = map[uint16]int{}
	}
	s.Ports[p]++
}

func (s *Seen) other(f Frame, w *network) {
	if f.Link == linkExport {
		note(&s.exports, readExport(f.Data).protocol)
	} else if len(s.unread) < mostSeen {
		note(&s.unread, w.unread())
	}
	if isRead(f.Link) {
		return
	}
	if s.Links == nil {
		s.Links = map[layers.LinkType]int{}
	}
	s.Links[f.Link]++
}

// note adds a name to a list that does not have it.
func note(list *[]string, name string) {
	if name != "" && len(*list) < mostSeen && !slices.Contains(*list, name) {
		*list = append(*list, name)
	}
}

// String returns the counts in words.
func (s *Seen) String() string {
	parts := []string{fmt.Sprintf("%d frames", s.Frames)}
	for _, link := range slices.Sorted(maps.Keys(s.Links)) {
		parts = append(parts, fmt.Sprintf("%d of them of link type %d (%v), which is not read", s.Links[link], uint16(link), link))
	}
	if len(s.exports) > 0 {
		parts = append(parts, fmt.Sprintf("exported PDUs of %q, where x.25 is read", s.exports))
	}
	if len(s.Ports) == 0 {
		parts = append(parts, "no TCP")
		if len(s.unread) > 0 {
			parts = append(parts, "but "+strings.Join(s.unread, ", "))
		}
		return strings.Join(parts, ", ")
	}
	ports := slices.SortedFunc(maps.Keys(s.Ports), func(a, b uint16) int {
		return cmp.Or(cmp.Compare(s.Ports[b], s.Ports[a]), cmp.Compare(a, b))
	})
	var list []string
	for _, p := range ports[:min(mostSeen, len(ports))] {
		list = append(list, fmt.Sprintf("%d (%d)", p, s.Ports[p]))
	}
	if len(ports) > mostSeen {
		list = append(list, "…")
	}
	return strings.Join(append(parts, "TCP connections to port "+strings.Join(list, ", ")), ", ")
}
