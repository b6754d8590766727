package association

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// perform does, after a unit, what the machines do by themselves.
func (a *Association) perform() {
	in := &a.in
	if len(in.do) == 0 && len(in.replies) == 0 {
		return
	}
	replies := in.replies
	in.replies = nil
	if len(replies) > 0 {
		a.reply(replies)
	}
	for _, e := range in.do {
		var err error
		switch {
		case a.over:
		case e == spm.EventSCONreq:
			err = a.begin()
		case e == spm.EventOA:
			a.oa = &session.OverflowAccept{TSDUSize: a.cn.TSDUSize, Version: session.Version2}
			err = a.transmit(a.oa)
		case e == spm.EventCDO:
			err = a.sendOverflow()
		case e == spm.EventAA:
			err = a.transmit(&session.AbortAccept{})
		case e == spm.EventGTA:
			err = a.transmit(&session.GiveTokensAck{})
		case e == spm.EventTDISreq:
			a.end()
		}
		if err != nil {
			a.events = append(a.events, &Aborted{Layer: osi.Session, Err: err, Reason: err.Error()})
			a.end()
		}
	}
	in.do = in.do[:0]
}

// reply sends a DR or AARE of the machines, or the answer to a release after a collision.
func (a *Association) reply(pdus []stack.PDU) {
	switch p := pdus[0].(type) {
	case *transport.DisconnectRequest:
		_ = a.transmit(p)
	case *acse.AssociateResponse:
		_ = a.Send(&session.Refuse{}, p)
	default:
		_ = a.Send(pdus...)
	}
}

// begin sends the CN and the PDUs above it, once the transport connection is open.
func (a *Association) begin() error {
	pdus := a.opening
	a.opening = nil
	if pdus == nil { // the user opens later
		return nil
	}
	return a.Send(pdus...)
}
