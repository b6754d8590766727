package validate_test

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// A fitting is how a vector is given to the gate: ok is false for forms that are no unit of a
// carrier, such as one parameter alone.
type fitting struct {
	carrier validate.Carrier
	policy  validate.Policy
	before  []ssdu // that pass
	from    osi.Direction
	with    presentation.Primitive // of an SSDU
	octets  []byte
}

// An ssdu is the user data of a session service primitive.
type ssdu struct {
	from   osi.Direction
	with   presentation.Primitive
	octets []byte
}

func fit(t *testing.T, v *vectors.Vector) (f fitting, ok bool) {
	t.Helper()
	f.policy.Midway, f.octets = true, v.Octets
	for _, limit := range []struct {
		key string
		to  *int
	}{
		{"limit-facilities", &f.policy.Limits.Facilities},
		{"limit-contexts", &f.policy.Limits.Contexts},
		{"limit-elements", &f.policy.Limits.Elements},
		{"max-tpdu", &f.policy.Limits.TPDU},
	} {
		*limit.to, _ = strconv.Atoi(v.Get(limit.key))
	}
	form := v.Get("form")
	switch v.Layer {
	case "transport":
		f.policy.Top = osi.Transport
		f.carrier = validate.NSDUs
		if form == "tpkt" {
			f.carrier = validate.TPKTs
		}
		alone := v.Get("carrier") == "" && v.Get("options") == "" && (v.Get("class") == "" || v.Get("class") == "0")
		return f, alone && (form == "tpdu" || form == "tpkt")
	case "session":
		f.carrier, f.policy.Top, f.policy.Summary.Units = validate.TSDUs, osi.Session, session.FUDuplex
		return f, form == "tsdu" && v.Get("context") == ""
	case "presentation":
		f.carrier, f.policy.Top = validate.TSDUs, osi.Presentation
		f.octets, ok = carried(t, form, v.Octets)
		return f, ok && v.Get("simple") == "" && v.Name != "user-data-simple-for-full" // midway, the contexts that it takes are not known
	case "acse", "rtse":
		return carriedAPDU(t, v)
	case "x25":
		f.carrier, f.policy.Top, f.policy.ForeignCalls = validate.Packets, osi.X25, true
		f.policy.Subscription.Retransmission = true
		if v.Get("modulo") == "128" {
			f.policy.Modulo = x25.Modulo128
		}
		f.policy.Initiator = map[string]osi.Side{"DTE": osi.DTE, "DCE": osi.DCE}[v.Get("sender")]
		if v.Get("carrier") == "XOT" {
			f.carrier = validate.XOT
			f.octets = append(binary.BigEndian.AppendUint16([]byte{0, 0}, uint16(len(v.Octets))), v.Octets...)
		}
		return f, form == "packet" && v.Name != "xot-restart-lci-1" // which XOT forbids
	}
	return f, false
}

// carriedAPDU puts an APDU where X.227 Table 8 or X.228 clause 8 wants it, in an association up to
// there. Context 13 is of ACSE, the others of RTSE, or of applications.
func carriedAPDU(t *testing.T, v *vectors.Vector) (f fitting, ok bool) {
	t.Helper()
	f.carrier, f.policy.Opaque = validate.SSDUs, true
	for _, limit := range []struct {
		key string
		to  *int
	}{{"limit-elements", &f.policy.Limits.Elements}, {"limit-depth", &f.policy.Limits.Depth}} {
		*limit.to, _ = strconv.Atoi(v.Get(limit.key))
	}
	if v.Get("form") != "" || len(v.Octets) == 0 {
		return f, false
	}
	ber, other := osi.MustOID("2.1.1"), "1.2.3"
	if v.Layer == "rtse" {
		other = "2.3.2"
	}
	var contexts []presentation.Context
	var results []presentation.Result
	for i, abstract := range []string{"2.2.1.0.1", other, other, other, other} {
		contexts = append(contexts, presentation.Context{ID: []int64{13, 1, 3, 5, 7}[i], AbstractSyntax: osi.MustOID(abstract), TransferSyntaxes: []osi.OID{ber}})
		results = append(results, presentation.Result{Outcome: presentation.Acceptance, TransferSyntax: ber})
	}
	data := func(context int64, value []byte) (u presentation.UserData) {
		u.PDVs = []presentation.PDV{{Context: context, Form: presentation.SingleASN1Type, Value: value}}
		return u
	}
	ppdu := func(p presentation.PPDU) []byte {
		b, err := p.AppendBinary(nil)
		if err != nil { // a value that is no BER at all is the presentation layer's to refuse
			ok = false
		}
		return b
	}
	apdu := func(p acse.APDU) []byte {
		b, err := p.AppendBinary(nil)
		if err != nil {
			ok = false
		}
		return b
	}
	ok = true
	external := func(value []byte) acse.UserInformation {
		x := acse.External{IndirectReference: osi.Some(int64(3)), Form: acse.SingleASN1Type, Value: value}
		b, err := x.AppendBinary(nil)
		if err != nil {
			ok = false
		}
		return b
	}
	name := osi.MustOID("1.2.3.4")
	connect := func(value []byte) []byte {
		return ppdu(&presentation.Connect{Mode: osi.NormalMode, Contexts: contexts, UserData: data(13, value)})
	}
	request := acse.AssociateRequest{ApplicationContext: name, Requirements: acse.RequireAuthentication | acse.RequireContextNegotiation}
	if p, err := acse.Parse(v.Octets); err == nil {
		if aare, answers := p.(*acse.AssociateResponse); answers {
			request.ApplicationContext = aare.ApplicationContext
		}
	}
	up := []ssdu{
		{initiator, presentation.SConnect, connect(apdu(&request))},
		{responder, presentation.SConnectAccept, ppdu(&presentation.ConnectAccept{
			Mode: osi.NormalMode, Results: results, UserData: data(13, apdu(&acse.AssociateResponse{ApplicationContext: name, Diagnostic: accepted})),
		})},
	}
	release := ssdu{initiator, presentation.SRelease, ppdu(&presentation.Data{UserData: data(13, []byte{0x62, 0})})}
	if !ok {
		t.Fatal("the association itself is invalid")
	}
	rejected := func(value []byte) []byte {
		return ppdu(&presentation.ConnectReject{Mode: osi.NormalMode, Results: results, UserData: data(13, value)})
	}
	abort := func(value []byte) []byte {
		return ppdu(&presentation.AbnormalReleaseUser{
			Mode: osi.NormalMode, Contexts: []presentation.ContextName{{ID: 13, TransferSyntax: ber}}, UserData: data(13, value),
		})
	}
	switch tag := v.Octets[0]; {
	case v.Layer == "acse" && tag == 0x61 && (bytes.Contains(v.Octets, []byte{0xa2, 3, 2, 1, 1}) || bytes.Contains(v.Octets, []byte{0xa2, 3, 2, 1, 2})):
		f.before, f.from, f.with, f.octets = up[:1], responder, presentation.SConnectReject, rejected(v.Octets)
	case v.Layer == "acse" && tag == 0x61:
		f.before, f.from, f.with = up[:1], responder, presentation.SConnectAccept
		f.octets = ppdu(&presentation.ConnectAccept{Mode: osi.NormalMode, Results: results, UserData: data(13, v.Octets)})
	case v.Layer == "acse" && tag == 0x62:
		f.before, f.with, f.octets = up, presentation.SRelease, ppdu(&presentation.Data{UserData: data(13, v.Octets)})
	case v.Layer == "acse" && tag == 0x63:
		f.before, f.from, f.with = append(up, release), responder, presentation.SReleaseConfirm
		f.octets = ppdu(&presentation.Data{UserData: data(13, v.Octets)})
	case v.Layer == "acse" && tag == 0x64:
		f.before, f.with, f.octets = up, presentation.SUserAbort, abort(v.Octets)
	case v.Layer == "acse" && tag == 0x65: // of connectionless mode
		return f, false
	case v.Layer == "acse":
		f.with, f.octets = presentation.SConnect, connect(v.Octets)
	case tag == 0xb1:
		f.before, f.from, f.with = up[:1], responder, presentation.SConnectAccept
		value := apdu(&acse.AssociateResponse{ApplicationContext: name, Diagnostic: accepted, UserInformation: external(v.Octets)})
		f.octets = ppdu(&presentation.ConnectAccept{Mode: osi.NormalMode, Results: results, UserData: data(13, value)})
	case tag == 0xb2:
		f.before, f.from, f.with = up[:1], responder, presentation.SConnectReject
		value := apdu(&acse.AssociateResponse{ApplicationContext: name, Result: acse.RejectedPermanent, Diagnostic: accepted, UserInformation: external(v.Octets)})
		f.octets = rejected(value)
	case tag == 0xb6:
		f.before, f.with, f.octets = up, presentation.SUserAbort, abort(apdu(&acse.Abort{Source: acse.ServiceUser, UserInformation: external(v.Octets)}))
	case tag == 0x02:
		f.before, f.with, f.octets = up, presentation.STokenPlease, ppdu(&presentation.Data{UserData: data(3, v.Octets)})
	case tag == 0x04 || tag == 0x24:
		f.before, f.with, f.octets = up, presentation.SData, ppdu(&presentation.Data{UserData: data(3, v.Octets)})
	default:
		f.with, f.octets = presentation.SConnect, connect(apdu(&acse.AssociateRequest{ApplicationContext: name, UserInformation: external(v.Octets)}))
	}
	return f, ok
}

// accepted is the diagnostic null of the ACSE service user.
var accepted = acse.Diagnostic{Source: acse.ServiceUser}

// judged gives the gate the fitting's SSDUs that come before, and its octets.
func (f *fitting) judged(t *testing.T, g *validate.Guard) (v validate.Verdict, rest []byte) {
	t.Helper()
	s := g.Stream(f.carrier)
	for _, u := range f.before {
		if v := s.CheckSSDU(u.from, u.with, u.octets); v.Action != validate.Pass {
			t.Fatalf("before: %v", v.Err)
		}
	}
	if f.carrier == validate.SSDUs {
		return s.CheckSSDU(f.from, f.with, f.octets), nil
	}
	return s.Check(initiator, f.octets)
}

// carried returns the TSDU with the user data b.
func carried(t *testing.T, form string, b []byte) (tsdu []byte, ok bool) {
	t.Helper()
	common := session.Common{UserData: b}
	all := osi.Some(session.FUNestedConnections - 1) // a user may require any of them, X.226 6.2.2.12
	var p session.SPDU
	switch form {
	case "connect":
		p = &session.Connect{Common: common, Requirements: all}
	case "accept":
		p = &session.Accept{Common: common}
	case "refuse":
		p = &session.Refuse{Common: common, Reason: osi.Some(session.RefusedByUser)}
	case "abort":
		p = &session.Abort{Common: common, Disconnect: session.ReleaseTransport | session.UserAbort}
	case "typed":
		p = &session.TypedData{Common: common}
	case "release":
		p = &session.Finish{Common: common}
	case "release-confirm":
		p = &session.Disconnect{Common: common}
	case "data":
		return append([]byte{1, 0, 1, 0}, b...), len(b) > 0
	default:
		return nil, false
	}
	tsdu, err := p.AppendBinary(nil)
	return tsdu, err == nil && len(b) > 0
}

// Every vector that is a unit of a carrier gets the verdict in its header, with the rule named.
func TestVectors(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, layer := range []string{"transport", "session", "presentation", "acse", "rtse", "x25"} {
		all, err := vectors.Load(layer)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range all {
			f, ok := fit(t, &v)
			// which context is nominated CP and CPA say, whether extended concatenation is allowed CN and AC
			if !ok || v.Get("nominated") != "" || v.Name == "extended-not-announced" || v.Name == "gt-then-mia" {
				continue
			}
			seen[layer]++
			t.Run(layer+"/"+v.Name, func(t *testing.T) { checkVector(t, &v, f) })
		}
	}
	t.Log(seen)
	for layer, least := range map[string]int{"transport": 70, "session": 100, "presentation": 120, "acse": 80, "rtse": 25, "x25": 140} {
		if seen[layer] < least {
			t.Errorf("only %d vectors of %s are units", seen[layer], layer)
		}
	}
}

func checkVector(t *testing.T, v *vectors.Vector, f fitting) {
	t.Helper()
	verdict, rest := f.judged(t, guard(t, f.policy))
	switch v.Rule {
	case "tpkt.header", "tpkt.truncated": // of a stream, more octets may follow
		if verdict.Action != validate.Hold {
			t.Error(outcome(verdict))
		}
		return
	case "tpkt.trailing": // the next frame
		if verdict.Action == validate.Reject || len(rest) == 0 {
			t.Error(outcome(verdict))
		}
		return
	}
	if len(rest) > 0 {
		t.Fatalf("%d octets left", len(rest))
	}
	if v.Expect == "accept" {
		e := osi.AsError(verdict.Err)
		// What is a valid PDU may yet not be what the gate lets pass: classes 1 to 4, proposals
		// that do not fit together, the end of an SSDU alone.
		if e != nil && (e.ID == "validate.class" || strings.HasPrefix(e.ID, "session.negotiate") || v.Layer == "session" && e.Clause == "X.225 7.37") {
			return
		}
		if verdict.Action == validate.Reject {
			t.Errorf("rejected: %v", verdict.Err)
		}
		if verdict.Action == validate.Pass && string(verdict.Octets) != string(f.octets) {
			t.Errorf("passed other octets")
		}
		return
	}
	if verdict.Action != validate.Reject {
		t.Fatalf("%s, want %s", outcome(verdict), v.Rule)
	}
	if e := osi.AsError(verdict.Err); e.ID != v.Rule || e.Offset != v.Offset {
		t.Errorf("rule %s at %d, want %s at %d", e.ID, e.Offset, v.Rule, v.Offset)
	}
	if v.Expect == "tolerate" {
		f.policy.Tolerate, _ = osi.ParseTolerance(v.Get("tolerance"))
		g := guard(t, f.policy)
		verdict, _ := f.judged(t, g)
		if e := osi.AsError(verdict.Err); e != nil && !strings.HasPrefix(e.ID, "validate.") {
			t.Errorf("not tolerated: %v", e)
		}
		if verdict.Action == validate.Pass && (verdict.Tolerated != f.policy.Tolerate || g.Stats().Tolerated[strings.Split(f.policy.Tolerate.String(), ",")[0]] != 1) {
			t.Errorf("tolerated %v, counted %v", verdict.Tolerated, g.Stats().Tolerated)
		}
	}
}
