package association

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// complete fills in what follows from the state. It copies PDUs of the user that it changes.
func (a *Association) complete(l *layered) {
	last := &l.session[len(l.session)-1]
	switch p := (*last).(type) {
	case *session.Connect:
		if p.Version == 0 {
			cn := *p
			cn.Version = session.Version2
			*last = &cn
		}
	case *session.Refuse:
		a.completeRefusal(l, p)
	case *session.Abort:
		if p.Disconnect == 0 {
			ab := *p
			ab.Disconnect = session.ReleaseTransport | session.UserAbort
			*last = &ab
		}
		if l.presentation == nil && (l.acse != nil || len(l.values) > 0) {
			l.presentation = &presentation.AbnormalReleaseUser{}
			if a.encoder.X410 {
				l.presentation = &presentation.AbnormalReleaseUser{Mode: osi.X410Mode}
			}
		}
	case *session.Accept:
		a.completeResponse(l)
	default:
		for i, p := range l.session {
			l.session[i] = a.completeSerial(p)
		}
		a.completeResync(l)
	}
}

func (a *Association) completeRefusal(l *layered, p *session.Refuse) {
	rf := *p
	l.session[len(l.session)-1] = &rf
	if l.acse != nil && l.presentation == nil {
		l.presentation = &presentation.ConnectReject{}
	}
	if p, ok := l.presentation.(*presentation.ConnectReject); ok && p.Results == nil && (l.acse != nil || len(l.values) > 0) && a.cp != nil {
		cpr := *p
		cpr.Results = acceptOf(a.cp).Results // its values are of accepted contexts, X.226 6.2.4.10
		l.presentation = &cpr
	}
	if l.presentation != nil && !rf.Reason.Present {
		rf.Reason = osi.Some(session.RefusedByUser)
	}
	if !rf.Disconnect.Present {
		rf.Disconnect = osi.Some(session.ReleaseTransport)
	}
	if a.oa != nil && rf.Version == 0 {
		rf.Version = a.oa.Version
	}
	a.completeResponse(l)
}

// completeResponse fills in the application context of an AARE, and the mode of the PPDU.
func (a *Association) completeResponse(l *layered) {
	if p, ok := l.acse.(*acse.AssociateResponse); ok && p.ApplicationContext.IsZero() && a.aarq != nil {
		aare := *p
		aare.ApplicationContext = a.aarq.ApplicationContext
		l.acse = &aare
	}
}

// completeSerial fills in the serial number that the state gives.
func (a *Association) completeSerial(p session.SPDU) session.SPDU {
	_, next, _ := a.session.Serials()
	n := session.Serial(uint64(max(next, 0)))
	symmetric := a.session.Selected().Has(session.FUSymmetricSynchronize)
	switch p := p.(type) {
	case *session.MinorSyncPoint:
		if p.Serial == nil {
			c := *p
			c.Serial = n
			return &c
		}
	case *session.MajorSyncPoint:
		if p.Serial == nil {
			c := *p
			c.Serial = n
			return &c
		}
	case *session.ActivityEnd:
		if p.Serial == nil {
			c := *p
			c.Serial = n
			return &c
		}
	case *session.MajorSyncAck:
		switch c := *p; {
		case p.Serial != nil || p.SecondSerial != nil:
		case symmetric:
			c.SecondSerial = n
			return &c
		default:
			c.Serial = session.Serial(uint64(max(next-1, 0)))
			return &c
		}
	case *session.Resynchronize:
		c := *p
		if c.Serial == nil && c.SecondSerial == nil && !symmetric && c.ResyncType.Or(session.ResyncRestart) == session.ResyncAbandon {
			c.Serial = n
		}
		if !c.Tokens.Present && a.agreed.Tokens != 0 {
			c.Tokens = osi.Some(session.TokenSetting(0))
		}
		return &c
	case *session.ResynchronizeAck:
		return a.completeResyncAck(p, n, symmetric)
	}
	return p
}

// completeResyncAck answers the RS received last, X.225 7.25. Tokens whose place the RS leaves
// open stay with this end.
func (a *Association) completeResyncAck(p *session.ResynchronizeAck, next session.SerialNumber, symmetric bool) session.SPDU {
	if a.rs == nil {
		return p
	}
	c := *p
	if !c.Tokens.Present && a.rs.Tokens.Present {
		c.Tokens = a.rs.Tokens
		for _, t := range [...]session.Tokens{session.DataToken, session.MinorToken, session.MajorToken, session.ReleaseToken} {
			if c.Tokens.Value.Side(t) >= session.ResponderChoice {
				c.Tokens.Value = c.Tokens.Value.With(t, session.ResponderSide)
			}
		}
	}
	if symmetric || c.Serial != nil {
		return &c
	}
	if c.Serial = a.rs.Serial; a.rs.ResyncType.Value == session.ResyncAbandon {
		if v, ok := c.Serial.Uint64(); !ok || next.Compare(session.Serial(v)) > 0 {
			c.Serial = next
		}
	}
	return &c
}

// completeResync makes the PPDU of an RS or RA, which lists the contexts that it leads to.
func (a *Association) completeResync(l *layered) {
	t := l.last().Type()
	if t != session.TypeRS && t != session.TypeRA || l.presentation != nil || a.encoder.X410 {
		return
	}
	set := a.presentation.Contexts()
	if t == session.TypeRS {
		set = a.presentation.Resulting(a.parameters(l.last()))
	}
	manages := set.Requirements()&presentation.ContextManagement != 0
	if !manages && len(l.values) == 0 {
		return
	}
	rs := &presentation.Resynchronize{Acknowledge: t == session.TypeRA}
	if manages {
		rs.Contexts = []presentation.ContextName{}
		for c := range set.All() {
			rs.Contexts = append(rs.Contexts, presentation.ContextName{ID: c.ID, TransferSyntax: c.TransferSyntax})
		}
	}
	l.presentation = rs
}

func (a *Association) fillCR(cr *transport.ConnectionRequest) {
	cr.OverTCP = a.config.Carrier == stack.TPKTs
	if cr.SrcRef == 0 {
		cr.SrcRef = 1
	}
}

func (a *Association) fillCC(cc *transport.ConnectionConfirm) {
	cc.OverTCP = a.config.Carrier == stack.TPKTs
	if cc.DstRef == 0 && a.cr != nil {
		cc.DstRef = a.cr.SrcRef
	}
	if cc.SrcRef == 0 {
		cc.SrcRef = 1
	}
}

// refusal returns the format of a DR or ER that refuses the CR, and whether it has a checksum,
// which it has in class 4 unless the CR proposes to do without, X.224 6.17.3.
func (a *Association) refusal() (f transport.Format, checksum bool) {
	f = a.cr.Format()
	return f, f.Class == 4 && f.Options.Value&transport.OptionNoChecksum == 0
}

// fillDR makes a DR that refuses the CR.
func (a *Association) fillDR(dr *transport.DisconnectRequest) {
	if dr.DstRef == 0 && a.cr != nil {
		dr.DstRef = a.cr.SrcRef
		dr.Format, dr.Checksum = a.refusal()
	}
}

// fillER makes an ER that refuses the CR, X.224 6.6.3. In class 0 it has the header of the CR.
func (a *Association) fillER(er *transport.TPDUError) {
	er.Format, er.Checksum = a.refusal()
	if er.DstRef == 0 {
		er.DstRef = a.cr.SrcRef
	}
	if er.Invalid != nil {
		return
	}
	const room = 118 // of 128 octets, X.224 13.12
	er.Invalid = bytes.Clone(a.header[:min(len(a.header), room)])
}

// collided reports whether this end, the responder, has asked for a release, too: it answers the
// peer's only after the peer has answered, X.225 Table A.15.
func (a *Association) collided() bool {
	return a.own == osi.FromResponder && a.session.State() == spm.STA09 && a.finishing
}
