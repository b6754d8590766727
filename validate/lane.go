package validate

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
)

// A lane is the short way of one direction: what a unit of the data phase must be to pass without a decoder. That is one DT TPDU with the whole of a TSDU, of GT and DT
// SPDUs without parameters, whose SSDU is one value of the presentation context that was judged last. All else takes the general way, after
// which the lanes are set anew. The zero lane is closed.
type lane struct {
	most    int   // octets of an SSDU
	context uint8 // of the values, which are an application's own; 0: SSDUs are bare octets
}

// What stands in front of the SSDU.
const (
	dataTPDU   = 0x02f080   // LI, DT, EOT
	bareGTDT   = 0x01000100 // GT, DT
	tpkt       = 0x0300     // version, reserved
	tpktHeader = 4
	lanePrefix = 3 + 4 // dataTPDU, bareGTDT
	leastLane  = 12    // octets of a unit
)

// unit returns the size of the unit in front of b; 0 when it may not take the lane.
func (l *lane) unit(c Carrier, b []byte) int {
	if l.most == 0 || len(b) < leastLane {
		return 0
	}
	n, at := len(b), lanePrefix
	if c == TPKTs {
		head := binary.BigEndian.Uint32(b)
		n, at = int(head&0xffff), lanePrefix+tpktHeader
		if head>>16 != tpkt || n > len(b) || n < leastLane {
			return 0
		}
	}
	if binary.BigEndian.Uint32(b[at-lanePrefix:])>>8 != dataTPDU || binary.BigEndian.Uint32(b[at-4:]) != bareGTDT || n-at > l.most {
		return 0
	}
	if l.context == 0 {
		return n
	}
	if id, _, ok := presentation.OneValue(b[at:n]); !ok || id != int64(l.context) {
		return 0
	}
	return n
}

// openLanes sets the lanes by the state of the connection.
func (s *Stream) openLanes() {
	for d := range s.lanes {
		s.lanes[d] = lane{}
		if in := &s.in[d]; !in.lent && len(in.buf) == 0 {
			s.lanes[d] = s.conn.lane(stack.Direction(d & 1))
		}
	}
}

// lane returns the short way of direction d.
func (c *conn) lane(d stack.Direction) lane {
	h, p := &c.halves[d], &c.guard.policy
	switch {
	case c.carrier == TSDUs || c.carrier == SSDUs, c.machine != nil, p.PDUs != nil, p.Top < osi.RTSE, p.Limits.SPDUs < 2,
		h.parts, h.ssdu.Pending(), h.maxTSDU > 0 /* each DT has an Enclosure Item */, !c.mayTransfer(d), !c.mayFollow(d, session.TypeDT):
		return lane{}
	}
	most := min(p.Limits.TSDU, p.Limits.TPDU-3)
	if c.maxTPDU > 0 {
		most = min(most, c.maxTPDU-3)
	}
	l := lane{most: max(0, most-4)}
	switch {
	case h.simple && p.Tolerate&osi.EitherEncoding == 0:
		return l
	case !h.simple && c.judgedContext > 0 && c.judgedContext < 128 && c.judgedAs == 0:
		l.context = uint8(c.judgedContext)
		return l
	}
	return lane{}
}
