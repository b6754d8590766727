package stack

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// A lane lets data units of one direction pass without running the decoders. A unit qualifies if
// it is one DT TPDU that holds a whole TSDU of bare GT and DT, whose SSDU is a single PDV of the
// context looked up last, or octets in X.410-1984 mode, and if nothing of an earlier unit is
// held. The zero lane is closed: no unit qualifies. A stale one is set anew when a unit comes
// that may qualify.
type lane struct {
	stale   bool  // the state has changed since it was set
	most    int   // octets of an SSDU; 0: it is closed
	context uint8 // of the values, which are an application's own; 0: SSDUs are not looked at
	ber     bool  // the values must be well-formed BER
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

// bareUnit returns the size of the first unit in b, and where the SSDU in it begins, if the unit is
// one DT TPDU with a whole TSDU of bare GT and DT. Otherwise n is 0.
func bareUnit(c Carrier, b []byte) (n, at int) {
	if len(b) < leastLane {
		return 0, 0
	}
	n, at = len(b), lanePrefix
	if c == TPKTs {
		head := binary.BigEndian.Uint32(b)
		n, at = int(head&0xffff), lanePrefix+tpktHeader
		if head>>16 != tpkt || n > len(b) || n < leastLane {
			return 0, 0
		}
	}
	if binary.BigEndian.Uint32(b[at-lanePrefix:])>>8 != dataTPDU || binary.BigEndian.Uint32(b[at-4:]) != bareGTDT {
		return 0, 0
	}
	return n, at
}

// laneUnit returns the size of the first unit in b, which d has sent, and the value in it, if it
// qualifies for l. Otherwise n is 0.
func (a *association) laneUnit(l *lane, config *Config, c Carrier, d osi.Direction, b []byte) (n int, value []byte) {
	if l.most == 0 && !l.stale {
		return 0, nil
	}
	n, at := bareUnit(c, b)
	if n == 0 {
		return 0, nil
	}
	if l.stale {
		*l = a.lane(config, d)
	}
	if n-at > l.most {
		return 0, nil
	}
	if l.context == 0 {
		if a.transfers[d].add(b[at:n]) != nil { // which Next tells
			return 0, nil
		}
		return n, b[at:n:n]
	}
	id, value, ok := presentation.OneValue(b[at:n])
	if !ok || !l.takes(id, value, &config.Limits) {
		return 0, nil
	}
	return n, value
}

// takes reports whether a value of the context id qualifies.
func (l *lane) takes(id int64, value []byte, limits *osi.Limits) bool {
	return id == int64(l.context) && (!l.ber || ber.Check(value, limits.Depth, limits.Elements) == nil)
}

// DataUnit takes the first unit in b if it is a data unit that can be judged, as valid, without
// the decoders, as nearly all traffic can. It returns the size of the unit, or 0 if it has taken
// nothing and [Conn.Next] is to be called. With [SkipData] the unit may also be a TPDU of a TSDU
// that passes as it arrives. DataUnit calls no function for the PDUs in the unit.
func (c *Conn) DataUnit(d osi.Direction, b []byte) int {
	in, l := &c.in[d&1], &c.lanes[d&1]
	if len(in.buf) > 0 && !in.lent || c.link != nil {
		return 0
	}
	n := 0
	switch {
	case c.halves[d&1].flow.passes(ofTPDUs):
		n = c.pieceUnit(l, &c.stack.config, c.carrier, d&1, b)
	case l.most == 0 && !l.stale || len(b) < leastLane:
	case c.carrier == TPKTs && b[tpktHeader+2] == 0 || c.carrier != TPKTs && b[2] == 0: // no EOT
		if c.skip&SkipData != 0 {
			n = c.firstPiece(l, &c.stack.config, c.carrier, d&1, b)
		}
	default:
		n, _ = c.laneUnit(l, &c.stack.config, c.carrier, d&1, b)
	}
	if n > 0 {
		c.stack.buffers.release(in)
		in.fed += int64(n)
	}
	return n
}

// dataUnit is DataUnit, but tells of the PDUs. No unit is lent when it is called.
func (c *Conn) dataUnit(r *run, d osi.Direction, b []byte) int {
	in, l := &c.in[d], &c.lanes[d]
	if len(in.buf) > 0 || c.halves[d].parts { // the rest of a TSDU that began to pass before Skip was called
		return 0
	}
	n, value := c.laneUnit(l, r.config, c.carrier, d, b)
	if n == 0 {
		return 0
	}
	from := 0
	if c.carrier == TPKTs {
		from = tpktHeader
	}
	r.data.tell(r, c.transport.Format(), l.context, b[from:n:n], value, in.fed+int64(from))
	in.fed += int64(n)
	return n
}

// dataPDUs are the PDUs of a unit that a lane lets pass.
type dataPDUs struct {
	tpdu transport.Data
	gt   session.GiveTokens
	dt   session.DataTransfer
	ppdu presentation.Data
	pdvs [1]presentation.PDV
}

// tell tells of the TPDU b and of what is in it, as the decoders would. value is in the context; if
// that is 0, it is the SSDU.
func (p *dataPDUs) tell(r *run, format transport.Format, context uint8, b, value []byte, off int64) {
	tsdu := b[3:]
	p.tpdu = transport.Data{Format: format, EOT: true, UserData: tsdu}
	if r.tell(osi.Transport, &p.tpdu, b, off, 0) {
		p.tellTSDU(r, context, tsdu, value, off+3)
	}
}

// tellTSDU is tell for the TSDU in the TPDU.
func (p *dataPDUs) tellTSDU(r *run, context uint8, tsdu, value []byte, off int64) {
	ssdu := tsdu[4:]
	p.gt, p.dt = session.GiveTokens{}, session.DataTransfer{}
	p.dt.UserData = ssdu
	at := len(ssdu) - len(value)
	if p.ppdu = (presentation.Data{}); context == 0 {
		p.ppdu.UserData.Simple = value
	} else {
		p.pdvs[0] = presentation.PDV{Context: int64(context), Form: presentation.SingleASN1Type, Value: value, Offset: at}
		p.ppdu.UserData.PDVs = p.pdvs[:]
	}
	_ = r.tell(osi.Session, &p.gt, tsdu[:2:2], off, 0) &&
		r.tell(osi.Session, &p.dt, tsdu[2:], off+2, 0) &&
		r.tell(osi.Presentation, &p.ppdu, ssdu, off+4, 0) &&
		r.tell(0, nil, value, off+4+int64(at), 0)
}

// bareData reports whether a TSDU is bare GT and DT, which change no state.
func bareData(tsdu []byte) bool {
	return len(tsdu) > 4 && binary.BigEndian.Uint32(tsdu) == bareGTDT
}

// mayData reports whether an S-DATA of d would be in turn and change no state of the layers below
// presentation, with the mode of the connection known.
func (a *association) mayData(config *Config, d osi.Direction) bool {
	_, known := a.presentation.contexts.Mode()
	return known && config.Top >= osi.RTSE && !config.noLanes && config.Limits.SPDUs >= 2 &&
		a.session.settled(config, d) && !a.halves[d].ssdu.Pending() && !a.amid(d) && a.transport.Format().Class == 0
}

// lane returns that of direction d.
func (a *association) lane(config *Config, d osi.Direction) lane {
	c := &a.presentation.contexts
	if a.carrier == TSDUs || a.carrier == SSDUs || !a.mayData(config, d) || a.session.agreed.MaxTSDU(d) > 0 || // each DT has an Enclosure Item
		!c.Settled(d) || !a.transport.Settled(d) || a.halves[d].flow.passes(ofTPDUs) {
		return lane{}
	}
	most := min(config.Limits.TSDU, config.Limits.TPDU-3)
	if size := a.transport.Size(); size > 0 {
		most = min(most, size-3)
	}
	l := lane{most: max(0, most-4)}
	if a.presentation.x410() {
		return l
	}
	id := a.presentation.last
	v, ok := c.Permits(d, presentation.SData, id)
	if !ok || v == nil || !c.Judged() || c.Simple(d) || id == c.Nominated(d, presentation.SData) || id > 127 || layerOf(v) != 0 {
		return lane{}
	}
	l.context, l.ber = octets.Len8(int(id)), !config.Opaque && inBER(v)
	return l
}
