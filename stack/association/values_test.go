package association_test

import (
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
)

var other = osi.MustOID("1.3.9999.7")

// contextsOf has the context and the octets of each value.
func contextsOf(values []stack.Value) (text string) {
	for _, v := range values {
		text += fmt.Sprintf("%d %v %x, ", v.Context, v.AbstractSyntax, v.Octets)
	}
	return text
}

// Values that come in several contexts have each their own: those of an AARQ and an AARE by the
// EXTERNAL, those of a TD by the PDV-list.
func TestContextsOfValues(t *testing.T) {
	t.Parallel()
	p := newPair(association.Config{})
	of := func(syntax osi.OID, octet byte) *stack.Value {
		return &stack.Value{AbstractSyntax: syntax, Octets: []byte{4, 1, octet}}
	}
	got := map[string]string{}
	p.hear = func(end int, ev association.Event) {
		switch ev := ev.(type) {
		case *association.Connecting:
			must(t, p.ends[end].Accept())
		case *association.Requested:
			got["requested"] = contextsOf(ev.Values)
			must(t, p.ends[end].Accept(&acse.AssociateResponse{ApplicationContext: osi.MustOID("1.3.9999.8")}, of(other, 3), of(mms, 4)))
		case *association.Opened:
			got["opened"] = fmt.Sprint(ev.AARE.ApplicationContext, " ", contextsOf(ev.Values))
		case *association.Data:
			got["data"] = contextsOf(ev.Values)
		case *association.Connected:
		default:
			t.Errorf("%T", ev)
		}
	}
	pdus := request(allUnits)
	pdus[2] = &presentation.Connect{Contexts: association.Contexts(mms, other)}
	must(t, p.ends[0].Open(append(pdus, of(mms, 1), of(other, 2))...))
	must(t, p.settle())
	must(t, p.ends[0].Send(&session.TypedData{}, of(mms, 5), of(other, 6), of(mms, 7)))
	must(t, p.settle())
	const m, o = "3 1.0.9506.2.1 ", "5 1.3.9999.7 "
	want := map[string]string{
		"requested": m + "040101, " + o + "040102, ",
		"opened":    "1.3.9999.8 " + o + "040103, " + m + "040104, ",
		"data":      m + "040105, " + o + "040106, " + m + "040107, ",
	}
	for what, text := range want {
		if got[what] != text {
			t.Errorf("%s: got  %s\nwant %s", what, got[what], text)
		}
	}
}

// An RS of an association with context management lists the contexts that are defined.
func TestResynchronizeLists(t *testing.T) {
	t.Parallel()
	p := newPair(association.Config{})
	var rs *presentation.Resynchronize
	p.hear = func(end int, ev association.Event) {
		switch ev := ev.(type) {
		case *association.Connecting:
			must(t, p.ends[end].Accept())
		case *association.Requested:
			one := presentation.Result{Outcome: presentation.Acceptance, TransferSyntax: presentation.BasicEncoding()}
			must(t, p.ends[end].Accept(&presentation.ConnectAccept{Results: []presentation.Result{one, one}, Requirements: presentation.ContextManagement}))
		case *association.Indication:
			if ev.SPDU.Type() == session.TypeRS {
				rs, _ = ev.PPDU.(*presentation.Resynchronize)
			}
		}
	}
	pdus := request(allUnits)
	pdus[2] = &presentation.Connect{Contexts: association.Contexts(mms), Requirements: presentation.ContextManagement}
	must(t, p.ends[0].Open(pdus...))
	must(t, p.settle())
	must(t, p.ends[0].Send(&session.ActivityStart{Activity: []byte{1}}))
	must(t, p.settle())
	must(t, p.ends[0].Send(&session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncAbandon)}}))
	must(t, p.settle())
	if rs == nil || len(rs.Contexts) != 2 || rs.Contexts[0].ID != 1 || rs.Contexts[1].ID != 3 {
		t.Errorf("%+v", rs)
	}
}

// A request without a CR in front, or with nothing behind it, is refused.
func TestOpenAlone(t *testing.T) {
	t.Parallel()
	for _, pdus := range [][]stack.PDU{nil, request(0)[:1], request(0)[1:2], request(0)[1:]} {
		a := association.New(osi.FromInitiator, association.Config{})
		if e := osi.AsError(a.Open(pdus...)); e == nil || e.ID != "association.request" || len(a.Output()) != 0 {
			t.Errorf("%v: %v", pdus, e)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
