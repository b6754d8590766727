package spm

import (
	"math/rand/v2"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// choose makes an SPDU that the user of end d might want to send.
func (w *walk) choose(d int) session.SPDU {
	m, r := &w.m[d], w.r
	ss := m.symmetric()
	next := m.vm
	if ss {
		next = m.vms
	}
	if m.vcoll {
		return &session.Disconnect{}
	}
	k := r.IntN(30)
	if w.quiet {
		k = [...]int{4, 5, 6, 7, 8, 9, 11, 14, 16, 19}[r.IntN(10)]
	}
	switch k {
	case 0:
		return &session.TypedData{Common: data}
	case 1:
		return &session.ExpeditedData{Common: data}
	case 2:
		return &session.GiveTokens{Tokens: osi.Some(someTokens(r, m.owned))}
	case 3:
		return &session.PleaseTokens{Tokens: osi.Some(someTokens(r, m.available()))}
	case 4:
		return &session.MajorSyncAck{Serial: num(m.vm - 1)}
	case 5:
		if ss {
			return &session.MajorSyncAck{SecondSerial: num(m.vms)}
		}
		return &session.MajorSyncAck{Serial: num(m.vm - 1)}
	case 6:
		return w.resyncAck(m)
	case 7:
		return &session.ActivityInterruptAck{}
	case 8:
		return &session.ActivityDiscardAck{}
	case 9:
		return &session.CapabilityDataAck{}
	case 10:
		return &session.MinorSyncPoint{Serial: num(next), SyncType: session.SyncType(r.IntN(4))}
	case 11, 12:
		if ss {
			return &session.MinorSyncAck{Serial: num(m.varr + r.Int64N(max(m.vmr-m.varr, 1)))}
		}
		return &session.MinorSyncAck{Serial: num(m.va + r.Int64N(max(m.vm-m.va, 1)))}
	case 13:
		return &session.MajorSyncPoint{Serial: num(next)}
	case 14:
		return w.resync(m)
	case 15:
		return &session.CapabilityData{Common: data}
	case 16:
		return &session.ActivityInterrupt{}
	case 17:
		return &session.ActivityDiscard{}
	case 18:
		return &session.ActivityEnd{Serial: num(next)}
	case 19:
		return &session.NotFinished{}
	case 20:
		return &session.ActivityStart{Activity: []byte{1}}
	case 21:
		a := &session.ActivityResume{Activity: []byte{1}, OldActivity: []byte{2}, Serial: num(r.Int64N(9))}
		if ss {
			a.SecondSerial = num(r.Int64N(9))
		}
		return a
	case 22:
		return &session.GiveTokensConfirm{}
	case 23:
		return &session.ExceptionData{}
	case 24:
		if !w.long || r.IntN(200) == 0 {
			return &session.Finish{}
		}
	case 25:
		if n := 20; r.IntN(n) == 0 && (!w.long || r.IntN(n) == 0) {
			return &session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort, Common: session.Common{UserData: make([]byte, r.IntN(20))}}
		}
		return &session.DataTransfer{Common: data}
	case 26:
		if r.IntN(10) == 0 {
			return &session.Disconnect{}
		}
	}
	return &session.DataTransfer{Common: data}
}

func someTokens(r *rand.Rand, of session.Tokens) session.Tokens {
	if t := of & session.Tokens(r.IntN(256)); t != 0 {
		return t
	}
	return of
}

// resync makes an RS that the user of m may ask for.
func (w *walk) resync(m *Machine) session.SPDU {
	r := w.r
	setting := session.TokenSetting(0)
	for _, t := range [...]session.Tokens{dk, mi, ma, tr} {
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
	if !m.symmetric() {
		s.ResyncType, s.Serial = flow(m.vr, m.vm)
		return s
	}
	k := r.IntN(3)
	if k != 0 {
		s.ResyncType, s.Serial = flow(m.vrs, m.vms)
	}
	if k != 1 {
		s.SecondType, s.SecondSerial = flow(m.vrr, m.vmr)
	}
	return s
}

// resyncAck makes the RA that answers the RS that m has received.
func (w *walk) resyncAck(m *Machine) session.SPDU {
	setting := m.resyncTokens
	for _, t := range [...]session.Tokens{dk, mi, ma, tr} {
		if setting.Side(t) >= session.ResponderChoice {
			setting = setting.With(t, uint8(w.r.IntN(2)))
		}
	}
	s := &session.ResynchronizeAck{Resync: session.Resync{Tokens: osi.Some(setting)}}
	types := map[resync]osi.Opt[session.ResyncType]{
		resyncAbandon: osi.Some(session.ResyncAbandon), resyncSet: osi.Some(session.ResyncSet), resyncRestart: osi.Some(session.ResyncRestart),
	}
	number := func(t resync, nb, next int64) session.SerialNumber {
		switch {
		case t == resyncAbandon:
			return num(next)
		case t == resyncRestart:
			return num(nb)
		case t == resyncSet:
			return num(w.r.Int64N(40))
		}
		return nil
	}
	if !m.symmetric() {
		s.Serial = number(m.vrsp, m.vrspnb, m.vm)
		return s
	}
	s.ResyncType, s.Serial = types[m.vrspr], number(m.vrspr, m.vrspnbr, m.vmr)
	s.SecondType, s.SecondSerial = types[m.vrsps], number(m.vrsps, m.vrspnbs, m.vms)
	return s
}

func num(n int64) session.SerialNumber {
	if n < 0 {
		return nil
	}
	return session.Serial(uint64(n))
}
