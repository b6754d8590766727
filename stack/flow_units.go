package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// flows takes a DT TPDU of d that does not end a TSDU, and reports whether the TSDU passes as it
// arrives from this TPDU on. first says that the TPDU begins the TSDU.
func (a *association) flows(r *run, d osi.Direction, p *transport.Data, first bool) bool {
	h := &a.halves[d]
	if first {
		h.flow.stop(ofTPDUs)
		switch {
		case !a.mayFlow(r, d) || a.session.agreed.MaxTSDU(d) > 0:
		case r.config.Top < osi.Session:
			h.begin(r.config, ofTPDUs, inOctets)
		default:
			h.begin(r.config, ofTPDUs, inSPDUs)
		}
	}
	if len(h.early) > 0 || !h.flow.opens(a, r.config, d, ofTPDUs, p.UserData) {
		return false
	}
	r.moved = true // the lane is closed
	return true
}

// opens takes a piece that is also held, and reports whether the SSDU passes from this piece on. It
// does not if it turns out in the piece to be wrong: flow.fault then says why.
func (f *flow) opens(a *association, c *Config, d osi.Direction, p flowPieces, b []byte) bool {
	if f == nil || f.state == flowOff || f.pieces != p {
		return false
	}
	switch err := f.add(a, c, d, b); {
	case f.state == flowPasses:
		f.fault = err
	case err != nil: // the decoders say what is wrong, if anything is
		f.state = flowOff
	}
	return f.state == flowPasses
}

// stop ends the SSDU that f judges, if it comes in these pieces.
func (f *flow) stop(p flowPieces) {
	if f != nil && f.pieces == p {
		f.state = flowOff
	}
}

// mayFlow reports whether an SSDU of d that begins now may pass as it arrives. One with simply
// encoded values, X.226 8.4.1, may not, since it can begin like fully encoded data. Nor may one in
// which osi.UndefinedElement is tolerated, which a flow does not know.
func (a *association) mayFlow(r *run, d osi.Direction) bool {
	c := r.config
	return r.gate && r.skip&SkipData != 0 && !c.Whole && !c.Guess &&
		(c.Top < osi.Session || a.mayData(c, d) && !a.presentation.contexts.Simple(d) &&
			(c.Tolerate&osi.UndefinedElement == 0 || a.presentation.x410()))
}

// begin begins a flow.
func (h *half) begin(c *Config, p flowPieces, part flowPart) {
	if h.flow == nil {
		h.flow = new(flow)
	}
	h.flow.begin(c, p, part)
}

// piece takes a DT TPDU of a TSDU that passes as it arrives.
func (a *association) piece(r *run, d osi.Direction, p *transport.Data, b []byte, off int64) outcome {
	h := &a.halves[d]
	err := h.flow.fault // found by pieceUnit
	if err == nil {
		err = h.flow.add(a, r.config, d, p.UserData)
	}
	if err == nil && p.EOT {
		err = h.flow.end(len(p.UserData))
	}
	if err != nil || p.EOT {
		r.moved = true // the lane opens
		h.drop()
	}
	if err != nil {
		a.failPiece(r, d, osi.Rebase(err, "", len(b)-len(p.UserData)), b, off)
		return alone
	}
	return complete
}

// failPiece tells of the fault of a piece of d, and reports whether to go on. The fault is of
// RTSE if it is in the APDU that RTSE transfers.
func (a *association) failPiece(r *run, d osi.Direction, err error, b []byte, off int64) bool {
	layer := osi.Presentation
	if t := a.transfers[d]; t != nil && t.fault != nil {
		layer = osi.RTSE
	}
	return r.fail(layer, osi.Rebase(err, presentation.SData.String(), 0), b, off)
}

// segment takes the SPDU b of d, which is a segment, before the reassembler does, and reports
// whether its SSDU passes as it arrives. It then drops the user data, which the reassembler need
// not keep.
func (a *association) segment(r *run, d osi.Direction, s session.SPDU, b []byte) (passes bool, err error) {
	p, ok := s.(*session.DataTransfer)
	if !ok {
		return false, nil
	}
	h := &a.halves[d]
	if p.Enclosure == session.EnclosureFirst {
		h.flow.stop(ofSegments)
		if a.mayFlow(r, d) {
			part := inPPDU
			if a.presentation.x410() {
				part = inOctets
			}
			h.begin(r.config, ofSegments, part)
		}
	}
	last := p.Enclosure == session.EnclosureLast
	if !h.flow.passes(ofSegments) {
		if passes = !last && h.flow.opens(a, r.config, d, ofSegments, p.UserData); passes {
			err = h.flow.fault
		}
	} else if passes, err = true, h.flow.add(a, r.config, d, p.UserData); err == nil && last {
		err = h.flow.end(len(p.UserData))
	}
	if last {
		h.flow.stop(ofSegments)
	}
	if err != nil {
		return false, osi.Rebase(err, "", len(b)-len(p.UserData))
	}
	if passes {
		p.UserData = nil
		h.ssdu.Drop()
	}
	return passes, nil
}
