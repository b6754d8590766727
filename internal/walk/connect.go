package walk

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

const (
	hd, fd, ex, sy, ma, resyn, act = session.FUHalfDuplex, session.FUDuplex, session.FUExpeditedData, session.FUMinorSynchronize,
		session.FUMajorSynchronize, session.FUResynchronize, session.FUActivityManagement
	nr, cd, excep, td, ss, ds = session.FUNegotiatedRelease, session.FUCapabilityData, session.FUExceptions, session.FUTypedData,
		session.FUSymmetricSynchronize, session.FUDataSeparation
)

var tokens = [...]session.Tokens{session.DataToken, session.MinorToken, session.MajorToken, session.ReleaseToken}

// units makes functional units that go together.
func (w *Walk) units() session.FunctionalUnits {
	r := w.r
	u := fd
	if r.IntN(2) == 0 {
		u = hd
	}
	for _, f := range [...]session.FunctionalUnits{ma, resyn, act, nr, td} {
		if r.IntN(2) == 0 {
			u |= f
		}
	}
	switch r.IntN(5) {
	case 0:
		u |= ss
	case 1, 2, 3:
		u |= sy
	}
	if u&(sy|ss) != 0 && u&act == 0 && r.IntN(2) == 0 {
		u |= ds
	}
	if u&act != 0 && r.IntN(2) == 0 {
		u |= cd
	}
	if u&hd != 0 && r.IntN(2) == 0 {
		u |= excep
	}
	if w.o.Expedited && r.IntN(2) == 0 {
		u |= ex
	}
	return u
}

// numbers gives the initial serial numbers, where there are any, with the upper limit.
func (w *Walk) numbers(i *session.ConnectAcceptItem, u session.FunctionalUnits, limit osi.Opt[uint8]) {
	if u&(sy|ss|ma|resyn) == 0 || u&act != 0 {
		return
	}
	i.InitialSerial = session.Serial(uint64(w.r.IntN(30)))
	if u.Has(ss) {
		i.SecondInitialSerial = session.Serial(uint64(w.r.IntN(30)))
	}
	if limit.Present {
		i.UpperLimit, i.LargeInitialSerial, i.LargeSecondSerial = limit, i.InitialSerial, i.SecondInitialSerial
		i.InitialSerial, i.SecondInitialSerial = nil, nil
	}
}

// connect has the initiator send a CN.
func (w *Walk) connect() {
	r := w.r
	u := w.units()
	cn := &session.Connect{}
	if cn.Version = session.Version2; r.IntN(8) == 0 && u&^(hd|fd|sy|ma|resyn|act|nr|cd|excep|td|ex) == 0 {
		cn.Version = session.Version1
	}
	limit := osi.Opt[uint8]{}
	if r.IntN(6) == 0 {
		limit = osi.Some(uint8(3 * r.IntN(3))) // 0 is none
	}
	w.numbers(&cn.ConnectAcceptItem, u, limit)
	cn.Requirements = osi.Some(u)
	if r.IntN(4) == 0 { // for the responder to choose
		cn.Requirements = osi.Some(u | hd | fd)
	}
	setting := session.TokenSetting(0)
	for _, t := range tokens {
		setting = setting.With(t, uint8(r.IntN(3)))
	}
	cn.TokenSetting = osi.Some(setting)
	if r.IntN(3) == 0 {
		cn.Options = session.ExtendedConcatenation
	}
	if cn.Version == session.Version2 && r.IntN(3) == 0 {
		cn.TSDUSize = osi.Some(session.TSDUSize{ToResponder: w.size(), ToInitiator: w.size()})
	}
	cn.UserData = w.bytes(20)
	w.ends[0], w.closing = end{proposal: cn}, false
	if cn.Version == session.Version2 && !w.o.Layers && r.IntN(16) == 0 {
		cn.UserData = make([]byte, session.MaxExtendedData)
		cn.Overflow = true
		for range r.IntN(3) {
			c := &session.ConnectDataOverflow{}
			c.UserData, c.Enclosure = w.bytes(30), session.EnclosureMiddle
			c.UserData = append(c.UserData, 1)
			w.ends[0].more = append(w.ends[0].more, c)
		}
		c := &session.ConnectDataOverflow{}
		c.Enclosure, c.UserData = session.EnclosureLast, []byte{1}
		w.ends[0].more = append(w.ends[0].more, c)
	}
	w.request(0, cn)
}

func (w *Walk) size() uint16 {
	if w.r.IntN(3) == 0 {
		return 0
	}
	return uint16(100 + w.r.IntN(300))
}

func (w *Walk) bytes(most int) []byte {
	if n := w.r.IntN(most + 1); n > 0 {
		return make([]byte, n)
	}
	return nil
}

// overflowAccept makes the OA of end d.
func (w *Walk) overflowAccept(d int) session.SPDU {
	e := &w.ends[d]
	e.oa = &session.OverflowAccept{Version: session.Version2, TSDUSize: e.proposal.TSDUSize}
	return e.oa
}

// respond has the responder answer the CN: an AC, an RF, or an AB.
func (w *Walk) respond(d int) {
	r, e := w.r, &w.ends[d]
	cn := e.proposal
	switch r.IntN(12) {
	case 0:
		w.request(d, w.abort())
		return
	case 1:
		rf := &session.Refuse{Version: session.Version2, Reason: osi.Some(session.RefusedByUser)}
		if e.oa == nil && cn.Version == session.Version1 {
			rf.Version = session.Version1
		}
		if r.IntN(2) == 0 {
			rf.Disconnect = osi.Some(session.TransportDisconnect(0))
		}
		w.request(d, rf)
		return
	}
	ac := &session.Accept{}
	u := cn.Requirements.Value
	if u.Has(hd | fd) {
		if u &^= fd; r.IntN(2) == 0 {
			u = u&^(hd|excep) | fd
		}
	}
	for _, f := range [...]session.FunctionalUnits{ex, ma, nr, td, cd, excep} {
		if r.IntN(10) == 0 {
			u &^= f
		}
	}
	if u&act != 0 {
		cn.InitialSerial = nil
	}
	ac.Version, ac.Requirements, ac.TSDUSize = cn.Version, osi.Some(u), cn.TSDUSize
	if r.IntN(3) == 0 {
		ac.Options = session.ExtendedConcatenation
	}
	w.numbers(&ac.ConnectAcceptItem, u, cn.UpperLimit)
	setting := cn.TokenSetting.Value
	for _, t := range tokens {
		if setting.Side(t) >= session.ResponderChoice {
			setting = setting.With(t, uint8(r.IntN(2)))
		}
	}
	if ac.TokenSetting = osi.Some(setting); r.IntN(3) == 0 {
		ac.Tokens = osi.Some(u.Tokens() & session.Tokens(r.IntN(256)))
	}
	ac.UserData = w.bytes(300)
	if !w.agree(d, ac) {
		return
	}
	w.request(d, ac)
}

// agree keeps what the AC means for what end d sends.
func (w *Walk) agree(d int, ac *session.Accept) bool {
	e := &w.ends[d]
	n, err := session.Negotiate(e.proposal, e.oa, ac)
	if err != nil {
		panic(fmt.Sprintf("%v: %+v %+v", err, e.proposal, ac))
	}
	e.version, e.size, e.extended = n.Version, int(n.TSDUSize.ToResponder), n.ExtendedToResponder
	if d == 1 {
		e.size, e.extended = int(n.TSDUSize.ToInitiator), n.ExtendedToInitiator
		w.Connected++
		if w.Connected == 1 {
			w.Selected = n.Units
		}
	}
	return true
}

// abort makes an AB of the user.
func (w *Walk) abort() session.SPDU {
	a := &session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort}
	if w.r.IntN(2) == 0 {
		a.Disconnect = session.UserAbort
	}
	a.UserData = w.bytes(20)
	return a
}
