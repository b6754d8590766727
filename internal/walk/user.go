package walk

import (
	"math/rand/v2"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
)

// choose makes an SPDU that the user of end d might want to send. nil is none.
func (w *Walk) choose(d int) session.SPDU {
	m, e, r := &w.m[d], &w.ends[d], w.r
	u := m.Selected()
	symmetric := u.Has(ss)
	a, next, _ := m.Serials()
	ra, rm, _ := m.ReceivingSerials()
	if e.sentFN && e.heardFN {
		return &session.Disconnect{}
	}
	data := session.Common{UserData: append(w.bytes(w.length()), 1)}
	maybe := session.Common{}
	if e.version == session.Version2 {
		maybe.UserData = w.bytes(w.length() / 2)
	}
	if !w.closing && r.IntN(60) == 0 {
		w.closing = true
	}
	if p := w.close(d, next); p != nil {
		return p
	}
	k := r.IntN(30)
	if !w.hurried(m) && k >= 26 {
		k = 25
	}
	switch k {
	case 0:
		if u.Has(td) {
			return &session.TypedData{Common: data}
		}
	case 1:
		return &session.ExpeditedData{Common: session.Common{UserData: make([]byte, 1+r.IntN(session.MaxExpedited))}}
	case 2:
		return &session.GiveTokens{Tokens: osi.Some(some(r, m.Tokens()))}
	case 3:
		return &session.PleaseTokens{Tokens: osi.Some(some(r, u.Tokens())), Common: maybe}
	case 4, 5:
		if symmetric {
			return &session.MajorSyncAck{SecondSerial: num(next)}
		}
		return &session.MajorSyncAck{Serial: num(next - 1), Common: maybe}
	case 6:
		return w.resyncAck(d)
	case 7:
		return &session.ActivityInterruptAck{Common: maybe}
	case 8:
		return &session.ActivityDiscardAck{Common: maybe}
	case 9:
		return &session.CapabilityDataAck{Common: maybe}
	case 10:
		t := session.SyncType(r.IntN(4))
		if !u.Has(ds) {
			t &^= session.SeparateData
		}
		return &session.MinorSyncPoint{Serial: num(next), SyncType: t, Common: maybe}
	case 11, 12:
		if symmetric {
			return &session.MinorSyncAck{Serial: num(ra + r.Int64N(max(rm-ra, 1)))}
		}
		return &session.MinorSyncAck{Serial: num(a + r.Int64N(max(next-a, 1)))}
	case 13:
		return &session.MajorSyncPoint{Serial: num(next), Common: maybe}
	case 14:
		if u.Has(resyn) {
			return w.resync(m)
		}
	case 15:
		return &session.CapabilityData{Common: maybe}
	case 16:
		return &session.ActivityInterrupt{Common: maybe}
	case 17:
		return &session.ActivityDiscard{Common: maybe}
	case 18:
		return &session.ActivityEnd{Serial: num(next), Common: maybe}
	case 19:
		return &session.NotFinished{Common: maybe}
	case 20:
		return &session.ActivityStart{Activity: []byte{1}}
	case 21:
		p := &session.ActivityResume{Activity: []byte{1}, OldActivity: []byte{2}, Serial: num(r.Int64N(9))}
		if symmetric {
			p.SecondSerial = num(r.Int64N(9))
		}
		return p
	case 22:
		return &session.GiveTokensConfirm{}
	case 23:
		return &session.ExceptionData{Common: maybe}
	case 26:
		f := &session.Finish{Common: maybe}
		if r.IntN(2) == 0 {
			f.Disconnect = osi.Some(session.TransportDisconnect(0))
		}
		return f
	case 27:
		return &session.Disconnect{Common: maybe}
	case 28:
		return w.abort()
	}
	return &session.DataTransfer{Common: data}
}

// close makes an SPDU that brings the connection nearer to its release; nil is none.
func (w *Walk) close(d int, next int64) session.SPDU {
	m, r := &w.m[d], w.r
	switch {
	case !w.closing || r.IntN(2) == 0:
		return nil
	case m.State() == spm.STA09 || r.IntN(20) == 0:
		return &session.Disconnect{}
	case m.Activity() && r.IntN(2) == 0:
		return &session.ActivityEnd{Serial: num(next)}
	case m.Activity():
		return &session.ActivityInterrupt{}
	case d == 1 && m.Tokens() != 0:
		return &session.GiveTokens{Tokens: osi.Some(m.Tokens())}
	case d == 0:
		f := &session.Finish{}
		if r.IntN(3) > 0 {
			f.Disconnect = osi.Some(session.TransportDisconnect(0))
		}
		return f
	}
	return nil
}

// hurried reports whether the user ends the connection soon, or has to.
func (w *Walk) hurried(m *spm.Machine) bool {
	seldom := 30
	if s := m.State(); s == spm.STA09 {
		seldom = 3
	} else if s == spm.STA713 {
		seldom = 8
	}
	return w.r.IntN(seldom) == 0
}

// length is the most octets of user data.
func (w *Walk) length() int {
	if w.r.IntN(10) == 0 {
		return 500
	}
	return 8
}

func some(r *rand.Rand, of session.Tokens) session.Tokens {
	if t := of & session.Tokens(r.IntN(256)); t != 0 {
		return t
	}
	return of
}

func num(n int64) session.SerialNumber {
	if n < 0 {
		return nil
	}
	return session.Serial(uint64(n))
}

// resync makes an RS that the user of m may ask for.
func (w *Walk) resync(m *spm.Machine) session.SPDU {
	r := w.r
	setting := session.TokenSetting(0)
	for _, t := range tokens {
		setting = setting.With(t, uint8(r.IntN(3)))
	}
	s := &session.Resynchronize{Resync: session.Resync{Tokens: osi.Some(setting)}}
	flow := func(from, next int64) (osi.Opt[session.ResyncType], session.SerialNumber) {
		switch r.IntN(3) {
		case 0:
			return osi.Some(session.ResyncAbandon), num(next)
		case 1:
			return osi.Some(session.ResyncSet), num(r.Int64N(40))
		}
		return osi.Some(session.ResyncRestart), num(from + r.Int64N(max(next-from+1, 1)))
	}
	_, next, from := m.Serials()
	_, rnext, rfrom := m.ReceivingSerials()
	if !m.Selected().Has(ss) {
		s.ResyncType, s.Serial = flow(from, next)
		return s
	}
	k := r.IntN(3)
	if k != 0 {
		s.ResyncType, s.Serial = flow(from, next)
	}
	if k != 1 {
		s.SecondType, s.SecondSerial = flow(rfrom, rnext)
	}
	return s
}

// resyncAck makes an RA that the machine of end d takes for the answer to the RS that has
// prevailed; nil when there is none.
func (w *Walk) resyncAck(d int) session.SPDU {
	m, r, e := &w.m[d], w.r, &w.ends[d]
	if len(e.resync) == 0 {
		return nil
	}
	_, next, _ := m.Serials()
	_, rnext, _ := m.ReceivingSerials()
	numbers := []int64{next, rnext, r.Int64N(40)}
	for _, s := range e.resync {
		for _, n := range []session.SerialNumber{s.Serial, s.SecondSerial} {
			if v, ok := n.Uint64(); n != nil && ok {
				numbers = append(numbers, int64(v))
			}
		}
	}
	for range 60 {
		from := e.resync[len(e.resync)-1]
		setting := from.Tokens.Value
		for _, t := range tokens {
			if setting.Side(t) >= session.ResponderChoice {
				setting = setting.With(t, uint8(r.IntN(2)))
			}
		}
		s := &session.ResynchronizeAck{Resync: session.Resync{Tokens: osi.Some(setting)}}
		number := func() session.SerialNumber { return num(numbers[r.IntN(len(numbers))]) }
		if !m.Selected().Has(ss) {
			s.Serial = number()
		} else {
			if k := r.IntN(4); k > 0 {
				s.ResyncType, s.Serial = osi.Some(session.ResyncType(k-1)), number()
			}
			if k := r.IntN(4); k > 0 {
				s.SecondType, s.SecondSerial = osi.Some(session.ResyncType(k-1)), number()
			}
		}
		n := *m
		if n.Send(s) == nil {
			return s
		}
	}
	return nil
}
