package capture

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gopacket/gopacket/layers"
)

// Seen counts what was in a capture that was not passed on.
type Seen struct {
	Frames int
	Cut    int                     // frames of which the capture has only a part
	Ports  map[uint16]int          // TCP connections by the port of the responder, as far as that is known
	Links  map[layers.LinkType]int // frames of link types that are not read

	exports []string // protocols of PDUs exported by Wireshark that are not read
}

func (s *Seen) port(p uint16) {
	if s.Ports == nil {
		s.Ports = map[uint16]int{}
	}
	s.Ports[p]++
}

func (s *Seen) other(f Frame) {
	const most = 8
	if f.Link == linkExport {
		name := readExport(f.Data).protocol
		if name != "" && len(s.exports) < most && !slices.Contains(s.exports, name) {
			s.exports = append(s.exports, name)
		}
	}
	if isRead(f.Link) {
		return
	}
	if s.Links == nil {
		s.Links = map[layers.LinkType]int{}
	}
	s.Links[f.Link]++
}

// String returns the counts in words.
func (s *Seen) String() string {
	const most = 8
	parts := []string{fmt.Sprintf("%d frames", s.Frames)}
	for _, link := range slices.Sorted(maps.Keys(s.Links)) {
		parts = append(parts, fmt.Sprintf("%d of them of link type %d (%v), which is not read", s.Links[link], uint16(link), link))
	}
	if len(s.exports) > 0 {
		parts = append(parts, fmt.Sprintf("exported PDUs of %q, where x.25 is read", s.exports))
	}
	if len(s.Ports) == 0 {
		return strings.Join(append(parts, "no TCP"), ", ")
	}
	ports := slices.SortedFunc(maps.Keys(s.Ports), func(a, b uint16) int {
		return cmp.Or(cmp.Compare(s.Ports[b], s.Ports[a]), cmp.Compare(a, b))
	})
	var list []string
	for _, p := range ports[:min(most, len(ports))] {
		list = append(list, fmt.Sprintf("%d (%d)", p, s.Ports[p]))
	}
	if len(ports) > most {
		list = append(list, "…")
	}
	return strings.Join(append(parts, "TCP connections to port "+strings.Join(list, ", ")), ", ")
}
