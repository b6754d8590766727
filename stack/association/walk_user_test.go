package association_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
)

// hear is the user at end d.
func (w *walk) hear(d int, ev association.Event) {
	a := w.ends[d]
	check := func(err error) {
		if err != nil {
			w.fail("end %d, %T: %w", d, ev, err)
		}
	}
	w.kinds[fmt.Sprintf("%T", ev)[len("*association."):]]++
	switch ev := ev.(type) {
	case *association.Connecting:
		cc := &transport.ConnectionConfirm{}
		cc.TPDUSize, cc.Options = ev.CR.TPDUSize, ev.CR.Options
		check(a.Accept(cc))
	case *association.Requested:
		var values []stack.PDU
		if w.r.IntN(2) == 0 && len(ev.CP.Contexts) > 1 {
			values = append(values, w.value())
		}
		w.connected[d] = true
		if cpa := w.accepts(ev); cpa != nil {
			values = append([]stack.PDU{cpa}, values...)
		}
		check(a.Accept(values...))
	case *association.Opened:
		w.connected[d] = true
	case *association.Refused:
		w.fail("end %d: refused: %v", d, ev)
	case *association.Aborted:
		if w.over[d] = true; ev.Err != nil {
			w.fail("end %d: %w", d, ev.Err)
		}
	case *association.Released:
		w.over[d] = true
	case *association.Data:
		for _, v := range ev.Values {
			switch {
			case v.AbstractSyntax == added:
				w.kinds["values of added contexts"]++
			case v.AbstractSyntax != mms && ev.Primitive != presentation.SExpeditedData:
				w.fail("end %d: value of %v, context %d", d, v.AbstractSyntax, v.Context)
			}
		}
	case *association.Indication:
		switch p := ev.PPDU.(type) {
		case *presentation.AlterContext:
			w.proposed[d] = p
		case *presentation.AlterContextAcknowledge:
			w.added[d] = append(w.added[d], w.next[d]-2)
		}
		if _, ok := ev.SPDU.(*session.Resynchronize); ok {
			w.owed[d] = ev.SPDU
		}
	}
}

// accepts makes a CPA with context management.
func (w *walk) accepts(ev *association.Requested) stack.PDU {
	if !w.manages {
		return nil
	}
	cpa := ev.CP.Accept(func(*presentation.Context) presentation.Result {
		return presentation.Result{TransferSyntax: presentation.BasicEncoding()}
	})
	cpa.Requirements = presentation.ContextManagement
	return cpa
}

func some(r *rand.Rand, of session.Tokens) osi.Opt[session.Tokens] {
	if t := of & session.Tokens(r.IntN(256)); t != 0 {
		return osi.Some(t)
	}
	return osi.Some(of)
}

// act lets the user at end d do something.
func (w *walk) act(d int) {
	a, r := w.ends[d], w.r
	if !w.connected[d] || w.over[d] || a.Ended() {
		return
	}
	m := a.Session()
	if m.State() == spm.STA09 { // asked to release
		if w.units.Has(session.FUNegotiatedRelease) && r.IntN(3) == 0 && m.Tokens()&session.ReleaseToken == 0 {
			w.request(d, &session.NotFinished{}, &acse.ReleaseResponse{Reason: osi.Some(acse.ReleasedNotFinished)})
		} else if err := a.Release(); err != nil {
			w.fail("end %d: release: %w", d, err)
		}
		return
	}
	k := r.IntN(34)
	if w.quiet {
		k = [...]int{2, 4, 5, 6, 7, 8, 9, 11, 14, 27}[r.IntN(10)]
	}
	ss := m.Selected().Has(session.FUSymmetricSynchronize)
	va, vm, vr := m.Serials()
	ra, rm, rr := m.ReceivingSerials()
	switch k {
	case 0, 1:
		w.request(d, &session.TypedData{}, w.data(d))
	case 2:
		w.request(d, &session.GiveTokens{Tokens: some(r, m.Tokens())})
	case 3:
		w.request(d, &session.PleaseTokens{Tokens: some(r, m.Selected().Tokens())})
	case 4, 5:
		w.request(d, &session.MajorSyncAck{})
	case 6:
		w.request(d, w.resyncAck(d, vm, rm, ss))
	case 7:
		w.request(d, &session.ActivityInterruptAck{})
	case 8:
		w.request(d, &session.ActivityDiscardAck{})
	case 9:
		w.request(d, &session.CapabilityDataAck{})
	case 10:
		w.request(d, &session.MinorSyncPoint{SyncType: session.SyncType(r.IntN(2))}, w.data(d))
	case 11, 12:
		if ss {
			va, vm = ra, rm
		}
		w.request(d, &session.MinorSyncAck{Serial: session.Serial(uint64(max(va+r.Int64N(max(vm-va, 1)), 0)))})
	case 13:
		w.request(d, &session.MajorSyncPoint{})
	case 14:
		w.purged = w.request(d, w.resync(vm, vr, rm, rr, ss)) || w.purged
	case 15:
		w.request(d, &session.CapabilityData{}, w.data(d))
	case 16:
		w.activity = w.request(d, &session.ActivityInterrupt{}) || w.activity
	case 17:
		w.activity = w.request(d, &session.ActivityDiscard{}) || w.activity
	case 18:
		w.request(d, &session.ActivityEnd{})
	case 19, 20:
		w.request(d, &session.ActivityStart{Activity: []byte{1}})
	case 21:
		ar := &session.ActivityResume{Activity: []byte{1}, OldActivity: []byte{2}, Serial: session.Serial(r.Uint64N(9))}
		if ss {
			ar.SecondSerial = session.Serial(r.Uint64N(9))
		}
		w.request(d, ar)
	case 22:
		w.request(d, &session.GiveTokensConfirm{})
	case 23:
		if r.IntN(4) == 0 {
			w.activity = w.request(d, &session.ExceptionData{}) || w.activity
		}
	case 24:
		if r.IntN(10) == 0 {
			w.request(d, &session.Finish{}, &acse.ReleaseRequest{})
		}
	case 25:
		if r.IntN(60) == 0 {
			w.abort(d)
		}
	case 26:
		w.alter(d)
	case 27:
		w.answer(d)
	case 29:
		w.request(d, &session.ExpeditedData{Common: session.Common{UserData: []byte("expedited")}})
	case 30: // extended concatenation
		w.request(d, &session.GiveTokens{Tokens: some(r, m.Tokens())}, &session.MinorSyncPoint{}, &session.DataTransfer{}, w.data(d))
	case 31:
		w.request(d, &session.PleaseTokens{Tokens: some(r, m.Selected().Tokens())}, &session.MinorSyncAck{Serial: session.Serial(uint64(max(va, 0)))}, &session.DataTransfer{}, w.data(d))
	case 28: // a token with data
		w.request(d, &session.GiveTokens{Tokens: some(r, m.Tokens())}, &session.DataTransfer{}, w.data(d))
	default:
		w.request(d, &session.DataTransfer{}, w.data(d))
	}
}

// abort aborts in whatever state the end is.
func (w *walk) abort(d int) {
	w.aborted[w.ends[d].Session().State().String()]++
	w.over[d] = true
	if w.reuse && w.r.IntN(2) == 0 && w.ends[d].Send(&session.Abort{Disconnect: session.UserAbort}, &acse.Abort{}) == nil {
		return
	}
	w.ends[d].Abort()
}

// added is the abstract syntax of contexts that an AC adds.
var added = osi.MustOID("1.3.9999.1")

func (w *walk) alter(d int) {
	if !w.manages || w.proposed[d] != nil {
		return
	}
	ac := &presentation.AlterContext{Additions: []presentation.Context{{
		ID: w.next[d], AbstractSyntax: added, TransferSyntaxes: []osi.OID{presentation.BasicEncoding()},
	}}}
	if w.request(d, &session.TypedData{}, ac) {
		w.next[d] += 2
	}
}

func (w *walk) answer(d int) {
	ac := w.proposed[d]
	if ac == nil {
		return
	}
	aca := &presentation.AlterContextAcknowledge{}
	for range ac.Additions {
		aca.Additions = append(aca.Additions, presentation.Result{TransferSyntax: presentation.BasicEncoding()})
	}
	if w.request(d, &session.TypedData{}, aca) {
		w.proposed[d] = nil
		w.added[d] = append(w.added[d], ac.Additions[0].ID)
	}
}

// resync makes an RS.
func (w *walk) resync(vm, vr, rm, rr int64, ss bool) stack.PDU {
	r := w.r
	setting := session.TokenSetting(0)
	for _, t := range tokens {
		setting = setting.With(t, uint8(r.IntN(3)))
	}
	s := &session.Resynchronize{Resync: session.Resync{Tokens: osi.Some(setting)}}
	flow := func(from, next int64) (osi.Opt[session.ResyncType], session.SerialNumber) {
		switch r.IntN(3) {
		case 0:
			return osi.Some(session.ResyncAbandon), session.Serial(uint64(max(next, 0)))
		case 1:
			return osi.Some(session.ResyncSet), session.Serial(r.Uint64N(40))
		}
		return osi.Some(session.ResyncRestart), session.Serial(uint64(max(from+r.Int64N(max(next-from+1, 1)), 0)))
	}
	if s.ResyncType, s.Serial = flow(vr, vm); ss {
		s.SecondType, s.SecondSerial = flow(rr, rm)
	}
	return s
}

// resyncAck makes the RA; with symmetric synchronize all is the user's to say.
func (w *walk) resyncAck(d int, vm, rm int64, ss bool) stack.PDU {
	rs, _ := w.owed[d].(*session.Resynchronize)
	if !ss || rs == nil {
		return &session.ResynchronizeAck{}
	}
	ra := &session.ResynchronizeAck{}
	number := func(t session.ResyncType, n session.SerialNumber, next int64) session.SerialNumber {
		if t == session.ResyncAbandon {
			return session.Serial(uint64(max(next, 0)))
		}
		return n
	}
	ra.ResyncType, ra.Serial = rs.ResyncType, number(rs.ResyncType.Value, rs.Serial, rm)
	ra.SecondType, ra.SecondSerial = rs.SecondType, number(rs.SecondType.Value, rs.SecondSerial, vm)
	return ra
}
