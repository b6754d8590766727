package dump

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/lapb"
	"github.com/osi-go/osi/x25/xot"
)

// The offsets of the fixed part of packets, X.25 5.1.
const (
	atHeader     = 0
	atNumbers    = 2 // of modulo 8, and P(S) of modulo 128
	atCause      = 3
	atDiagnostic = 4
)

func (w *writer) packet(p x25.Packet) {
	w.count("LCI", atHeader, int64(p.Channel()))
	switch p := p.(type) {
	case *x25.CallRequest:
		w.flag("D", atHeader, p.D)
		w.addresses(3, &p.Addresses)
		w.facilities("Facilities", p.Facilities)
		w.ownData("UserData", p.UserData)
	case *x25.CallAccepted:
		w.flag("D", atHeader, p.D)
		w.addresses(3, &p.Addresses)
		w.facilities("Facilities", p.Facilities)
		w.ownData("UserData", p.UserData)
	case *x25.ClearRequest:
		w.code("Cause", atCause, uint8(p.Cause), p.Cause.String())
		w.diagnosticCode(p.Diagnostic)
		w.addresses(5, &p.Addresses)
		w.facilities("Facilities", p.Facilities)
		w.ownData("UserData", p.UserData)
	case *x25.ClearConfirmation:
		w.addresses(3, &p.Addresses)
		w.facilities("Facilities", p.Facilities)
	case *x25.Data:
		at := atNumbers
		if p.Modulo == x25.Modulo128 {
			at++
		}
		w.flag("Q", atHeader, p.Q)
		w.flag("D", atHeader, p.D)
		w.flag("M", at, p.M)
		w.number("PS", atNumbers, int64(p.PS))
		w.number("PR", at, int64(p.PR))
		w.userData("UserData", p.UserData)
	case *x25.ReceiveReady:
		w.flow(p.PR)
	case *x25.ReceiveNotReady:
		w.flow(p.PR)
	case *x25.Reject:
		w.flow(p.PR)
	case *x25.Interrupt:
		w.ownData("UserData", p.UserData)
	case *x25.ResetRequest:
		w.code("Cause", atCause, uint8(p.Cause), p.Cause.String())
		w.diagnosticCode(p.Diagnostic)
	case *x25.RestartRequest:
		w.code("Cause", atCause, uint8(p.Cause), p.Cause.String())
		w.diagnosticCode(p.Diagnostic)
	case *x25.InterruptConfirmation, *x25.ResetConfirmation, *x25.RestartConfirmation:
	case *x25.DiagnosticPacket:
		w.code("Code", 3, uint8(p.Code), p.Code.String())
		if len(p.Explanation) > 0 {
			w.raw("Explanation", p.Explanation)
		}
	case *x25.RegistrationRequest:
		w.registration(3, &p.Registration)
	case *x25.RegistrationConfirmation:
		w.code("Cause", atCause, uint8(p.Cause), p.Cause.String())
		w.code("Diagnostic", atDiagnostic, uint8(p.Diagnostic), p.Diagnostic.String())
		w.registration(5, &p.Registration)
	}
}

func (w *writer) flow(pr uint8) {
	at := atNumbers
	if len(w.pdu) > 3 {
		at++
	}
	w.number("PR", at, int64(pr))
}

func (w *writer) diagnosticCode(d osi.Opt[x25.Diagnostic]) {
	if d.Present {
		w.code("Diagnostic", atDiagnostic, uint8(d.Value), d.Value.String())
	}
}

// blocks returns where the two addresses of the block at off begin; the second may begin within an
// octet.
func (w *writer) blocks(off int) (first, second int) {
	if off+1 >= len(w.pdu) {
		return noOffset, noOffset
	}
	if w.pdu[0]&0x80 != 0 {
		return off + 2, off + 2 + int(w.pdu[off])/2
	}
	return off + 1, off + 1 + int(w.pdu[off]&0x0f)/2
}

func (w *writer) addresses(off int, a *x25.Addresses) {
	called, calling := w.blocks(off)
	w.open("Addresses", noOffset)
	if a.TOANPI && w.o.Skip == 0 {
		w.flag("TOANPI", atHeader, true)
	}
	optAddress(w, "Called", called, a.Called)
	optAddress(w, "Calling", calling, a.Calling)
	w.close()
}

func (w *writer) registration(off int, r *x25.Registration) {
	first, second := w.blocks(off)
	optAddress(w, "DTE", second, r.DTE)
	optAddress(w, "DCE", first, r.DCE)
	w.facilities("Elements", r.Elements)
}

func (w *writer) frame(f *lapb.Frame) {
	w.number("Address", 0, int64(f.Address))
	w.word("Type", 1, f.Type.String())
	numbers := 1
	if f.Extended && f.Type <= lapb.REJ {
		numbers = 2
	}
	w.flag("PF", numbers, f.PF)
	if f.Type == lapb.I {
		w.number("NS", 1, int64(f.NS))
	}
	if f.Type <= lapb.REJ {
		w.number("NR", numbers, int64(f.NR))
	}
	if f.Type == lapb.I {
		w.userData("Information", f.Information)
	} else {
		w.ownData("Information", f.Information)
	}
}

func (w *writer) setup(p *xot.PVCSetup) {
	w.count("GFI", 0, int64(p.GFI))
	w.count("LCI", 0, int64(p.LCI))
	w.word("Status", noOffset, p.Status.String())
	w.count("InitiatorLCN", noOffset, int64(p.InitiatorLCN))
	w.count("ResponderLCN", noOffset, int64(p.ResponderLCN))
	w.count("WindowIn", noOffset, int64(p.WindowIn))
	w.count("WindowOut", noOffset, int64(p.WindowOut))
	w.count("PacketSizeIn", noOffset, int64(p.PacketSizeIn))
	w.count("PacketSizeOut", noOffset, int64(p.PacketSizeOut))
	w.text("InitiatorName", p.InitiatorName)
	w.text("ResponderName", p.ResponderName)
}
