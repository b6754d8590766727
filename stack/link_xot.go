package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
	"github.com/osi-go/osi/x25/xot"
)

// frame takes one frame of XOT, at off of its stream.
func (l *link) frame(r *run, d osi.Direction, frame []byte, off int64) {
	packet := xot.Frame(frame).Packet()
	off += int64(len(frame) - len(packet))
	r.channel = lciOf(packet)
	if !xot.BeginsSetup(packet) {
		if err := xot.CheckType(packet); err == nil || r.fail(osi.XOT, err, packet, off) {
			l.packet(r, d, packet, off)
		}
		return
	}
	p := &r.setup
	if err := p.Decode(packet); err != nil {
		r.fail(osi.XOT, err, packet, off)
	} else if r.tell(osi.XOT, p, packet, off, 0) {
		l.setup(r, d, p, packet, off)
	}
}

// setup takes a PVC set-up. The side that has opened the TCP connection sends it first, and the
// other side answers with one, RFC 1613 6.5.
func (l *link) setup(r *run, d osi.Direction, p *xot.PVCSetup, b []byte, off int64) {
	w := &l.monitor
	if w.InUse() == 0 {
		if d == osi.FromResponder && !l.begun && !r.broke(ruleXOTInitiator, p, 2, int(b[2]), 0, b, off) {
			return
		}
		if p.Status != xot.Waiting && !w.Lost() && !r.broke(rulePVCStatus, p, 4, int(p.Status), int(xot.Waiting), b, off) {
			return
		}
	}
	if own := x25.Modulo(p.GFI - 1); w.Modulo != x25.AnyModulo && own != w.Modulo && p.Status == xot.Waiting && // its packets would not pass
		!r.broke(rulePVCModulo, p, 0, int(p.GFI), int(w.Modulo)+1, b, off) {
		return
	}
	// d sends here what comes in at its local interface.
	sends, receives := plp.Flow{PacketSize: 1 << p.PacketSizeIn, Window: int(p.WindowIn)}, plp.Flow{PacketSize: 1 << p.PacketSizeOut, Window: int(p.WindowOut)}
	if p.Status != xot.Waiting {
		sends, receives = plp.Flow{}, plp.Flow{}
	}
	ch := w.SetUp(d, b, sends, receives)
	if ch == nil {
		r.broke(rulePVCSetup, p, 2, int(b[2]), 0, b, off)
		return
	}
	l.begun, ch.User = true, &traffic{met: ch.Met()} // its sequences begin
}

// checkCall checks a CALL. The first one comes from the side that has opened the TCP connection,
// and each has facilities 42 and 43, RFC 1613 6.1.
func (l *link) checkCall(r *run, d osi.Direction, p *x25.CallRequest, b []byte, off int64) bool {
	if d == osi.FromResponder && !l.begun && !r.broke(ruleXOTInitiator, p, 2, int(p.Type()), 0, b, off) {
		return false
	}
	has := flowControlOf(p.Facilities)
	l.stated[d] = has
	err := xot.CheckCall(has.PacketSize, has.Window, &l.monitor.Leniency)
	return err == nil || r.fail(osi.XOT, err, b, off)
}

// confirm checks a CALL-ACC over XOT: it has those of facilities 42 and 43 that the CALL lacks, RFC
// 1613 6.1.
func (l *link) confirm(r *run, ch *plp.Channel, d osi.Direction, p *x25.CallAccepted, b []byte, off int64) bool {
	if _, known := ch.Caller(); !known || !l.monitor.OverXOT {
		return true
	}
	err := xot.CheckConfirm(l.stated[d^1], flowControlOf(p.Facilities))
	return err == nil || l.monitor.Excuse(osi.XOTUnstatedFlowControl) || r.fail(osi.XOT, err, b, off)
}

// flowControlOf says which of facilities 42 and 43 a field has.
func flowControlOf(f x25.FacilityField) (has xot.FlowControl) {
	_, has.PacketSize = f.Find(x25.CodePacketSize)
	_, has.Window = f.Find(x25.CodeWindowSize)
	return has
}
