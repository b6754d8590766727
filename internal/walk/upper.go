package walk

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
)

// upper are presentation and ACSE at both ends. nil is none.
type upper struct {
	ppm    [2]ppm.Machine
	acpm   [2]acpm.Machine
	cp     *presentation.Connect
	next   [2]int64 // context that an end adds next
	remote [2]*presentation.AlterContext
	sent   map[session.SPDU]carried // shared by the copies
}

// carried is what an SPDU carries.
type carried struct {
	ppdu   presentation.PPDU
	params ppm.Parameters
	apdu   acse.APDU
}

func newUpper() *upper { return &upper{sent: map[session.SPDU]carried{}} }

func (u *upper) clone() *upper {
	if u == nil {
		return nil
	}
	c := *u
	return &c
}

var (
	syntaxACSE  = osi.MustOID("2.2.1.0.1")
	syntaxOther = osi.MustOID("1.0.9506.2.1")
	syntaxBER   = osi.MustOID("2.1.1")
	application = osi.MustOID("1.0.9506.2.3")
)

func proposals(ids ...int64) (list []presentation.Context) {
	for _, id := range ids {
		c := presentation.Context{ID: id, AbstractSyntax: syntaxOther, TransferSyntaxes: []osi.OID{syntaxBER}}
		if id == 1 {
			c.AbstractSyntax = syntaxACSE
		}
		list = append(list, c)
	}
	return list
}

type appender interface{ AppendBinary([]byte) ([]byte, error) }

func encoding(p appender) []byte {
	b, err := p.AppendBinary(nil)
	if err != nil {
		panic(fmt.Sprintf("%+v: %v", p, err))
	}
	return b
}

// one returns user data that is an APDU of ACSE.
func one(apdu []byte) presentation.UserData {
	return presentation.UserData{PDVs: []presentation.PDV{{Context: 1, Value: apdu}}}
}

// fill gives p, which end d is about to send, what it carries. It reports whether presentation and
// ACSE may send that.
func (u *upper) fill(w *Walk, d int, p session.SPDU) bool {
	if u == nil {
		return true
	}
	var c carried
	switch p := p.(type) {
	case *session.Connect:
		c.apdu = &acse.AssociateRequest{Versions: acse.Version1, ApplicationContext: application}
		u.ppm[d], u.acpm[d], u.next, u.remote[d] = ppm.Machine{}, acpm.Machine{}, [2]int64{7, 8}, nil
		cp := &presentation.Connect{Contexts: proposals([]int64{1, 3, 5}[:2+w.r.IntN(2)]...), UserData: one(encoding(c.apdu))}
		if p.Requirements.Value.Has(td) && w.r.IntN(3) > 0 {
			cp.Requirements = presentation.ContextManagement
		}
		u.cp, c.ppdu = cp, cp
		p.UserData = encoding(cp)
	case *session.Accept:
		c.apdu = &acse.AssociateResponse{Versions: acse.Version1, ApplicationContext: application, Diagnostic: acse.Diagnostic{Source: acse.ServiceUser}}
		cpa := &presentation.ConnectAccept{UserData: one(encoding(c.apdu))}
		for i := range u.cp.Contexts {
			cpa.Results = append(cpa.Results, w.result(i > 1))
		}
		if p.Requirements.Value.Has(td) && w.r.IntN(4) > 0 {
			cpa.Requirements = u.cp.Requirements
		}
		c.ppdu = cpa
		p.UserData = encoding(cpa)
	case *session.Refuse:
		cpr := &presentation.ConnectReject{}
		if w.r.IntN(3) == 0 {
			cpr.Reason = osi.Some(presentation.RejectReason(0))
		} else {
			c.apdu = &acse.AssociateResponse{
				Versions: acse.Version1, ApplicationContext: application, Result: acse.RejectedPermanent,
				Diagnostic: acse.Diagnostic{Source: acse.ServiceUser, Code: 1},
			}
			cpr.UserData = one(encoding(c.apdu))
		}
		c.ppdu = cpr
		p.UserData = encoding(cpr)
	case *session.Abort:
		if p.Disconnect&session.UserAbort == 0 {
			return true
		}
		if _, arp := u.sent[p]; arp {
			return true
		}
		if w.ends[d].version == session.Version1 {
			p.UserData = nil
		}
		if p.UserData == nil {
			return true
		}
		c.apdu = &acse.Abort{Source: acse.ServiceUser}
		aru := &presentation.AbnormalReleaseUser{
			UserData: one(encoding(c.apdu)), Contexts: []presentation.ContextName{{ID: 1, TransferSyntax: syntaxBER}},
		}
		c.ppdu = aru
		p.UserData = encoding(aru)
	default:
		return u.data(w, d, p)
	}
	return u.commit(d, p, c)
}

// result makes a result of a proposed context.
func (w *Walk) result(mayReject bool) presentation.Result {
	if mayReject && w.r.IntN(3) == 0 {
		return presentation.Result{Outcome: presentation.UserRejection}
	}
	return presentation.Result{TransferSyntax: syntaxBER}
}

// commit has the machines of end d send what p carries.
func (u *upper) commit(d int, p session.SPDU, c carried) bool {
	if c.apdu != nil && u.acpm[d].Send(c.apdu, acpm.Parameters{Negative: c.params.Negative}) != nil {
		return false
	}
	if c.ppdu != nil && u.ppm[d].Send(c.ppdu, c.params) != nil {
		return false
	}
	u.sent[p] = c
	return true
}

// data gives an SPDU of the data phase its user data.
func (u *upper) data(w *Walk, d int, p session.SPDU) bool {
	primitive, ok := stack.PrimitiveOf(p)
	if !ok {
		return true
	}
	m := &u.ppm[d]
	c := carried{}
	v := &presentation.Data{Primitive: primitive}
	c.ppdu = v
	must := primitive == presentation.SData || primitive == presentation.STypedData
	set := m.Contexts()
	managed := set.Requirements()&presentation.ContextManagement != 0
	switch p := p.(type) {
	case *session.Finish, *session.Disconnect, *session.NotFinished:
		c.apdu = &acse.ReleaseResponse{}
		if p.Type() == session.TypeFN {
			c.apdu = &acse.ReleaseRequest{}
		}
		c.params.Negative = p.Type() == session.TypeNF
		v.UserData, must = one(encoding(c.apdu)), true
	case *session.ExpeditedData:
		v.UserData, must = presentation.UserData{Simple: []byte{5, 0}}, true
	case *session.TypedData:
		if managed && w.r.IntN(2) == 0 {
			if c.ppdu = u.alter(w, d, set); c.ppdu == nil {
				return false
			}
			break
		}
		v.UserData = w.values(set)
	case *session.Resynchronize, *session.ResynchronizeAck:
		rs := &presentation.Resynchronize{Acknowledge: p.Type() == session.TypeRA}
		if managed {
			rs.Contexts, must = []presentation.ContextName{}, true
			for x := range set.All() {
				rs.Contexts = append(rs.Contexts, presentation.ContextName{ID: x.ID, TransferSyntax: x.TransferSyntax})
			}
			c.ppdu = rs
		} else if w.r.IntN(2) == 0 {
			rs.UserData, must = w.values(set), true
			c.ppdu = rs
		}
	default:
		v.UserData = w.values(set)
	}
	carriesNone := len(p.SSDU()) == 0 && !must
	if carriesNone {
		v.UserData = presentation.UserData{}
	} else if v == c.ppdu && v.UserData.IsZero() {
		return false
	}
	if !u.commit(d, p, c) {
		return false
	}
	if primitive == presentation.SUserExceptionReport || primitive == presentation.SResynchronize {
		_ = u.acpm[d].Disrupt()
	}
	var b []byte
	if !carriesNone {
		b = encoding(c.ppdu.(appender))
	}
	setSSDU(p, b)
	return true
}

// values makes values of the contexts of the set, which are an application's own; none where there
// are no such.
func (w *Walk) values(set presentation.ContextSet) (v presentation.UserData) {
	var ids []int64
	for c := range set.All() {
		if c.AbstractSyntax == syntaxOther {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return v
	}
	for range 1 + w.r.IntN(2) {
		value := append([]byte{4, byte(w.r.IntN(100))}, make([]byte, 100)...)
		v.PDVs = append(v.PDVs, presentation.PDV{Context: ids[w.r.IntN(len(ids))], Value: value[:2+value[1]]})
	}
	return v
}

// alter makes an AC, or the ACA that answers the peer's.
func (u *upper) alter(w *Walk, d int, set presentation.ContextSet) presentation.PPDU {
	if ac := u.remote[d]; ac != nil && w.r.IntN(2) == 0 {
		aca := &presentation.AlterContextAcknowledge{}
		for range ac.Additions {
			aca.Additions = append(aca.Additions, w.result(true))
		}
		for range ac.Deletions {
			o := presentation.Acceptance
			if w.r.IntN(3) == 0 {
				o = presentation.UserRejection
			}
			aca.Deletions = append(aca.Deletions, o)
		}
		u.remote[d] = nil
		return aca
	}
	ac := &presentation.AlterContext{}
	for range w.r.IntN(3) {
		ac.Additions = append(ac.Additions, proposals(u.next[d])...)
		u.next[d] += 2
	}
	for c := range set.All() {
		if c.ID > 3 && w.r.IntN(3) == 0 {
			ac.Deletions = append(ac.Deletions, c.ID)
		}
	}
	if len(ac.Additions)+len(ac.Deletions) == 0 || len(ac.Additions) > 0 && u.next[d] > 60 {
		return nil
	}
	return ac
}
