package validate_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// A fitting is how a vector is given to the gate: ok is false for forms that are no unit of a carrier, such as one parameter alone.
type fitting struct {
	carrier validate.Carrier
	policy  validate.Policy
	octets  []byte
}

func fit(t *testing.T, v *vectors.Vector) (f fitting, ok bool) {
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
		f.carrier, f.policy.Top = validate.TSDUs, osi.Session
		return f, form == "tsdu" && v.Get("context") == ""
	case "presentation":
		f.carrier, f.policy.Top = validate.TSDUs, osi.Presentation
		f.octets, ok = carried(t, form, v.Octets)
		return f, ok && v.Get("simple") == ""
	case "acse", "rtse":
		f.carrier = validate.TSDUs
		syntax := "2.2.1.0.1"
		if v.Layer == "rtse" {
			syntax = "2.3.2"
		}
		cp := presentation.Connect{Mode: presentation.NormalMode, Contexts: []presentation.Context{
			{ID: 1, AbstractSyntax: osi.MustOID(syntax), TransferSyntaxes: []osi.OID{osi.MustOID("2.1.1")}},
		}}
		cp.UserData.PDVs = []presentation.PDV{{Context: 1, Form: presentation.SingleASN1Type, Value: v.Octets}}
		b, err := cp.AppendBinary(nil)
		if form != "" || err != nil { // a value that is no BER at all is the presentation layer's to refuse
			return f, false
		}
		f.octets, ok = carried(t, "connect", b)
		return f, ok
	case "x25":
		f.carrier, f.policy.Top, f.policy.ForeignCalls = validate.Packets, osi.X25, true
		if v.Get("modulo") == "128" {
			f.policy.Modulo = x25.Modulo128
		}
		f.policy.Initiator = map[string]x25.Sender{"DTE": x25.FromDTE, "DCE": x25.FromDCE}[v.Get("sender")]
		return f, form == "packet"
	}
	return f, false
}

// carried returns the TSDU with the user data b.
func carried(t *testing.T, form string, b []byte) (tsdu []byte, ok bool) {
	common := session.Common{UserData: b}
	duplex := osi.Some(session.FUDuplex)
	var p session.SPDU
	switch form {
	case "connect":
		p = &session.Connect{Common: common, Requirements: duplex}
	case "accept":
		p = &session.Accept{Common: common, Requirements: duplex}
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
	seen := map[string]int{}
	for _, layer := range []string{"transport", "session", "presentation", "acse", "rtse", "x25"} {
		all, err := vectors.Load(layer)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range all {
			f, ok := fit(t, &v)
			if !ok || v.Get("nominated") != "" { // which context is nominated, CP and CPA say
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
	verdict, rest := guard(t, f.policy).Stream(f.carrier).Check(initiator, f.octets)
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
		// What is a valid PDU may yet not be what the gate lets pass: classes 1 to 4, proposals that do not fit together, the end of an SSDU alone.
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
		verdict, _ := g.Stream(f.carrier).Check(initiator, f.octets)
		if e := osi.AsError(verdict.Err); e != nil && !strings.HasPrefix(e.ID, "validate.") {
			t.Errorf("not tolerated: %v", e)
		}
		if verdict.Action == validate.Pass && (verdict.Tolerated != f.policy.Tolerate || g.Stats().Tolerated[strings.Split(f.policy.Tolerate.String(), ",")[0]] != 1) {
			t.Errorf("tolerated %v, counted %v", verdict.Tolerated, g.Stats().Tolerated)
		}
	}
}
