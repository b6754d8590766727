package association

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// unnamed is the end of a sentence about a code without a name.
var unnamed = regexp.MustCompile(`(\([0-9]+\)|(reason|cause|diagnostic) [0-9A-F]+|bit[0-9]+)( in .*)?(; the peer says that it may accept later)?$`)

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || got != string(want) {
		t.Errorf("%s differs (%v):\n%s", path, err, got)
	}
}

// TestReasons has every code that refuses or aborts: its reason is a sentence of its own, which
// needs no table of the standard, and codes without a name are given by number.
func TestReasons(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, c := range []struct {
		name     string
		layer    osi.Layer
		distinct int // sentences at least
		pdu      func(n int) stack.PDU
	}{
		{"DR", osi.Transport, 13, func(n int) stack.PDU { return &transport.DisconnectRequest{Reason: transport.Reason(n)} }},
		{"ER", osi.Transport, 4, func(n int) stack.PDU { return &transport.TPDUError{Cause: transport.RejectCause(n)} }},
		{"RF", osi.Session, 9, func(n int) stack.PDU { return &session.Refuse{Reason: osi.Some(session.RefuseReason(n))} }},
		{"AB", osi.Session, 4, func(n int) stack.PDU { return &session.Abort{Disconnect: session.TransportDisconnect(n)} }},
		{"CPR", osi.Presentation, 8, func(n int) stack.PDU {
			return &presentation.ConnectReject{Reason: osi.Some(presentation.RejectReason(n))}
		}},
		{"ARP", osi.Presentation, 7, func(n int) stack.PDU {
			return &presentation.AbnormalReleaseProvider{Reason: osi.Some(presentation.AbortReason(n)), Event: osi.Some(presentation.EventCP)}
		}},
		{"AARE", osi.ACSE, 13, func(n int) stack.PDU {
			return &acse.AssociateResponse{Result: acse.RejectedTransient, Diagnostic: acse.Diagnostic{Code: int64(n)}}
		}},
		{"AARE of the provider", osi.ACSE, 3, func(n int) stack.PDU {
			return &acse.AssociateResponse{Result: acse.RejectedPermanent, Diagnostic: acse.Diagnostic{Source: acse.ServiceProvider, Code: int64(n)}}
		}},
		{"ABRT", osi.ACSE, 6, func(n int) stack.PDU { return &acse.Abort{Diagnostic: osi.Some(acse.AbortDiagnostic(n))} }},
	} {
		seen := map[string]bool{}
		for n := range 256 {
			name := c.name
			layer, _, reason := explainRefusal(c.pdu(n))
			if !seen[reason] && !unnamed.MatchString(reason) {
				fmt.Fprintf(&text, "%s %d: %s\n", name, n, reason)
			}
			if layer != c.layer || len(reason) < 20 || strings.Contains(reason, "%!") || strings.Contains(reason, reasonClosed) {
				t.Errorf("%s %d: %v, %q", name, n, layer, reason)
			}
			seen[reason] = true
		}
		if len(seen) < c.distinct {
			t.Errorf("%s: %d sentences, want %d", c.name, len(seen), c.distinct)
		}
	}
	golden(t, "reasons.txt", text.String())
	for data, want := range map[string]string{
		"no such service\x00": `; it says "no such service"`, "": "not any more", "\x00": "not any more", "\x01\x02": "not any more", "a\xff": "not any more",
	} {
		if _, _, reason := explainRefusal(&transport.DisconnectRequest{Reason: transport.ReasonNormal, UserData: []byte(data)}); !strings.HasSuffix(reason, want) {
			t.Errorf("%q: %q", data, reason)
		}
	}
	for _, p := range []stack.PDU{
		&session.Refuse{}, &presentation.ConnectReject{}, &presentation.AbnormalReleaseProvider{}, &presentation.AbnormalReleaseUser{}, &acse.Abort{Source: acse.ServiceProvider},
	} {
		if _, _, reason := explainRefusal(p); !strings.Contains(reason, "say") {
			t.Errorf("%v: %q", p, reason)
		}
	}
}

// TestOwn has a copy of each SPDU: it has all but the user data, and shares no memory.
func TestOwn(t *testing.T) {
	t.Parallel()
	for _, p := range []session.SPDU{
		&session.Connect{}, &session.Accept{}, &session.Refuse{}, &session.Finish{}, &session.Disconnect{}, &session.NotFinished{}, &session.Abort{},
		&session.DataTransfer{}, &session.TypedData{}, &session.ExpeditedData{}, &session.CapabilityData{}, &session.CapabilityDataAck{},
		&session.GiveTokens{}, &session.PleaseTokens{}, &session.GiveTokensConfirm{}, &session.MinorSyncPoint{}, &session.MinorSyncAck{},
		&session.MajorSyncPoint{}, &session.MajorSyncAck{}, &session.Resynchronize{}, &session.ResynchronizeAck{}, &session.ExceptionReport{},
		&session.ExceptionData{}, &session.ActivityStart{}, &session.ActivityResume{}, &session.ActivityInterrupt{}, &session.ActivityInterruptAck{},
		&session.ActivityDiscard{}, &session.ActivityDiscardAck{}, &session.ActivityEnd{},
	} {
		common := session.CommonOf(p)
		common.Enclosure, common.UserData = session.EnclosureWhole, []byte{1}
		c := withoutUserData(p)
		if c == p || fmt.Sprintf("%T", c) != fmt.Sprintf("%T", p) || session.CommonOf(c).UserData != nil || session.CommonOf(c).Enclosure != session.EnclosureWhole || len(common.UserData) != 1 {
			t.Errorf("%v: %+v", p, c)
		}
	}
}
